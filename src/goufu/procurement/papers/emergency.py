"""The papers of the emergency lane: the purchaser's filing, the finance office's review."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.documents.papers import Paper, in_both
from goufu.files.own_settings import Setting
from goufu.procurement.choices import emergency_cases, emergency_forms
from goufu.procurement.emergency import Measure, lane_of, measures
from goufu.procurement.methods import load_methods
from goufu.procurement.models import LaneRecord, LaneStep, Procurement
from goufu.procurement.papers.citing import basis
from goufu.procurement.review.rounds import awards_of
from goufu.procurement.timing.timetable import SETTING
from goufu.ui.money import figures, in_full

FILING, REVIEW = ("lane_filing", "lane_filing_word"), ("lane_review", "lane_review_word")
SCOPE = "mof-treasury-2026-12:scope"
MEASURES = {"capacity": "服务能力", "cost": "单位成本", "speed": "响应时间"}


def lane_papers(procurement: Procurement) -> Iterator[Paper]:
    """The last filing and the last review; none of what isn't in the lane."""
    lane = lane_of(procurement)
    for kinds, title, record in (
        (FILING, "紧急采购报备书", lane and lane.filed),
        (REVIEW, "紧急采购审查意见", lane and lane.reviewed),
    ):
        if record:
            yield from in_both(
                kinds,
                Permission.SEE_PROCUREMENTS,
                number=record.number,
                name=f"{procurement.title}：{title}",
                day=record.day,
                words=partial(_words, procurement, record, title),
            )


def _words(procurement: Procurement, record: LaneRecord, title: str) -> dict[str, list[Block]]:
    return {"blocks": [*_blocks(procurement, record, title)]}


def _blocks(procurement: Procurement, record: LaneRecord, title: str) -> Iterator[Block]:
    purchaser, office = procurement.purchaser.name, record.office.name
    is_filing = record.step == LaneStep.FILED
    yield blocks.title(f"{procurement.title}\n{title}")
    yield blocks.addressee(f"{office if is_filing else purchaser}：")
    awards = awards_of(procurement).select_related("response__bidder", "lot")
    yield blocks.rows(
        [
            ("采购编号", procurement.number),
            ("紧急采购的情形", str(dict(emergency_cases()).get(procurement.emergency_case, ""))),
            ("形式", str(dict(emergency_forms()).get(procurement.emergency_form, ""))),
            *(("供应商和金额", f"{one.response.bidder.name}，{in_full(one.amount)}") for one in awards),
            *([] if is_filing else [("结论", str(record.get_finding_display()))]),
        ]
    )
    yield blocks.text(blocks.sentence(record.text))
    if measured := measures(procurement.lane_effects.filter(at__lte=record.at).order_by("-pk").first()):
        yield blocks.heading("采购以前和以后")
        yield blocks.sheet(["项目", "单位", "以前", "以后"], [*map(_row, measured)])
    setting = _setting(is_filing=is_filing)
    if cited := basis(SCOPE):
        yield blocks.text(cited)
    yield blocks.text(f"{setting.title}：{setting.value}{setting.unit}（{SETTING}）。")
    signer = purchaser if is_filing else office
    yield blocks.signed(signer, blocks.day_in_words(record.day))


def _setting(*, is_filing: bool) -> Setting:
    return load_methods().settings["emergency_filing_workdays" if is_filing else "emergency_review_workdays"]


def _row(each: Measure) -> tuple[str, str, str, str]:
    return MEASURES[each.name], each.unit, figures(each.before), figures(each.after)
