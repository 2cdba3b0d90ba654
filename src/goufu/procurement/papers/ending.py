"""The record of an end without a notice, as a paper: what was bought, why it ended, and what came of the talks until then."""

from __future__ import annotations

from collections.abc import Iterator

from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.documents.papers import Paper, in_both
from goufu.procurement.law import days_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Procurement, Quotation
from goufu.procurement.timing.counting import day_of
from goufu.ui.money import figures

ENDING = ("ending_record", "ending_word")


def ending_papers(procurement: Procurement) -> Iterator[Paper]:
    """The record of one that ended without a notice; of others none."""
    if procurement.end_cause and procurement.ended_at:
        yield from in_both(
            ENDING,
            Permission.SEE_PROCUREMENTS,
            number=f"{procurement.number}-ZZ",
            name=f"{procurement.title}：终止采购记录",
            day=day_of(procurement.ended_at),
            words=lambda: {"blocks": [*_blocks(procurement)]},
        )


def _blocks(procurement: Procurement) -> Iterator[Block]:
    assert procurement.ended_at and procurement.begun_at and procurement.ended_by
    methods, day = load_methods(), day_of(procurement.ended_at)
    yield blocks.title(f"{procurement.title}\n终止采购记录")
    yield blocks.rows(
        [
            ("采购编号", procurement.number),
            ("采购人", procurement.purchaser.name),
            ("采购方式", methods[procurement.method].title),
            ("采购活动开始", blocks.day_in_words(day_of(procurement.begun_at))),
            ("终止", blocks.day_in_words(day)),
            ("原因", methods.endings[procurement.end_cause]),
            ("说明", procurement.end_reason),
        ]
    )
    shares = procurement.shares.select_related("project")
    yield blocks.heading("不再占用的金额")
    yield blocks.sheet(["项目", "金额（元）"], [(str(one.project), figures(one.amount)) for one in shares])
    offers = procurement.responses.filter(quotation=Quotation.FIRST).select_related("bidder", "lot")
    yield blocks.heading("终止以前的报价")
    said = [
        (
            f"{one.bidder.name}{f'（第 {one.lot.number} 包）' if one.lot else ''}",
            figures(one.price) if one.price is not None else "—",
        )
        for one in offers
    ]
    yield blocks.sheet(["供应商", "报价（元）"], said) if said else blocks.text("没有登记过报价。")
    yield blocks.heading("经过")
    happened = days_of(procurement.occurrences.all())
    yield blocks.sheet(
        ["事项", "日期"],
        [(methods.events[name].title, blocks.day_in_words(day_of(at))) for name, at in happened.items()],
    )
    yield blocks.signed(
        procurement.purchaser.name, f"终止人：{procurement.ended_by.name}", blocks.day_in_words(day)
    )
