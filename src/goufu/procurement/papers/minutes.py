"""What the minutes of an opening say as a paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from goufu.core.numbers import NumberSeries
from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.documents.models import Document, Origin
from goufu.documents.papers import Paper, in_both
from goufu.procurement.models import Bid, Envelope, Opening, Procurement, Quotation
from goufu.procurement.sealed.envelopes import kind_title
from goufu.procurement.sealed.quotations import until_of
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.timing.counting import day_of
from goufu.ui.money import figures
from goufu.wall_clock import CHINA

NAMES = {Quotation.FIRST: "开启记录", Quotation.FINAL: "最后报价开启记录"}
TITLES = {Quotation.FIRST: "开标（开启）记录", Quotation.FINAL: "最后报价开启记录"}
DEADLINES = {Quotation.FIRST: "响应截止", Quotation.FINAL: "最后报价截止"}
MINUTES = NumberSeries("procurement.minutes", "{place}-{year}-KB-{number:04}")
KIND = "opening_minutes"  # its PDF is issued when the opening is closed
WORDS = {Quotation.FIRST: "opening_minutes_word", Quotation.FINAL: "final_minutes_word"}


def minutes_papers(opening: Opening, number: str) -> tuple[Paper, Paper]:
    """The minutes of an opening that is closed, under the number that they were given."""
    quotation = Quotation(opening.round)
    return in_both(
        (KIND, WORDS[quotation]),
        Permission.SEE_PROCUREMENTS,
        number=number,
        name=minutes_name(opening.procurement, quotation),
        day=day_of(opening.begun_at),
        words=lambda: {"blocks": [*_blocks(opening)]},
    )


def minutes_in_word(procurement: Procurement) -> Iterator[Paper]:
    """The Word file of each opening whose minutes were issued."""
    openings = {each.round: each for each in procurement.openings.exclude(closed_at=None)}
    if not openings:
        return
    issued = Document.objects.filter(
        subject_kind="procurement", subject_number=procurement.pk, kind=KIND, origin=Origin.ISSUED
    )
    numbers = dict(issued.order_by("pk").values_list("name", "number"))
    for quotation, opening in openings.items():
        if number := numbers.get(minutes_name(procurement, Quotation(quotation))):
            yield minutes_papers(opening, number)[1]


def _blocks(opening: Opening) -> Iterator[Block]:
    with override(settings.LANGUAGE_CODE):  # a paper is in Chinese, whoever has it written
        procurement, sealing = opening.procurement, sealing_of(opening.procurement)
        quotation = Quotation(opening.round)
        yield blocks.title(f"{procurement.title}\n{TITLES[quotation]}")
        yield blocks.rows(
            row
            for row in (
                ("采购编号", procurement.number),
                ("采购人", procurement.purchaser.name),
                ("采购方式", str(procurement.get_method_display())),
                (DEADLINES[quotation], moment_of(until_of(procurement, quotation))),
                ("开启时间", f"{moment_of(opening.begun_at)} 至 {moment_of(opening.closed_at)}"),
                ("封标说明摘要（SM3）", sealing.sheet_digest if sealing else ""),
                ("结果", str(opening.get_state_display())),
            )
            if row[1]
        )
        yield blocks.heading("一、到场")
        present = opening.present.select_related("person", "body")
        yield blocks.sheet(
            ("姓名", "单位", "身份", "时间"),
            [
                (each.person.name, each.body.name, str(each.get_role_display()), _time(each.at))
                for each in present
            ],
        )
        yield blocks.heading("二、信封")
        envelopes = [*opening.envelopes.select_related("bid__bidder", "bid__lot")]
        if envelopes:
            yield blocks.sheet(
                ("供应商", "信封", "收到；摘要（SM3）", "结果", "报价（元）"), map(_row, envelopes)
            )
        else:
            yield blocks.text("没有收到信封。")
        yield blocks.heading("三、经过")
        yield blocks.sheet(("时间", "事项"), [(_time(each.at), each.text) for each in opening.minutes.all()])
        yield blocks.heading("四、签字")
        yield blocks.sheet(("保管人", "投标人代表", "监督人"), [(blocks.SPACE,) * 3])


def minutes_name(procurement: Procurement, quotation: Quotation) -> str:
    """What the minutes are called among the papers."""
    return f"{procurement.title}：{NAMES[quotation]}"


def _row(envelope: Envelope) -> tuple[str, ...]:
    bid = envelope.bid
    lot = f"第 {bid.lot.number} 包 " if bid.lot else ""
    result = (
        f"{envelope.get_state_display()}{f'（{envelope.get_cause_display()}）' if envelope.cause else ''}"
    )
    return (
        f"{envelope.number} {bid.bidder.name}",
        f"{lot}{kind_title(bid.kind)}",
        f"{moment_of(bid.received_at)}\n{bid.digest or paper_in_words(bid)}",
        f"{result}{f'：{envelope.why}' if envelope.why else ''}",
        figures(envelope.price) if envelope.price is not None else "—",
    )


def paper_in_words(bid: Bid) -> str:
    """What sealed paper was like when it came."""
    note = f"（{bid.wrapping_note}）" if bid.wrapping_note else ""
    return f"纸质 {bid.pieces} 件，{bid.get_wrapping_display()}{note}"


def moment_of(at: datetime | None) -> str:
    """The moment as minutes write it, to the second; empty for none."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else ""


def _time(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%H:%M:%S}"
