"""Forms for places, for the system administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.registry.models import Place
from goufu.registry.models.providers import EARLIEST, LATEST
from goufu.registry.suggestions import PlaceField
from goufu.ui.forms import Form


def _year() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("从哪一年起"),
        min_value=EARLIEST,
        max_value=LATEST,
        help_text=_("第一次这样列出的代码表是哪一年的"),
    )


def _code() -> forms.CharField:
    return forms.CharField(label=_("代码"), min_length=6, max_length=6, help_text=_("六位数字"))


class SearchForm(Form):
    """Words to look for places by, and whether those no longer used are looked for too."""

    q = forms.CharField(
        label=_("名称或代码"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    ended = forms.BooleanField(label=_("也找不再使用的"), required=False)


class OpenForm(Form):
    parent = PlaceField(label=_("上级"))
    code = _code()
    name = forms.CharField(label=_("名称"), max_length=60)
    year = _year()


class ChangeForm(Form):
    code = _code()
    name = forms.CharField(label=_("名称"), max_length=60)
    year = _year()

    @classmethod
    def of(cls, place: Place, *given: Any, **more: Any) -> ChangeForm:
        return cls(*given, initial={"code": place.code, "name": place.name}, **more)


class MergePlacesForm(Form):
    into = PlaceField(label=_("并入哪里"))
    year = _year()
