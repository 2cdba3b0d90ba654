"""Which column is which fact: headers as people write them against the dictionary of facts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from goufu.check.cells import FactSpec
from goufu.check.errors import ListError
from goufu.files.cells import column_letter

MONEY_UNITS = ("元", "千元", "万元", "百万元", "亿元")
TERM_UNITS = ("年", "月", "天")
_UNIT_WORDS = {unit: unit for unit in MONEY_UNITS} | {
    "万": "万元",
    "亿": "亿元",
    "人民币": "元",
    "人民币元": "元",
    "人民币万元": "万元",
    "rmb": "元",
    "cny": "元",
    "yuan": "元",
    "wan": "万元",
    "wanyuan": "万元",
    "万人民币": "万元",
    "年": "年",
    "月": "月",
    "个月": "月",
    "天": "天",
    "日": "天",
    "日历天": "天",
    "months": "月",
    "month": "月",
    "years": "年",
    "year": "年",
    "days": "天",
    "day": "天",
}
_ENGLISH = {
    "title": ("project_name", "project_title", "name", "item_name"),
    "purchaser": ("buyer", "procuring_entity", "purchaser_name", "buyer_name", "agency"),
    "amount_yuan": ("budget", "budget_amount", "amount", "price", "total_amount"),
    "on_date": ("planned_month", "planned_date", "expected_date", "planned_on", "date"),
    "place": ("region", "region_code", "place_code", "division_code"),
    "description": ("need_summary", "summary", "requirement", "requirements", "needs"),
    "is_sme_reserved": ("sme_reserved", "for_sme"),
    "method": ("procurement_method", "purchase_method"),
    "provider": ("supplier", "provider_name", "supplier_name", "winner"),
    "term_months": ("term", "contract_term", "duration"),
    "budget_year": ("fiscal_year", "year"),
    "project": ("project_id", "project_no", "project_code", "project_number"),
}
_UNIT_AT_END = re.compile(r"[/,、:_ -](?:单位:?)?(百万元|千元|万元|亿元|元|人民币|个月|月|年|天)$")
_ENGLISH_UNIT = re.compile(r"_(wan_yuan|wan|yuan|rmb|cny|months?|years?|days?)$")
_TITLE_UNIT = re.compile(r"(?:金额)?单位:?(?:人民币)?[(]?(百万元|千元|万元|亿元|元)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list. `fact` is None when it was not recognised: it is kept and not read.

    `confidence` runs from 0 to 1; `unit` is the unit of bare numbers, None when not known or not needed.
    """

    index: int
    header: str
    fact: FactSpec | None
    confidence: float
    unit: str | None
    reason: str

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person said a column is: the name of the fact ("" to leave it unread) and, if they know it, the unit."""

    fact: str
    unit: str | None = None


class Vocabulary:
    """All the names under which a header may mean a fact."""

    def __init__(self, facts: Sequence[FactSpec]) -> None:
        self.facts = {fact.name: fact for fact in facts}
        self._names: dict[str, list[tuple[str, float]]] = {}
        for fact in facts:
            for name, score in _names(fact):
                self._names.setdefault(_bare(name), []).append((fact.name, score))

    def candidates(self, header: str) -> dict[str, float]:
        """Facts that the header may mean, with a score from 0 to 1."""
        scores: dict[str, float] = {}
        for form, discount in _forms(header):
            for name, score in self._names.get(form, ()):
                scores[name] = max(scores.get(name, 0), score - discount)
        return scores or self._ending(_bare(header_parts(header)[0]))

    def best(self, header: str) -> float:
        """The best score of the header, 0 for one that means nothing."""
        return max(self.candidates(header).values(), default=0.0)

    def _ending(self, form: str) -> dict[str, float]:
        """The head of a Chinese compound stands last: 拟采购项目名称 is a 项目名称."""
        scores: dict[str, float] = {}
        for name, facts in self._names.items():
            share = len(name) / len(form) if form else 0
            if len(name) >= 3 and share >= 0.55 and not name.isascii() and form.endswith(name):
                for fact, score in facts:
                    scores[fact] = max(scores.get(fact, 0), score * (0.5 + share / 3))
        return scores


def _names(fact: FactSpec) -> Iterator[tuple[str, float]]:
    yield fact.title, 1.0
    yield fact.name, 1.0
    yield re.sub(r"^is_|_(?:yuan|months)$", "", fact.name), 0.9
    for alias in fact.aliases:
        yield alias, 0.95
    for alias in _ENGLISH.get(fact.name, ()):
        yield alias, 0.85


def _forms(header: str) -> Iterator[tuple[str, float]]:
    name, _ = header_parts(header)
    yield _bare(header), 0.0
    yield _bare(name), 0.0
    without_brackets = re.sub(r"[(\[【<《].*?[)\]】>》]", "", name)
    yield _bare(without_brackets), 0.05
    yield _bare(re.sub(r"^(?:[*※★☆#]+|[一二三四五六七八九十]+、|\d{1,2}[.、])", "", without_brackets)), 0.05
    if "\n" in header:
        parent, _, child = header.partition("\n")
        yield _bare(header_parts(child)[0]), 0.1
        if re.sub(r"\s", "", child) in {"小计", "合计", "总计", "总额", "总金额"}:
            yield _bare(header_parts(parent)[0]), 0.1


def _bare(text: str) -> str:
    return re.sub(r"[\s_()\[\]【】<>《》:,、。;/*\"'·-]", "", unicodedata.normalize("NFKC", text)).lower()


def header_parts(header: str) -> tuple[str, str | None]:
    """The header without its unit, and the unit (a money unit, 年, 月 or 天) or None."""
    text = unicodedata.normalize("NFKC", header).strip().lower()
    for bracket in re.findall(r"[(\[【<]([^()\[\]【】<>]*)[)\]】>]", text):
        unit = _UNIT_WORDS.get(re.sub(r"\s|单位|:|,", "", bracket))
        if unit is not None:
            return re.sub(r"[(\[【<]" + re.escape(bracket) + r"[)\]】>]", "", text), unit
    if found := _UNIT_AT_END.search(text):
        return text[: found.start()], _UNIT_WORDS[found[1]]
    if found := _ENGLISH_UNIT.search(text):
        return text[: found.start()], _UNIT_WORDS[found[1].replace("_", "")]
    return text, None


def unit_above(titles: Sequence[str]) -> str | None:
    """The money unit that a line above the table states, as in 单位：万元."""
    for title in titles:
        found = _TITLE_UNIT.search(re.sub(r"\s", "", unicodedata.normalize("NFKC", title)))
        if found is not None:
            return found[1]
    return None


def recognise(
    headers: Sequence[str],
    vocabulary: Vocabulary,
    titles: Sequence[str] = (),
    chosen: Mapping[str, Chosen] | None = None,
) -> list[Column]:
    """One Column a header, in order. A fact goes to one column only; what a person chose goes first.

    Raises:
        ListError: a choice names a header or a fact that does not exist.
    """
    columns = [Column(i, header, None, 0.0, None, "没有认出，照原样保留") for i, header in enumerate(headers)]
    taken = _apply_choices(columns, vocabulary, chosen or {})
    closed = {column.index for column in columns if column.confidence == 1.0}
    ranked = sorted(
        (-score, index, name)
        for index, header in enumerate(headers)
        if index not in closed and header.strip()
        for name, score in vocabulary.candidates(header).items()
    )
    for negative, index, name in ranked:
        if columns[index].fact is not None:
            continue
        if name in taken:
            columns[index] = replace(
                columns[index], reason=_taken_reason(columns[taken[name]], headers[index])
            )
            continue
        taken[name] = index
        fact = vocabulary.facts[name]
        columns[index] = Column(
            index, headers[index], fact, round(-negative, 2), None, f"表头与“{fact.title}”相符"
        )
    above = unit_above(titles)
    return [_with_unit(column, above) for column in columns]


def _taken_reason(winner: Column, header: str) -> str:
    if winner.header == header:
        return f"与{winner.letter}列的表头重复，只读{winner.letter}列"
    return f"{winner.letter}列“{winner.header}”更像同一项内容，只读那一列"


def _apply_choices(
    columns: list[Column], vocabulary: Vocabulary, chosen: Mapping[str, Chosen]
) -> dict[str, int]:
    taken: dict[str, int] = {}
    for header, choice in chosen.items():
        index = next((column.index for column in columns if _bare(column.header) == _bare(header)), None)
        if index is None:
            raise ListError(f"指定的表头“{header}”不在清单里", "对应关系", "请照清单里的表头写")
        fact = vocabulary.facts.get(choice.fact)
        if fact is None and choice.fact:
            raise ListError(
                f"没有“{choice.fact}”这一项内容", "对应关系", "可用的有：" + "、".join(vocabulary.facts)
            )
        columns[index] = Column(index, columns[index].header, fact, 1.0, choice.unit, "由使用者指定")
        if fact is not None:
            taken[fact.name] = index
    return taken


def _with_unit(column: Column, above: str | None) -> Column:
    fact = column.fact
    if fact is None or column.unit is not None:
        return column
    _, unit = header_parts(column.header)
    if fact.type == "money" and unit in MONEY_UNITS:
        return replace(column, unit=unit, reason=f"{column.reason}；单位{unit}写在表头")
    if fact.type == "money" and above is not None:
        return replace(column, unit=above, reason=f"{column.reason}；单位{above}写在表的上方")
    if fact.type == "number" and unit in TERM_UNITS:
        return replace(column, unit=unit, reason=f"{column.reason}；单位{unit}写在表头")
    return column
