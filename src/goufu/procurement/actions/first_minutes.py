"""What the minutes say when an opening begins: who counts, what was brought and doesn't, and what the clocks did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from goufu.core.errors import Refusal
from goufu.procurement.methods import load_methods
from goufu.procurement.models import COUNTER, Bid, Procurement, Quotation
from goufu.procurement.papers.minutes import moment_of
from goufu.procurement.sealed.ceremony import Lacking
from goufu.procurement.sealed.quotations import until_of
from goufu.procurement.sealed.sheets import sheet_of
from goufu.procurement.sealed.sides import refuse_one_side
from goufu.procurement.sealed.standing import Arrival, arrival_of, paper_that_goes_back
from goufu.registry.agents import Agent


def first_minutes(
    found: Procurement,
    quotation: Quotation,
    bids: Sequence[Bid],
    by: Agent,
    reason: str,
    short: Mapping[int | None, Lacking],
) -> Iterator[str]:
    """What is said when the opening begins."""
    rows = found.bids.filter(is_late=True, round=quotation).select_related("late_decision__person")
    decided = [each for each in rows if hasattr(each, "late_decision")]
    counted = {each.pk for each in decided if each.late_decision.counts}
    lates = [each for each in rows if each.pk not in counted]
    lateness = f"迟到 {len(lates)} 个，没有接收" if lates else "没有迟到的"
    bidders = len({each.bidder_id for each in bids})
    what = "最后报价" if quotation == Quotation.FINAL else "响应"
    until = moment_of(until_of(found, quotation))
    yield f"{what}截止 {until}。收到 {bidders} 家的 {len(bids)} 个信封，{lateness}"
    yield from _said_of_the_counter(found, quotation, bids)
    yield from _said_of_late_paper(found, quotation)
    yield from _said_of_sides(found)
    yield from dict.fromkeys(each.clock for each in (*bids, *lates) if each.clock)
    yield from map(_said_of_decision, decided)
    why = f"；过了开启的时间段，原因：{reason}" if reason else ""
    yield f"{by.body.name}{by.person.name}宣布开始{why}"
    lots = {each.pk: f"第 {each.number} 包" for each in found.lots.all()}
    for lot, each in short.items():
        cited = load_methods().book.cite(each.article)
        where = lots.get(lot, "") if lot else ""
        yield f"{where}只有 {each.count} 家，不足 {each.wanted} 家，没有开启，信封退回（{cited}）"
    if not bids and not short:
        yield "没有在本系统收到最后报价" if quotation == Quotation.FINAL else "没有收到投标"


def _said_of_the_counter(found: Procurement, quotation: Quotation, bids: Sequence[Bid]) -> Iterator[str]:
    """What was brought there in time and doesn't count: nothing that lies in the house goes unsaid, nor who took it away."""
    withdrawn: dict[tuple[int | None, int], int] = {}
    rows = found.bid_withdrawals.filter(given_to__gt="", last_bid__round=quotation)
    for each in rows.select_related("last_bid", "person").order_by("id"):
        withdrawn[each.lot_id, each.bidder_id] = each.last_bid_id
        yield (
            f"窗口交来的回执 {each.last_bid.number} 等在截止以前撤回，取回的人：{each.given_to}，{each.person.name}经办"
        )
    brought = found.bids.filter(way__in=COUNTER, is_late=False, round=quotation).select_related("hand_back")
    for bid in brought.exclude(pk__in=[each.pk for each in bids]).order_by("id"):
        if bid.pk > withdrawn.get((bid.lot_id, bid.bidder_id), 0):
            how = f"，{_how_it_went_back(bid)}" if bid.is_paper else ""
            yield f"回执 {bid.number}（{bid.get_way_display()}，交来的人：{bid.brought_by}）被同一家的另一份代替，或者已撤回，没有开启{how}"


def _said_of_late_paper(found: Procurement, quotation: Quotation) -> Iterator[str]:
    for each in paper_that_goes_back(found):
        if each.round == quotation and arrival_of(each) == Arrival.LATE:
            yield f"迟到的纸质件，回执 {each.number}，没有接收，{_how_it_went_back(each)}"


def _how_it_went_back(paper: Bid) -> str:
    back = getattr(paper, "hand_back", None)
    return f"{moment_of(back.at)} {back.get_way_display()}，{back.given_to}" if back else "还没有退还"


def _said_of_sides(found: Procurement) -> Iterator[str]:
    """That custodians have become one side since the notice: their keys can't be changed any more, so it is on record."""
    bodies = [each.body for each in found.custodians.select_related("body")]
    try:
        refuse_one_side(found, bodies, sheet_of(found).needed)
    except Refusal as refusal:
        yield f"{refusal.what}（公告以后单位、代理机构有变动）"


def _said_of_decision(bid: Bid) -> str:
    decision = bid.late_decision
    what = "算按时收到" if decision.counts else "算迟到，没有接收"
    return (
        f"回执 {bid.number} 只因时钟的更正迟到，{decision.person.name}在开启以前决定{what}：{decision.reason}"
    )
