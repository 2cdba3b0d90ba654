"""What a panel's report, or the record of talks, says as a paper.

Members of a panel are named by their seats: their names are in the result notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import override

from goufu.core.permissions import Permission
from goufu.documents.models import Document, Origin
from goufu.documents.papers import Paper
from goufu.procurement.law import method_of
from goufu.procurement.models import Explanation, Factor, Procurement, ReviewReport
from goufu.procurement.review.rounds import reports_of
from goufu.procurement.review.talks import Talks, talks_in
from goufu.procurement.sealed.scans import scanned_paper, unconfirmed
from goufu.procurement.timing.counting import day_of
from goufu.ui.money import figures
from goufu.wall_clock import CHINA

KIND = "written_report"


def report_papers(procurement: Procurement) -> Iterator[Paper]:
    """The last report on the whole or on each lot, once everybody has signed; and those of before the panel reviewed again."""
    yield from map(_paper_of_earlier, _unissued_of_earlier(procurement))
    last = {each.lot_id: each for each in reports_of(procurement).select_related("lot").order_by("pk")}
    if not last or procurement.panel.filter(left_at=None, signed_at=None).exists():
        return
    for report in last.values():
        yield _paper(report, f"{KIND}_{report.lot.number}" if report.lot else KIND)


def _paper(report: ReviewReport, kind: str, which: str = "") -> Paper:
    procurement = report.procurement
    lot = f"第{report.lot.number}包" if report.lot else ""
    return Paper(
        kind=kind,
        permission=Permission.SEE_PROCUREMENTS,
        template="procurement/typst/report.typ",
        number=_number(report),
        name=f"{procurement.title}{lot}：{_heading(report)}{which}",
        day=day_of(report.at),
        words=partial(report_words, report),
    )


def _number(report: ReviewReport) -> str:
    return f"{report.procurement.number}-PS-{report.pk}"


def _paper_of_earlier(report: ReviewReport) -> Paper:
    return _paper(report, f"{KIND}_before_{report.pk}", "（重新评审以前）")


def _unissued_of_earlier(procurement: Procurement) -> list[ReviewReport]:
    """Reports that were signed by the whole panel, then reviewed again, and never issued; an issued one is in the archive."""
    rows = procurement.reports.filter(rereview__isnull=False).select_related("lot", "procurement__purchaser")
    return [each for each in rows.order_by("pk") if _is_signed(each) and not _is_issued(each)]


def _is_signed(report: ReviewReport) -> bool:
    return report.signatures.count() == report.procurement.panel.filter(left_at=None).count()


def _is_issued(report: ReviewReport) -> bool:
    """Whether its paper was issued while it still counted."""
    paper = _paper_of_earlier(report)
    issued = Document.objects.filter(origin=Origin.ISSUED, number=paper.number)
    return issued.exclude(kind=paper.kind).exists()


def report_words(report: ReviewReport) -> dict[str, Any]:
    """The data of procurement/typst/report.typ: a paper is in Chinese, and everything in it is of the kept report."""
    with override(settings.LANGUAGE_CODE):
        procurement = report.procurement
        talks = talks_in(report.content)
        placings = list(report.placings.select_related("response__bidder"))
        explained = Explanation.objects.filter(response__procurement=procurement, response__lot=report.lot)
        return {
            "heading": _heading(report),
            "under": f"{procurement.title}　{procurement.number}",
            "footer": f"购服 · {procurement.number} · SM3 {report.digest}",
            "facts": _facts(report, talks),
            "placings_title": "名次",
            "placings_head": ["名次", "供应商", "报价（元）", "评审价格（元）", "价格以外", "价格分", "总分"],
            "placings": [
                (
                    f"{each.rank}{'（并列）' if each.is_tied else ''}",
                    each.response.bidder.name,
                    _money(each.price),
                    _money(each.scored_price),
                    _text(each.technical),
                    _text(each.price_points),
                    _text(each.total),
                )
                for each in placings
                if each.rank
            ],
            "out_title": "没有选用的" if talks else "没有通过的",
            "out_head": ["供应商", "理由"],
            "out": [(each.response.bidder.name, each.reason) for each in placings if each.reason],
            "low_title": "异常低价的审查",
            "low_head": ["供应商", "要求说明", "说明", "成立", "认定的理由"],
            "low": [
                (
                    each.response.bidder.name,
                    _moment(each.asked_at),
                    each.text or "没有说明",
                    "是" if each.is_accepted else "否",
                    each.reason,
                )
                for each in explained.select_related("response__bidder")
            ],
            "scores_title": "各人评分",
            "scores_head": ["供应商", "因素", "各座位的得分"],
            "scores": list(_scores(report)),
            "sign_title": "参加的人员" if talks else "签署",
            "sign_head": ["成员", "时间", "说明" if talks else "不同意见"],
            "sign": list(_signed(report, talks)),
        }


def _heading(report: ReviewReport) -> str:
    return "商定情况记录" if talks_in(report.content) else "评审报告"


def _facts(report: ReviewReport, talks: Talks | None) -> list[tuple[str, str]]:
    procurement = report.procurement
    method = method_of(procurement)
    shared = [
        ("采购人", procurement.purchaser.name),
        ("采购方式", method.title if method else ""),
        ("包", f"第 {report.lot.number} 包 {report.lot.title}" if report.lot else "不分包"),
    ]
    if talks is not None:
        lowest = talks.reason or "选的是报价最低的"
        return [*shared, ("商定的经过", talks.text), ("没有选报价最低的，为什么", lowest)]
    return [
        *shared,
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


def _scores(report: ReviewReport) -> Iterator[tuple[str, str, str]]:
    """A line for each bidder and factor, with the points of each seat."""
    factors = Factor.objects.filter(table__procurement=report.procurement)
    for bid in report.content["bids"]:
        for factor in factors:
            given = [
                f"{seat} 号 {marks[str(factor.pk)]}"
                for seat, marks in bid["marks"].items()
                if str(factor.pk) in marks
            ]
            if given:
                yield bid["bidder"], f"{factor.title}（{factor.points}）", "，".join(given)


def _money(value: Any) -> str:
    return figures(value) if value is not None else "—"


def _text(value: Any) -> str:
    return "—" if value is None else str(value)


def _yuan(value: str | None) -> str:
    return f"{figures(Decimal(value))} 元" if value else "—"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""
