"""What is asked of who sits on a panel."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.reasons import ReasonField
from goufu.procurement.actions.calling import LEAST
from goufu.procurement.methods import load_methods
from goufu.procurement.models import PanelMember
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import Review
from goufu.ui.forms import DateField, Form, GrowingText, YesNoField

MOST_FIELDS = 3
UNSAID = ("", "——")


class CodeForm(Form):
    """The number of the procurement and the one-time code."""

    number = forms.CharField(label=gettext_lazy("采购编号"), max_length=40)
    code = forms.CharField(
        label=gettext_lazy("登录码"), max_length=20, widget=forms.TextInput({"autocomplete": "off"})
    )


class AskForm(Form):
    """How long the bidder has to explain, and whether the panel judges the price too low."""

    minutes = forms.IntegerField(
        label=gettext_lazy("给多少分钟说明"), min_value=1, max_value=10_000, initial=30
    )
    is_judged = forms.BooleanField(label=gettext_lazy("是评审小组认为明显过低"), required=False)


class DecideForm(Form):
    """What the bidder said, and whether that holds."""

    text = forms.CharField(
        label=gettext_lazy("供应商的说明"),
        required=False,
        max_length=5_000,
        widget=GrowingText,
        help_text=gettext_lazy("没有说明就空着；说明和证明材料另在采购页存档"),
    )
    is_accepted = YesNoField(label=gettext_lazy("说明成立"), required=True)
    reason = ReasonField(label=gettext_lazy("认定的理由"), max_length=1_000)


class ScoreForm(Form):
    """A member's points for the factors of a bid; those that are left out stay open."""

    def __init__(
        self, *given: Any, review: Review, bid: ReviewedBid, member: PanelMember, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        had = bid.marks.get(member.pk, {})
        for each in review.factors:
            if (each.is_objective and not member.is_head) or member.finished_at:
                continue
            self.fields[f"factor-{each.pk}"] = forms.DecimalField(
                label=_("%(title)s的得分") % {"title": each.title},
                required=False,
                max_digits=5,
                decimal_places=2,
                initial=had.get(each.pk),
                widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            )

    def points(self) -> dict[int, Decimal]:
        said = {int(name.partition("-")[2]): value for name, value in self.cleaned_data.items()}
        return {key: value for key, value in said.items() if value is not None}


class ConcludeForm(Form):
    """That the head has looked at scores that stand far apart."""

    def __init__(self, *given: Any, has_far_apart: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if has_far_apart:
            self.fields["seen"] = forms.BooleanField(
                label=_("上面相差很大的评分已经看过，请评委核对过"),
                error_messages={"required": _("先看过上面的评分，再写报告")},
            )


class CallForm(Form):
    """Until when final quotations are sent."""

    until_day = DateField(label=gettext_lazy("最后报价截止的日子"), initial=wall_clock.today)
    until_time = forms.TimeField(
        label=gettext_lazy("截止的时刻"), help_text=gettext_lazy("例如 16:30；给各家封好、送出的时间")
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        least = load_methods().settings[LEAST]
        self.fields["until_day"].help_text = _(
            "最后报价至少给 %(minutes)s 分钟（本系统的设置，不是法定期限）"
        ) % {"minutes": least.value}

    def until(self) -> datetime:
        said = self.cleaned_data
        return datetime.combine(said["until_day"], said["until_time"], wall_clock.CHINA)


class SignForm(Form):
    """A dissent, where there is one."""

    dissent = forms.CharField(
        label=gettext_lazy("不同意见"), required=False, max_length=2_000, widget=GrowingText
    )
