"""What is asked where a supplier is found in talks: what each offered, and how the talks ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.procurement.actions.responding import Offer
from goufu.procurement.choices import provider_features
from goufu.procurement.forms.review import UNSAID
from goufu.procurement.models import CameBy, Lot, Procurement, Quotation
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.talks import Talks
from goufu.registry.kinds import enterprise_sizes
from goufu.registry.models import Person
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField
from goufu.ui.money import figures
from goufu.wall_clock import CHINA


class TalkedForm(Form):
    """What a supplier offered in the talks."""

    credit_code = forms.CharField(label=gettext_lazy("供应商的统一社会信用代码"), max_length=18)
    lot = forms.ChoiceField(label=gettext_lazy("哪个包"))
    price = MoneyField(label=gettext_lazy("报价"))
    declared_size = forms.ChoiceField(label=gettext_lazy("声明的企业规模"), required=False)
    has_declaration = forms.BooleanField(label=gettext_lazy("提交了中小企业声明函"), required=False)
    feature = forms.ChoiceField(label=gettext_lazy("视同小微企业的证明"), required=False)
    day = DateField(label=gettext_lazy("报价的日子"), initial=wall_clock.today)

    def __init__(self, *given: Any, procurement: Procurement, **more: Any) -> None:
        super().__init__(*given, **more)
        lots = [(str(each.pk), f"{each.number} {each.title}") for each in procurement.lots.all()]
        offered: dict[str, Any] = {
            "lot": lots,
            "declared_size": [UNSAID, *enterprise_sizes()],
            "feature": [UNSAID, *provider_features()],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if not lots:
            del self.fields["lot"]

    def said(self) -> dict[str, Any]:
        """The arguments of entering a response, but for the bidder."""
        said = self.cleaned_data
        names = ("price", "declared_size", "has_declaration", "feature")
        return {
            "offer": Offer(**{name: said[name] for name in names}),
            "lot": int(said["lot"]) if said.get("lot") else None,
            "quotation": Quotation.FIRST,
            "came_by": CameBy.ENTERED,
            "opened_at": datetime.combine(said["day"], time.min, CHINA),
            "minutes_on": said["day"],
        }


class SettleForm(Form):
    """With whom the talks ended, who talked, and what was agreed."""

    response = forms.ChoiceField(label=gettext_lazy("商定的供应商"), widget=forms.RadioSelect)
    price = MoneyField(label=gettext_lazy("商定的价格"), help_text=gettext_lazy("没有再谈价的，照报价写"))
    held_on = DateField(label=gettext_lazy("商定的日子"), initial=wall_clock.today)
    persons = forms.MultipleChoiceField(
        label=gettext_lazy("参加的人员"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("采购人一方参加商定的；他们不单独定标，结果公告里会公开姓名"),
    )
    people = forms.CharField(
        label=gettext_lazy("名单以外参加的人员"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("采购人一方的姓名，用顿号隔开；没有就空着"),
    )
    has_declared = forms.BooleanField(
        label=gettext_lazy("参加的各位看过报价的供应商，声明没有利害关系、不用回避"),
        error_messages={"required": gettext_lazy("参加的人员先声明；应当回避的换人")},
    )
    text = forms.CharField(
        label=gettext_lazy("商定的经过"),
        max_length=5_000,
        widget=GrowingText,
        help_text=gettext_lazy(
            "比了哪几家、怎样谈、质量和价格怎样定的；紧急采购的会公开，不写手机号、身份证号"
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("没有选报价最低的，为什么"),
        required=False,
        max_length=1_000,
        widget=GrowingText,
    )

    def __init__(
        self,
        *given: Any,
        offered: Sequence[tuple[Lot | None, ReviewedBid]],
        people: Iterable[Person],
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        persons = self.fields["persons"]
        assert isinstance(persons, forms.MultipleChoiceField)
        persons.choices = [(str(each.pk), each.name) for each in people]
        field = self.fields["response"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(bid.pk), _line(lot, bid)) for lot, bid in offered]
        self.initial["response"] = offered[0][1].pk
        if len(offered) == 1:
            self.initial["price"] = offered[0][1].correction.price
        if len({lot for lot, _bid in offered}) == len(offered):
            del self.fields["reason"]  # nobody was dearer than another

    def said(self) -> dict[str, Any]:
        """The action's arguments."""
        said = self.cleaned_data
        talks = Talks(
            said["held_on"],
            said["people"],
            said["text"],
            said.get("reason", ""),
            tuple(int(each) for each in said["persons"]),
            said["has_declared"],
        )
        return {"response": int(said["response"]), "price": said["price"], "talks": talks}


def _line(lot: Lot | None, bid: ReviewedBid) -> str:
    price = bid.correction.price
    said = f"{bid.name}，{figures(price)} 元" if price is not None else bid.name
    return f"第 {lot.number} 包：{said}" if lot else said
