"""The forms of procurement files and of their templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.procurement.file_templates import PARTS
from goufu.procurement.models.files import LONGEST
from goufu.ui.forms import Form, GrowingText


def _part(title: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=title,
        required=False,
        max_length=LONGEST,
        widget=GrowingText(attrs={"rows": 14}),
        help_text=hint,
    )


class FileForm(Form):
    """What people write of a file; scoring has a form of its own."""

    demand = _part(_("采购需求"), _("逐项写明数量、标准、验收；一行一条"))
    qualification = _part(_("申请人的资格要求"), _("和采购公告里的是同一份，一行一条"))
    contract = _part(_("合同草案"), _("成交以后照它签合同，不能作实质性的改动"))


class KeepForm(Form):
    """Which part of this file becomes a template of the body."""

    part = forms.ChoiceField(label=_("哪一部分"), choices=[*PARTS.items()])
    name = forms.CharField(label=_("模板名称"), max_length=60, help_text=_("同名的换成新的"))
