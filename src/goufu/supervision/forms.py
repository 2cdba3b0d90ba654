"""Forms for the journal's pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.journal.words import vocabulary
from goufu.ui.fields import DateField, DateInput
from goufu.ui.forms import Form

LATEST_DAYS = (7, 30)
WITH_TABLES = -1


def _text(label: Any, longest: int, example: Any = "") -> forms.CharField:
    entry = {"class": "form-control", "placeholder": example, "autocomplete": "off"}
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.TextInput(attrs=entry)
    )


def _day(label: Any) -> DateField:
    return DateField(label=label, required=False, widget=DateInput({"class": "form-control"}))


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs={"class": "form-select"}))


class EntryFilter(forms.Form):
    """The filters of the journal; an invalid one is reported at its field and ignored."""

    since = _day(gettext_lazy("从"))
    until = _day(gettext_lazy("到"))
    action = _choice(gettext_lazy("做了什么"))
    person = _text(gettext_lazy("谁"), 60, gettext_lazy("姓名或登录名"))
    body = _text(gettext_lazy("替哪个单位"), 200, gettext_lazy("名称或信用代码"))
    kind = _choice(gettext_lazy("对象"))
    number = _text(gettext_lazy("哪一个对象"), 200, gettext_lazy("名称或编号"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        for field, known in (("action", words.actions), ("kind", words.things)):
            entry = self.fields[field]
            assert isinstance(entry, forms.ChoiceField)
            entry.choices = [("", _("全部")), *sorted((name, str(word)) for name, word in known.items())]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束的日期早于开始的日期"))
        if asked.get("number") and not asked.get("kind"):
            self.add_error("number", _("请先选是哪一种对象"))
        return asked

    def asked(self) -> dict[str, Any]:
        """The filters that were given and valid."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class VerificationForm(Form):
    """The extent of a verification."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("核验多少"),
        coerce=int,
        choices=lambda: [
            *((days, _("最近 %s 天") % days) for days in LATEST_DAYS),
            (0, _("整个日志")),
            (WITH_TABLES, _("整个日志，再拿它逐行核对各张表")),
        ],
        initial=LATEST_DAYS[0],
        widget=forms.RadioSelect,
    )

    def after_day(self) -> Any:
        """The day after which the verification starts; None for the whole journal."""
        days: int = self.cleaned_data["days"]
        return wall_clock.today() - timedelta(days=days) if days > 0 else None

    def covers_tables(self) -> bool:
        """Whether the tables are compared with the journal too."""
        return bool(self.cleaned_data["days"] == WITH_TABLES)
