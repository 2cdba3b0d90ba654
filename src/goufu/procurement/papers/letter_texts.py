"""What the letters on a result say: to who was awarded, and to each of the others of its own record why it was not."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import override

from goufu.files.numerals import plain
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.periods import period
from goufu.procurement.choosing import number
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import facts_of, method_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Award, Placing, Procurement, Response
from goufu.procurement.review.events import SIGNED, TOLD
from goufu.procurement.review.record import Review
from goufu.ui.money import figures, in_full

SIGNING_DAYS = "framework_signing_days"


def letter_text(procurement: Procurement, won: Sequence[Award], placing: Placing) -> str:
    """What a bidder is told: of the others nothing but who was awarded and for how much."""
    head = letter_head(procurement, placing.response)
    own = next((each for each in won if each.response_id == placing.response_id), None)
    if is_framework(method_of(procurement)):
        return head + _shortlisted(procurement, won, own, placing)
    if own:
        return f"{head}经评审，确定你单位中标（成交），金额 {in_full(own.amount)}。{_signing(procurement)}"
    said = "；".join(f"{each.response.bidder.name}，金额 {figures(each.amount)} 元" for each in won)
    return f"{head}中标（成交）的是{said}。你单位没有中标（成交）：{loss_of(placing)}{_way(procurement)}"


def _shortlisted(procurement: Procurement, won: Sequence[Award], own: Award | None, placing: Placing) -> str:
    if own:
        days = Review(procurement, own.lot).parameter(SIGNING_DAYS)
        return f"经评审，确定你单位入围，入围价格 {in_full(own.amount)}。请自本通知书发出之日起{days}日内签订框架协议。"
    names = "、".join(f"{each.response.bidder.name}（{figures(each.amount)} 元）" for each in won)
    return f"入围的是{names}。你单位没有入围：{loss_of(placing)}{_way(procurement)}"


def _way(procurement: Procurement) -> str:
    """How and until when whoever lost may go against it."""
    with override(settings.LANGUAGE_CODE):
        days = period("challenge").replace(" ", "")
    article = load_cases().numbers["challenge"].article
    return (
        f"\n认为采购过程或者结果使自己的权益受到损害的，可以在知道或者应当知道之日起{days}内，"
        f"以书面形式向{procurement.purchaser.name}提出质疑（{load_methods().book.cite(article)}）。"
    )


def _signing(procurement: Procurement) -> str:
    """Until when the contract is signed, as the method's step says; the law of that day and place has the number."""
    method, methods = method_of(procurement), load_methods()
    step = (
        next((each for each in method.steps if (each.begins, each.ends) == (TOLD, SIGNED)), None)
        if method
        else None
    )
    if step is None or not step.number:
        return "请按照采购需求签订合同。"
    days = number(step.number, situation_of(procurement, facts_of(procurement)), methods)
    if days is None:
        return "请在法定期限内签订合同。"
    return f"请自本通知书发出之日起{plain(int(days))}{methods.book.parameters[step.number].unit}内签订合同。"


def failure_text(procurement: Procurement, placing: Placing) -> str:
    """What a bidder is told where nobody can be awarded: of the others nothing."""
    own = f"{placing.reason}。" if placing.reason else "你单位通过了审查。"
    head = letter_head(procurement, placing.response)
    said = f"经评审，符合要求的供应商不足，没有中标（成交）供应商，采购失败。{own}"
    return f"{head}{said}{_way(procurement)}"


def letter_head(procurement: Procurement, response: Response) -> str:
    """To whom the letter goes, and of what it is."""
    cut = response.lot
    lot = f"第{cut.number}包" if cut else ""
    return f"{response.bidder.name}：\n    {procurement.purchaser.name}的“{procurement.title}”（{procurement.number}）{lot}"


def loss_of(placing: Placing) -> str:
    """Why a bidder lost, of its own record."""
    if placing.rank is None:
        return f"{placing.reason or '没有通过审查'}。"
    if placing.total is None:
        scored = (
            "没有报价" if placing.scored_price is None else f"评审价格 {figures(placing.scored_price)} 元"
        )
        return f"{scored}，排第 {placing.rank} 名。"
    price = f"，其中价格 {placing.price_points} 分" if placing.price_points is not None else ""
    return f"得分 {placing.total}{price}，排第 {placing.rank} 名。"
