"""What a procurement file says: the plan's days and terms, demand, qualification, the scoring table, the draft of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.files.numerals import plain
from goufu.procurement.file_templates import CONTRACT, DEMAND, PARTS, QUALIFICATION
from goufu.procurement.filling import KNOWN, Filling
from goufu.procurement.forms.grades import text_of
from goufu.procurement.law import facts_of, method_of
from goufu.procurement.models import Notice, Procurement, ProcurementFile, ScoringTable
from goufu.procurement.models.procurements import Goods
from goufu.procurement.notices import load_notices
from goufu.procurement.scoring_tables import tables_of
from goufu.procurement.years import term_in_words
from goufu.ui.money import figures

INVITATION, SCORING = "invitation", "scoring"
TITLES = {INVITATION: "采购邀请", **PARTS, SCORING: "评审方法和标准"}
ORDER = (INVITATION, DEMAND, QUALIFICATION, SCORING, CONTRACT)
# What the first chapter says, as notices say it.
SAID_FIRST = (
    "project", "title", "purchaser", "method", "budget", "ceiling", "lots", "term", "consortium", "sme", "file_access",
    "submission", "opening", "contact",
)  # fmt: skip
SCORING_HEAD = ("评审因素", "满分", "档次和指标", "看响应文件的哪里")


def slots_of(procurement: Procurement) -> dict[str, str]:
    """What stands in the place of a template's slots, as far as it is known."""
    facts = facts_of(procurement)
    budget = facts.get("budget_yuan")
    ceiling = procurement.ceiling if procurement.ceiling is not None else budget
    return {
        "项目名称": procurement.title,
        "采购人": procurement.purchaser.name,
        "需求": str(facts.get("description", "")),
        "预算": f"{figures(budget)} 元" if budget else "",  # type: ignore[arg-type]
        "限价": f"{figures(ceiling)} 元" if ceiling else "",  # type: ignore[arg-type]
        "期限": term_in_words(procurement),
    }


def content_of(procurement: Procurement, file: ProcurementFile | None) -> list[dict[str, Any]]:
    """The chapters in their order, each with its part, title, and text or rows; a chapter in which nothing stands is left out."""
    made: dict[str, Any] = {
        INVITATION: _invitation(procurement),
        DEMAND: file.demand if file else "",
        QUALIFICATION: _qualification(procurement),
        SCORING: _scoring(procurement),
        CONTRACT: file.contract if file else "",
    }
    return [{"part": part, "title": TITLES[part], "said": made[part]} for part in ORDER if made[part]]


def _invitation(procurement: Procurement) -> str:
    # A notice that is never stored: its fields say what the plan says.
    filling = Filling(Notice(procurement=procurement, kind="consultation"))
    fields = load_notices().fields
    said = [(fields[name].title, KNOWN[name](filling)) for name in SAID_FIRST if name in KNOWN]
    if procurement.goods not in ("", Goods.NONE):
        said.append(("服务里的货物", str(procurement.get_goods_display())))
    return "\n".join(f"{title}：{text}" for title, text in said if text.strip())


def _qualification(procurement: Procurement) -> str:
    text = procurement.qualification_text
    if not procurement.track_record_count:
        return text
    return f"{text}\n同类业绩：提供合同 {procurement.track_record_count} 份。".strip()


def _scoring(procurement: Procurement) -> list[list[str]]:
    """The rows of the scoring tables; none where nothing is scored. Where there are several, a row says whose the next ones are."""
    tables = tables_of(procurement)
    rows: list[list[str]] = []
    for table in tables:
        if len(tables) > 1:
            rows.append([whose(table), "", "", ""])
        rows += _rows_of(table)
    return rows


def whose(table: ScoringTable) -> str:
    """For which lots the table counts."""
    return f"第{table.lot.number}包 {table.lot.title}" if table.lot else "其他各包"


def _rows_of(table: ScoringTable) -> list[list[str]]:
    rows = [
        [each.title, _points(each.points), text_of(each.grades), each.looks_at]
        for each in table.factors.all()
    ]
    if table.price_points:
        formula = "评审基准价÷评审价格×满分；基准价是通过审查的最低评审价格"
        rows.append(["报价", _points(table.price_points), formula, "报价表"])
    return rows


def _points(points: Any) -> str:
    return f"{points.normalize():f}"


def blocks_of(
    procurement: Procurement, content: Sequence[Mapping[str, Any]], day: date | None = None
) -> Iterator[Block]:
    """The file as blocks of an official paper; `day`: on which it was fixed."""
    method = method_of(procurement)
    yield blocks.title(f"{procurement.title}\n{method.title if method else ''}采购文件")
    yield blocks.under(f"采购编号：{procurement.number}")
    yield blocks.under(procurement.purchaser.name)
    if day:
        yield blocks.under(blocks.day_in_words(day))
    for number, chapter in enumerate(content, start=1):
        yield blocks.heading(f"第{plain(number)}章 {chapter['title']}")
        said = chapter["said"]
        if isinstance(said, str):
            yield from blocks.text_with_headings(said)
        else:
            yield blocks.sheet(SCORING_HEAD, said)
