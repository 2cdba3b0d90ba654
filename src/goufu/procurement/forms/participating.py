"""What providers are asked when they take part, ask or look for procurements; and what the purchaser answers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.core.steps import StepForm
from goufu.procurement.actions.participating import DECLARED
from goufu.procurement.applications import admission_of
from goufu.procurement.models import DepositForm, Participation, Procurement
from goufu.registry.models import Body
from goufu.registry.queries.bodies import with_code
from goufu.ui.forms import DateField, Form, GrowingText, YesNoField

_MEMBER = re.compile(r"(?P<code>\S+)[\s，,：:]+(?P<share>[\d.]+)\s*[%％]?")


def _declaration(name: str) -> forms.BooleanField:
    [label] = [each.verbose_name for each in Participation._meta.concrete_fields if each.name == name]
    return forms.BooleanField(
        label=label, error_messages={"required": gettext_lazy("符合才能参加；不符合的，不要勾选")}
    )


class TakePartForm(Form):
    """The lot, the declarations, the consortium and the deposit. What was declared last time is filled in."""

    meets_conditions = _declaration("meets_conditions")
    is_not_debarred = _declaration("is_not_debarred")
    has_no_conflict = _declaration("has_no_conflict")
    is_small = YesNoField(label=gettext_lazy("属于中小企业"), required=False)

    def __init__(
        self, *given: Any, procurement: Procurement, last: Participation | None, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        if last is not None:
            self.initial.update({name: getattr(last, name) for name in (*DECLARED, "is_small")})
        if lots := list(procurement.lots.all()):
            choices = [(str(each.pk), f"{each.number} {each.title}") for each in lots]
            self.fields["lot"] = forms.ChoiceField(label=_("参加哪个包"), choices=[("", "——"), *choices])
        if procurement.accepts_consortium:
            self.fields["members"] = forms.CharField(
                label=_("联合体的其他成员"),
                required=False,
                max_length=1_000,
                widget=GrowingText,
                help_text=_(
                    "单独参加的空着。一行一个：统一社会信用代码，空格，份额；例如 91530000MA0000001P 30"
                ),
            )
            self.fields["own_share_percent"] = forms.DecimalField(
                label=_("本单位的份额（%）"), required=False, max_digits=5, decimal_places=2
            )
        if procurement.bid_deposit:
            is_due = admission_of(procurement) is None  # of whoever only applies not yet
            self.fields["deposit_form"] = forms.ChoiceField(
                label=_("保证金的形式"), choices=[("", "——"), *DepositForm.choices], required=is_due
            )
            self.fields["deposit_reference"] = forms.CharField(
                label=_("保函编号或者转账凭证号"), max_length=80, required=is_due
            )

    def clean_members(self) -> list[tuple[Body, Decimal]]:
        lines = [each.strip() for each in self.cleaned_data["members"].splitlines() if each.strip()]
        return [_member(each) for each in lines]

    @property
    def said(self) -> dict[str, Any]:
        """The values as arguments of `take_part`."""
        said = dict(self.cleaned_data)
        declared = {
            name: said.pop(name) for name in (*DECLARED, "is_small", "own_share_percent") if name in said
        }
        if said.get("lot"):
            said["lot"] = int(said["lot"])
        return {**said, "declared": declared}


def _member(line: str) -> tuple[Body, Decimal]:
    found = _MEMBER.fullmatch(line)
    body = with_code(found["code"]) if found else None
    if found is None or body is None:
        raise forms.ValidationError(
            _("“%(line)s”读不出登记过的单位和份额。先写统一社会信用代码，空格，再写份额。")
            % {"line": line[:60]}
        )
    try:
        return body, Decimal(found["share"])
    except InvalidOperation:
        raise forms.ValidationError(_("“%(line)s”的份额不是数字。") % {"line": line[:60]}) from None


class QuestionForm(Form):
    """What is asked; in public until the deadline."""

    text = forms.CharField(label=gettext_lazy("问题"), max_length=2_000, widget=GrowingText)

    def __init__(self, *given: Any, is_public: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if is_public:
            self.fields["text"].help_text = _("不要写单位和人的名称：问题和答复一起公开，不写谁问的")


class EnterQuestionForm(QuestionForm):
    """A question that came by letter or aloud: of whom, and when."""

    asker = forms.CharField(
        label=gettext_lazy("哪个供应商"),
        max_length=200,
        help_text=gettext_lazy("名称或者统一社会信用代码；没有登记的写全称。公开的答复里不写"),
    )
    received_on = DateField(label=gettext_lazy("收到的日子"))
    field_order = ("asker", "received_on", "text")

    def __init__(self, *given: Any, is_public: bool, **more: Any) -> None:
        super().__init__(*given, is_public=is_public, **more)
        if not is_public:
            self.fields["text"].help_text = _(
                "截止那天以前收到的，和答复一起公开，不写谁问的：问题里不要写单位和人的名称"
            )


class AnswerForm(StepForm):
    """The answer; to all, and then whether it changes the file, or to the asker alone."""

    answer = forms.CharField(
        label=gettext_lazy("答复"),
        max_length=4_000,
        widget=GrowingText,
        help_text=gettext_lazy("和问题一起公开，任何人都能看"),
    )
    changes_file = YesNoField(
        label=gettext_lazy("这个答复改变采购文件吗"),
        help_text=gettext_lazy("改变的，还要发更正公告，可能要顺延"),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if self.thing.is_private:
            del self.fields["changes_file"]
            self.fields["answer"].help_text = _("只有问的供应商看得到")

    def said(self) -> dict[str, Any]:
        return {"changes_file": False} | super().said()
