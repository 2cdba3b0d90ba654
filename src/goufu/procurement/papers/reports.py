"""What a panel's report, or the record of talks, says as a paper.

Members of a panel are named by their seats: their names are in the result notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import override

from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.documents.models import Document, Origin
from goufu.documents.papers import Paper, in_both
from goufu.procurement.law import method_of
from goufu.procurement.models import Explanation, Factor, Placing, Procurement, ReviewReport
from goufu.procurement.review.rounds import reports_of
from goufu.procurement.review.talks import Talks, talks_in
from goufu.procurement.sealed.scans import scanned_paper, unconfirmed
from goufu.procurement.timing.counting import day_of
from goufu.ui.money import figures
from goufu.wall_clock import CHINA

KIND, WORD = "written_report", "_word"
NOTHING = "—"
PLACINGS_HEAD = ("名次", "供应商", "报价（元）", "评审价格（元）", "价格以外", "价格分", "总分")
LOW_HEAD = ("供应商", "要求说明", "说明", "成立", "认定的理由")


def report_papers(procurement: Procurement) -> Iterator[Paper]:
    """The last report on the whole or on each lot, once everybody has signed; and those of before the panel reviewed again."""
    earlier = procurement.reports.filter(rereview__isnull=False).select_related(
        "lot", "procurement__purchaser"
    )
    for each in filter(_is_signed, earlier.order_by("pk")):
        yield from _unissued(_papers(each, f"{KIND}_before_{each.pk}", "（重新评审以前）"))
    last = {each.lot_id: each for each in reports_of(procurement).select_related("lot").order_by("pk")}
    if not last or procurement.panel.filter(left_at=None, signed_at=None).exists():
        return
    for report in last.values():
        yield from _papers(report, f"{KIND}_{report.lot.number}" if report.lot else KIND)


def _papers(report: ReviewReport, kind: str, which: str = "") -> tuple[Paper, Paper]:
    procurement = report.procurement
    lot = f"第{report.lot.number}包" if report.lot else ""
    return in_both(
        (kind, f"{kind}{WORD}"),
        Permission.SEE_PROCUREMENTS,
        number=_number(report),
        name=f"{procurement.title}{lot}：{_heading(report)}{which}",
        day=day_of(report.at),
        words=lambda: {"blocks": report_blocks(report)},
    )


def _number(report: ReviewReport) -> str:
    return f"{report.procurement.number}-PS-{report.pk}"


def _is_signed(report: ReviewReport) -> bool:
    return report.signatures.count() == report.procurement.panel.filter(left_at=None).count()


def _unissued(papers: tuple[Paper, Paper]) -> Iterator[Paper]:
    """Those of an earlier report that were not issued while it still counted; what was is in the archive."""
    issued = Document.objects.filter(origin=Origin.ISSUED, number=papers[0].number)
    kinds = issued.exclude(kind__in=[each.kind for each in papers]).values_list("kind", flat=True)
    as_word = {kind.endswith(WORD) for kind in kinds}
    return (each for each in papers if each.kind.endswith(WORD) not in as_word)


def report_blocks(report: ReviewReport) -> list[Block]:
    """What the paper says, for the file and for the page on which it is signed; everything in it is of the kept report."""
    with override(settings.LANGUAGE_CODE):  # a paper is in Chinese, whoever reads it
        return [*_blocks(report)]


def _blocks(report: ReviewReport) -> Iterator[Block]:
    talks = talks_in(report.content)
    placings = list(report.placings.select_related("response__bidder"))
    yield blocks.title(f"{report.procurement.title}\n{_heading(report)}")
    yield blocks.rows(row for row in _facts(report, talks) if row[1])
    yield from _sheet(
        "名次", *_with_something(PLACINGS_HEAD, [_placing(each) for each in placings if each.rank])
    )
    out = ((each.response.bidder.name, each.reason) for each in placings if each.reason)
    yield from _sheet("没有选用的" if talks else "没有通过的", ("供应商", "理由"), out)
    explained = Explanation.objects.filter(response__procurement=report.procurement, response__lot=report.lot)
    yield from _sheet(
        "异常低价的审查", LOW_HEAD, map(_explained, explained.select_related("response__bidder"))
    )
    seats = sorted({int(seat) for bid in report.content["bids"] for seat in bid["marks"]})
    head = ("供应商", "因素和满分", *(f"{seat} 号" for seat in seats))
    yield from _sheet("各人评分", head, _scores(report, seats))
    yield from _sheet(
        "参加的人员" if talks else "签署",
        ("成员", "时间", "说明" if talks else "不同意见", "签字"),
        ((*row, blocks.SPACE) for row in _signed(report, talks)),
    )


def _sheet(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    """A table under its heading, where it has rows."""
    if said := list(rows):
        yield blocks.heading(title)
        yield blocks.sheet(head, said)


def _placing(each: Placing) -> tuple[str, ...]:
    return (
        f"{each.rank}{'（并列）' if each.is_tied else ''}",
        each.response.bidder.name,
        _money(each.price),
        _money(each.scored_price),
        _text(each.technical),
        _text(each.price_points),
        _text(each.total),
    )


def _explained(each: Explanation) -> tuple[str, ...]:
    return (
        each.response.bidder.name,
        _moment(each.asked_at),
        each.text or "没有说明",
        "是" if each.is_accepted else "否",
        each.reason,
    )


def _heading(report: ReviewReport) -> str:
    return "商定情况记录" if talks_in(report.content) else "评审报告"


def _facts(report: ReviewReport, talks: Talks | None) -> list[tuple[str, str]]:
    procurement = report.procurement
    method = method_of(procurement)
    shared = [
        ("采购编号", procurement.number),
        ("采购人", procurement.purchaser.name),
        ("写出", blocks.day_in_words(day_of(report.at))),
        ("采购方式", method.title if method else ""),
        ("包", f"第 {report.lot.number} 包 {report.lot.title}" if report.lot else ""),
    ]
    if talks is not None:
        lowest = talks.reason or "选的是报价最低的"
        return [*shared, ("商定的经过", talks.text), ("没有选报价最低的，为什么", lowest)]
    return [
        *shared,
        ("评审记录的摘要（SM3）", report.digest),
        ("评审方法", str(procurement.get_evaluation_method_display())),
        ("评审基准价", _yuan(report.content["base_price"])),
        ("结果", str(report.get_outcome_display())),
        *_again(report),
        ("补抽专家", _replaced(procurement)),
        *_scans(report),
    ]


def _again(report: ReviewReport) -> list[tuple[str, str]]:
    """On which ground, why, and in whose place."""
    again = report.content.get("again")
    if not again:
        return [("重新评审的情形", "没有重新评审")]
    return [
        ("重新评审的情形", f"{report.get_ground_display()}：{again['reason']}"),
        ("代替的评审报告", _number(_earlier_of(report, again["of"]))),
    ]


def _earlier_of(report: ReviewReport, digest: str) -> ReviewReport:
    return report.procurement.reports.filter(digest=digest, pk__lt=report.pk).latest("pk")


def _replaced(procurement: Procurement) -> str:
    """How often drawn experts were replaced, and why; the draw has no limit, so it is shown to whoever signs."""
    gone = procurement.panel.filter(expert__isnull=False, left_at__isnull=False)
    return "；".join(f"{each}：{each.left_because}" for each in gone) or "没有补抽"


def _scans(report: ReviewReport) -> list[tuple[str, str]]:
    """Which scans of paper the panel read that no second person had found to be as the paper when it reported."""
    paper = scanned_paper(report.procurement, report.lot)
    if not paper:
        return []
    names = [f"{each.number} 号{each.bid.bidder.name}" for each in unconfirmed(paper, report.at)]
    said = f"没有第二个人核对一致的：{'、'.join(names)}" if names else "都有第二个人照纸质的核对过，一致"
    return [("纸质响应文件的扫描件", said)]


def _signed(report: ReviewReport, talks: Talks | None) -> Iterator[tuple[str, str, str]]:
    """Who stands for it, when, and what else that one says."""
    if talks is not None:
        yield talks.people, f"{talks.held_on:%Y-%m-%d}", f"登记人：{report.person}"
        return
    signed = {each.member_id: each for each in report.signatures.all()}
    for member in report.procurement.panel.filter(left_at=None):
        head = "（组长）" if member.is_head else ""
        said = signed.get(member.pk)  # of before each report had its own signatures, the member's row tells
        at, dissent = (said.at, said.dissent) if said else (member.signed_at, member.dissent)
        yield f"{member}{head}", _moment(at), (dissent or "没有") if at else ""


def _scores(report: ReviewReport, seats: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """A line for each bidder and factor, with the points of each seat."""
    factors = Factor.objects.filter(table__procurement=report.procurement)
    for bid in report.content["bids"]:
        for factor in factors:
            given = [bid["marks"].get(str(seat), {}).get(str(factor.pk), NOTHING) for seat in seats]
            if any(each != NOTHING for each in given):
                yield bid["bidder"], f"{factor.title}（{factor.points}）", *given


def _with_something(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """The table without the columns in which nothing stands, as those of points where only prices were compared."""
    kept = [at for at in range(len(head)) if any(row[at] != NOTHING for row in rows)]
    return [head[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _money(value: Any) -> str:
    return figures(value) if value is not None else NOTHING


def _text(value: Any) -> str:
    return NOTHING if value is None else str(value)


def _yuan(value: str | None) -> str:
    return f"{figures(Decimal(value))} 元" if value else NOTHING


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""
