"""Which column is which fact: headers as people write them against the dictionary of facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from goufu.check.cells import FactSpec
from goufu.check.errors import ListError
from goufu.check.header_words import POSSIBLE, may_name, meanings, sounds_like_names
from goufu.files.cells import clean, column_letter
from goufu.files.headers import WHOLE
from goufu.files.units import MONEY_UNITS, TERM_UNITS, header_parts, header_unit, unit_above
from goufu.lazy_patterns import lazy_pattern

# Also one that is never closed, to the end, so that the next bracket in it needs no search: a cell may have many.
_BRACKETED = lazy_pattern(r"[(\[【<《][^)\]】>》]*(?P<end>[)\]】>》]|\Z)")
BY_PERSON = "由使用者指定"
WHOLE_AMOUNT = "amount_yuan"
GENERAL = 0.9  # the score of a name of one or two signs
_ENGLISH = {
    "title": ("project_name", "project_title", "name", "item_name"),
    "purchaser": ("buyer", "procuring_entity", "purchaser_name", "buyer_name", "agency"),
    "amount_yuan": ("budget", "budget_amount", "amount", "price", "total_amount"),
    "on_date": ("planned_month", "planned_date", "expected_date", "planned_on", "date"),
    "place": ("region", "region_code", "place_code", "division_code"),
    "description": ("need_summary", "summary", "requirement", "requirements", "needs", "need"),
    "is_sme_reserved": ("sme_reserved", "for_sme"),
    "method": ("procurement_method", "purchase_method"),
    "provider": ("supplier", "provider_name", "supplier_name", "winner"),
    "term_months": ("term", "contract_term", "duration"),
    "budget_year": ("fiscal_year", "year"),
    "project": ("project_id", "project_no", "project_code", "project_number"),
}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of the list. `fact` is None when it was not recognised: it is kept and not read.

    `confidence` runs from 0 to 1; `unit` is the unit of bare numbers, None when not known or not needed. `remark` says what
    a person must know of how it was taken.
    """

    index: int
    header: str
    fact: FactSpec | None
    confidence: float
    unit: str | None
    reason: str
    unit_index: int | None = None  # of the column that has the unit of each row
    until_index: int | None = None  # of the column that says when the time ends that begins in this one
    remark: str = ""
    is_hidden: bool = False  # in the person's file

    @property
    def letter(self) -> str:
        return column_letter(self.index)

    @property
    def called(self) -> str:
        """How the column is called in a sentence: by its letter, and its header on one line."""
        header = self.header.replace("\n", " ")
        return f"{self.letter}列“{header}”" if header.strip() else f"{self.letter}列"


_LEAST_SHARE = 0.55  # of a compound, that its ending has


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
        self._longest = max(map(len, self._names), default=0)

    def candidates(self, header: str) -> dict[str, float]:
        """Facts that the header may mean, with a score from 0 to 1."""
        scores: dict[str, float] = {}
        forms: dict[str, float] = {}
        for form, discount in _forms(header):
            forms.setdefault(form, discount)  # less is taken off the first of equal ones
        for form, discount in forms.items():
            for name, score in self._names.get(form, ()):
                scores[name] = max(scores.get(name, 0), score - discount)
        if _is_share(header):  # only a name tells which: 其中：当年安排, but not 其中：财政资金
            scores.pop(WHOLE_AMOUNT, None)
            return scores
        return scores or _highest(self._by_words(header, forms))

    def _by_words(self, header: str, forms: Mapping[str, float]) -> Iterator[tuple[str, float]]:
        """What the header may mean by its ending, or by the words that it is made of."""
        yield from self._ending(_bare(header_parts(header)[0])).items()
        for form, discount in forms.items():
            for fact, score in meanings(form):
                if fact in self.facts:
                    yield fact, score - discount

    def best(self, header: str) -> float:
        """The best score of the header, 0 for one that means nothing."""
        return max(self.candidates(header).values(), default=0.0)

    def is_by_words(self, header: str) -> bool:
        """Whether no name of the dictionary is the header's: it means what its words or its ending make likely."""
        return not any(form in self._names for form, _discount in _forms(header))

    def sounds_like_names(self, header: str) -> bool:
        """Whether a header is one of names, if not of which things."""
        return any(sounds_like_names(form) for form, _discount in _forms(header))

    def may_name(self, header: str) -> bool:
        """Whether the header of a need may as well be that of names."""
        return any(may_name(form) for form, _discount in _forms(header))

    def _ending(self, form: str) -> dict[str, float]:
        """The head of a Chinese compound stands last: 拟采购项目名称 is a 项目名称."""
        scores: dict[str, float] = {}
        if len(form) * _LEAST_SHARE > self._longest:  # a cell of any length may be asked
            return scores
        for length in range(3, min(len(form), self._longest) + 1):
            share, name = length / len(form), form[-length:]
            if share >= _LEAST_SHARE and not name.isascii():
                for fact, score in self._names.get(name, ()):
                    scores[fact] = max(scores.get(fact, 0), score * (0.5 + share / 3))
        return scores


