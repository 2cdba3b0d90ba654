"""What the minutes of an opening say as a paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goufu.core.numbers import NumberSeries
from goufu.procurement.models import Bid, Envelope, Opening, Procurement, Quotation
from goufu.procurement.sealed.envelopes import kind_title
from goufu.procurement.sealed.quotations import until_of
from goufu.procurement.sealed.sheets import sealing_of
from goufu.ui.money import figures
from goufu.wall_clock import CHINA

NAMES = {Quotation.FIRST: "开启记录", Quotation.FINAL: "最后报价开启记录"}
DEADLINES = {Quotation.FIRST: "响应截止", Quotation.FINAL: "最后报价截止"}
MINUTES = NumberSeries("procurement.minutes", "{place}-{year}-KB-{number:04}")


def minutes_data(opening: Opening, number: str) -> dict[str, Any]:
    """The data of procurement/typst/minutes.typ: a paper is in Chinese."""
    procurement, sealing = opening.procurement, sealing_of(opening.procurement)
    quotation = Quotation(opening.round)
    present = opening.present.select_related("person", "body")
    envelopes = opening.envelopes.select_related("bid__bidder", "bid__lot")
    return {
        "number": number,
        "name": minutes_name(procurement, quotation),
        "day": opening.begun_at.astimezone(CHINA).timetuple()[:3],
        "heading": "最后报价开启记录" if quotation == Quotation.FINAL else "开标（开启）记录",
        "under": f"{procurement.title}　{procurement.number}",
        "footer": f"购服 · {procurement.number} · 编号 {number}",
        "facts": [
            ("采购人", procurement.purchaser.name),
            ("采购方式", str(procurement.get_method_display())),
            (DEADLINES[quotation], moment_of(until_of(procurement, quotation))),
            ("开启时间", f"{moment_of(opening.begun_at)} 至 {moment_of(opening.closed_at)}"),
            ("封标说明摘要（SM3）", sealing.sheet_digest if sealing else ""),
            ("结果", str(opening.get_state_display())),
        ],
        "present_title": "到场",
        "present_head": ["姓名", "单位", "身份", "时间"],
        "present": [
            (each.person.name, each.body.name, str(each.get_role_display()), _time(each.at))
            for each in present
        ],
        "envelopes_title": "信封",
        "envelopes_head": ["供应商", "信封", "收到；摘要（SM3）", "结果", "报价（元）"],
        "envelopes": [_row(each) for each in envelopes],
        "minutes_title": "经过",
        "minutes_head": ["时间", "事项"],
        "minutes": [(_time(each.at), each.text) for each in opening.minutes.all()],
        "sign_head": ["保管人签字", "投标人代表签字", "监督人签字"],
        "sign": [("\n\n", "", "")],
    }


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
