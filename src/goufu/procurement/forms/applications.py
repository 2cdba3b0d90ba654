"""What is asked of applications to take part: how each was found, and who brought one on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.procurement.forms.counter import NewcomerForm
from goufu.procurement.models import ApplicationExamination, Procurement
from goufu.ui.forms import Form, GrowingText, YesNoField


class ExamineApplicationForm(Form):
    """Whether the applicant is qualified, and why not."""

    has_passed = YesNoField(label=_("资格审查通过"), required=True)
    reason = forms.CharField(
        label=_("理由"),
        max_length=1_000,
        required=False,
        widget=GrowingText,
        help_text=_("不通过的写明哪一条、缺什么，会告诉这家供应商"),
    )

    def __init__(self, *given: Any, found: ApplicationExamination | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        if found is not None:
            self.initial.update({"has_passed": found.has_passed, "reason": found.reason})


class EnterApplicationForm(NewcomerForm):
    """An application that somebody brought on paper, with its three declarations."""

    credit_code = forms.CharField(
        label=_("供应商的统一社会信用代码"),
        max_length=18,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("照申请文件上写的"),
    )
    lot = forms.ChoiceField(label=_("包"))
    has_declared = forms.BooleanField(
        label=_("申请文件里有三项声明：符合政府采购法第二十二条，没有被禁止参加，没有利害冲突"),
        error_messages={"required": _("缺声明的不收，请供应商当场补上")},
    )
    is_small = YesNoField(label=_("声明属于中小企业"), required=False)
    field_order = ("credit_code", "lot", "has_declared", "is_small", "name", "kind_of_body")

    def __init__(self, *given: Any, procurement: Procurement, **more: Any) -> None:
        super().__init__(*given, **more)
        lot, lots = self.fields["lot"], [*procurement.lots.all()]
        assert isinstance(lot, forms.ChoiceField)
        lot.choices = [(str(each.pk), f"{each.number} {each.title}") for each in lots]
        if not lots:
            del self.fields["lot"]

    def said(self) -> dict[str, Any]:
        """The arguments of `enter_application`."""
        said = self.cleaned_data
        return {
            "credit_code": said["credit_code"],
            "is_small": said["is_small"],
            "lot": int(said["lot"]) if said.get("lot") else None,
            "newcomer": self.newcomer,
        }