def _is_share(header: str) -> bool:
    """Whether the header says 其中: its amounts are a part of those in another column."""
    return any(clean(part).startswith("其中") for part in header.split("\n"))


def _highest(scores: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for fact, score in scores:
        found[fact] = max(found.get(fact, 0), score)
    return found


def _names(fact: FactSpec) -> Iterator[tuple[str, float]]:
    yield fact.title, 1.0
    yield fact.name, 1.0
    yield re.sub(r"^is_|_(?:yuan|months)$", "", fact.name), 0.9
    for alias in fact.aliases:
        yield (
            alias,
            0.95 if len(alias) > 2 else GENERAL,
        )  # 标题 or 单位 says less than 采购项目名称 or 采购单位
    for alias in _ENGLISH.get(fact.name, ()):
        yield alias, 0.85


def _forms(header: str) -> Iterator[tuple[str, float]]:
    name, _ = header_parts(header)
    yield _bare(header), 0.0
    yield _bare(name), 0.0
    without_brackets = _BRACKETED.sub(lambda found: "" if found["end"] else found[0], name)
    yield _bare(without_brackets), 0.05
    yield _bare(re.sub(r"^(?:[*※★☆#]+|[一二三四五六七八九十]+、|\d{1,2}[.、])", "", without_brackets)), 0.05
    yield _bare(re.sub(r"^20\d\d年度?", "", without_brackets)), 0.05
    yield _bare(re.sub(r"^其中[:,]?", "", without_brackets)), 0.05
    if "\n" in header:
        yield from _grouped_forms([_bare(header_parts(part)[0]) for part in header.split("\n")])


def _grouped_forms(parts: Sequence[str]) -> Iterator[tuple[str, float]]:
    """The forms of a grouped header: 预算 above 其中 above 第二年 is also 第二年预算; 总额 stands for the whole group."""
    named = [part for part in parts if part and part != "其中"]
    if not named or parts[-1] == "其中":  # lines of signs only, or a share that nobody named
        return
    *groups, own = named
    above = "".join(groups)
    yield own + above, 0.05
    yield own, 0.1
    if own in WHOLE:
        yield above, 0.1


@lru_cache(maxsize=64)  # the forms of one header are mostly the same text
def _bare(text: str) -> str:
    return re.sub(r"[\s_()\[\]【】<>《》:,、。;/*\"'·-]", "", clean(text)).lower()


def recognise(
    headers: Sequence[str],
    vocabulary: Vocabulary,
    titles: Sequence[str] = (),
    chosen: Mapping[str, Chosen] | None = None,
) -> list[ListColumn]:
    """One ListColumn a header, in order. A fact goes to one column only; what a person chose goes first.

    Raises:
        ListError: a choice names a header or a fact that does not exist.
    """
    columns = [
        ListColumn(i, header, None, 0.0, None, "没有认出，照原样保留") for i, header in enumerate(headers)
    ]
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
        columns[index] = _taken(index, headers[index], fact, round(-negative, 2))
    above = unit_above(titles)
    return [_with_unit(column, above) for column in columns]


def _taken(index: int, header: str, fact: FactSpec, score: float) -> ListColumn:
    if score > POSSIBLE:
        return ListColumn(index, header, fact, score, None, f"表头与“{fact.title}”相符")
    words = f"没有别的列像“{fact.title}”，“{header.replace(chr(10), ' ')}”当作{fact.title}"
    return ListColumn(index, header, fact, score, None, words, remark=words)


def _taken_reason(winner: ListColumn, header: str) -> str:
    if winner.header == header:
        return f"与{winner.letter}列的表头重复，只读{winner.letter}列"
    return f"{winner.letter}列“{winner.header}”更像同一项内容，只读那一列"


def _apply_choices(
    columns: list[ListColumn], vocabulary: Vocabulary, chosen: Mapping[str, Chosen]
) -> dict[str, int]:
    taken: dict[str, int] = {}
    for header, choice in chosen.items():
        index = next((column.index for column in columns if _is_called(column, header)), None)
        if index is None:
            raise ListError(f"指定的表头“{header}”不在清单里", "对应关系", "请照清单里的表头写")
        fact = vocabulary.facts.get(choice.fact)
        if fact is None and choice.fact:
            raise ListError(
                f"没有“{choice.fact}”这一项内容", "对应关系", "可用的有：" + "、".join(vocabulary.facts)
            )
        columns[index] = ListColumn(index, columns[index].header, fact, 1.0, choice.unit, BY_PERSON)
        if fact is not None:
            taken[fact.name] = index
    return taken


def _is_called(column: ListColumn, name: str) -> bool:
    """Whether a person means this column by its header, or by its letter: E列."""
    return _bare(column.header) == _bare(name) or f"{column.letter}列" == name.strip().upper()


def open_columns(columns: Sequence[ListColumn], chosen: Mapping[str, Chosen]) -> list[int]:
    """The indexes of the columns about which a person said nothing."""
    return [column.index for column in columns if not any(_is_called(column, name) for name in chosen)]


def rivals(
    columns: Sequence[ListColumn], vocabulary: Vocabulary, chosen: Mapping[str, Chosen]
) -> dict[str, list[int]]:
    """The facts for which more than one column stands equally well, with the indexes of those; the one taken is the first.

    A general header, as 单位, is no rival of a special one, as 采购单位. What a person chose has none.
    """
    settled = {choice.fact for choice in chosen.values()}
    found: dict[str, list[int]] = {}
    for column in [columns[index] for index in open_columns(columns, chosen)]:
        if column.fact is not None or not column.header.strip():
            continue
        for name, score in vocabulary.candidates(column.header).items():
            taken = next((each for each in columns if each.fact and each.fact.name == name), None)
            if taken and name not in settled and _is_rival(taken.confidence, round(score, 2)):
                found.setdefault(name, [taken.index]).append(column.index)
    return found


def _is_rival(taken: float, score: float) -> bool:
    is_general = taken > GENERAL >= score
    return taken - score < 0.051 and not is_general


def _with_unit(column: ListColumn, above: str | None) -> ListColumn:
    fact = column.fact
    if fact is None or column.unit is not None:
        return column
    unit = header_unit(column.header)
    if fact.type == "money" and unit in MONEY_UNITS:
        return replace(column, unit=unit, reason=f"{column.reason}；单位{unit}写在表头")
    if fact.type == "money" and above is not None:
        return replace(column, unit=above, reason=f"{column.reason}；单位{above}写在表的上方")
    if fact.type == "number" and unit in TERM_UNITS:
        return replace(column, unit=unit, reason=f"{column.reason}；单位{unit}写在表头")
    return column
