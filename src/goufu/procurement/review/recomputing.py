"""The recomputation of awards: everything reckoned anew from the record, and compared with what the reports and the awards say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goufu.documents.papers import digest_of
from goufu.procurement import invitations
from goufu.procurement.actions.drawing import excluded_for
from goufu.procurement.models import Award, Draw, Placing, Procurement, ReviewReport
from goufu.procurement.papers.report_content import content_of
from goufu.procurement.reckoning.drawing import NotEnough, Wanted, drawn, order_of, sm3
from goufu.procurement.review.experts import digest_of_list
from goufu.procurement.review.record import FAILED, Review
from goufu.procurement.review.rounds import reports_of, rereview_of
from goufu.procurement.review.talks import talks_content, talks_in


def differences(procurement: Procurement) -> Iterator[str]:
    """Sentences on what the record doesn't give as it was reported; none where all agrees."""
    yield from invitations.differences(procurement)
    draw = Draw.objects.select_related("of").filter(procurement=procurement).first()
    if draw and draw.drawn_at:
        yield from _of_draw(procurement, draw)
    for report in procurement.reports.order_by("pk"):
        if digest_of(report.content) != report.digest:
            yield f"第 {report.pk} 号评审报告的摘要和内容不符"
    # Of a report that was voided, or reviewed again, the record has gone on.
    standing = {each.lot_id: each for each in reports_of(procurement).select_related("lot").order_by("pk")}
    for report in standing.values():
        yield from _of_report(procurement, report)
        yield from _of_rereview(procurement, report)
    for award in procurement.awards.select_related("report", "response__bidder"):
        yield from _of_award(award)


def _of_draw(procurement: Procurement, draw: Draw) -> Iterator[str]:
    experts = {each.code: each for each in draw.of.experts.all()}
    rows = [
        {name: getattr(each, name) for name in ("code", "name", "employer", "fields", "place", "avoids")}
        for each in experts.values()
    ]
    if digest_of_list(rows) != draw.of.digest:
        yield "专家名单和它的摘要不符"
    if sm3(draw.seed) != draw.commitment:
        yield "抽取的种子和事先公布的摘要不符"
    excluded = {each["code"] for each in draw.exclusions}
    wanted = [Wanted(each["field"], each["count"]) for each in draw.wanted]
    order = order_of(draw.seed, draw.of.digest, experts)
    fields = {code: each.fields for code, each in experts.items()}
    try:
        said = [each.code for each in drawn(order, fields, wanted, excluded)]
    except NotEnough as few:
        yield f"照种子和名单抽不满：“{few.field or '不限专业'}”还差 {few.missing} 位专家"
        return
    for change in draw.replaced:
        gone = procurement.panel.filter(expert__code=change["code"]).first()
        field = gone.field if gone and any(each.field == gone.field for each in wanted) else ""
        taken = {*said, *(each["by"] for each in draw.replaced[: draw.replaced.index(change)])}
        near = {each["code"] for each in excluded_for(procurement, experts.values(), ())}
        free = excluded | taken | (near - {change["by"]})
        try:
            [following] = drawn(order, fields, [Wanted(field, 1)], free)
        except NotEnough:
            yield f"照种子和名单没有人能接替 {change['code']}，记录的是 {change['by']}"
            continue
        if following.code != change["by"]:
            yield f"补抽的应当是 {following.code}，记录的是 {change['by']}"
    seated = [each.expert.code for each in procurement.panel.select_related("expert") if each.expert]
    expected = [*said, *(each["by"] for each in draw.replaced)]
    if seated != expected:
        yield f"照种子抽取的是 {'、'.join(expected)}，评审小组里是 {'、'.join(seated)}"


def _of_report(procurement: Procurement, report: ReviewReport) -> Iterator[str]:
    now = _content(procurement, report)
    for name in ("outcome", "base_price", "price_points", "members"):
        if now[name] != report.content[name]:
            yield f"{name}：报告是 {report.content[name]}，重算是 {now[name]}"
    had = {each["response"]: each for each in report.content["bids"]}
    for line in now["bids"]:
        said = had.pop(line["response"], None)
        if said is None:
            yield f"{line['bidder']}：报告里没有"
            continue
        for name in sorted(line.keys() | said.keys()):
            if line.get(name) != said.get(name):
                yield f"{line['bidder']} 的 {name}：报告是 {said.get(name)}，重算是 {line.get(name)}"
    for each in had.values():
        yield f"{each['bidder']}：记录里没有"
    lines = {each["response"]: each for each in report.content["bids"]}
    for placing in report.placings.all():
        line = lines.get(placing.response_id, {})
        if report.outcome != FAILED and placing.rank != line.get("rank"):
            yield f"{line.get('bidder')}：名次是 {placing.rank}，报告是 {line.get('rank')}"


def _of_rereview(procurement: Procurement, report: ReviewReport) -> Iterator[str]:
    """Whether a report that takes an earlier one's place is by the same panel, and says why as it was ordered."""
    order = rereview_of(procurement, report.lot)
    said = {"ground": order.ground, "reason": order.reason, "of": order.report.digest} if order else None
    if report.content.get("again") != said or report.ground != (order.ground if order else ""):
        yield "重新评审的情形和理由，报告和决定不一致"
    if order and order.report.content["members"] != report.content["members"]:
        yield "重新评审的不是原来的评审小组"


def _content(procurement: Procurement, report: ReviewReport) -> dict[str, Any]:
    """What the record gives now; of talks the agreement is itself the record."""
    review, talks = Review(procurement, report.lot), talks_in(report.content)
    if talks is None:
        return content_of(review)
    chosen = next((each["response"] for each in report.content["bids"] if each["rank"] == 1), 0)
    return talks_content(review, chosen, talks)


def _passed_over(award: Award, placing: Placing) -> bool:
    """Whether somebody before it in the report isn't awarded."""
    before = award.report.placings.filter(rank__lt=placing.rank)
    return before.exclude(response__in=award.report.awards.values("response")).exists()


def _of_award(award: Award) -> Iterator[str]:
    placing = award.report.placings.filter(response=award.response).first()
    if placing is None or placing.rank is None:
        yield f"中标、成交的 {award.response.bidder.name} 不在推荐的名单里"
    elif placing.price != award.amount:
        yield f"中标、成交金额是 {award.amount}，报告里的报价是 {placing.price}"
    elif not award.reason and _passed_over(award, placing):
        yield "没有确定第一名，也没有写理由"
