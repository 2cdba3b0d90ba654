"""Whether lines buy what the list of their place has bought centrally, worked out from the code of the item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from goufu.catalogue.central import HeldLists, item_in
from goufu.check.reading import Batch
from goufu.check.terms import Terms

ITEM, FACT = "item_code", "is_in_central_list"


class CentralAnswers:
    """The answers for the lines of a list, batch by batch. It counts the lines by the list that was asked about them."""

    def __init__(self, held: HeldLists, terms: Terms, today: date) -> None:
        self._held = held
        self._terms = terms
        self._today = today
        self._asked: Counter[str] = Counter()

    def of(self, batch: Batch) -> list[bool | None]:
        """The fact of each line: what the person's list says of it, else what the list of its place does."""
        nothing = [None] * len(batch.lines)

        def given(name: str) -> Sequence[Any]:
            return batch.facts.get(name, nothing)

        lines = zip(given(ITEM), given("place"), given("level"), given("on_date"), strict=True)
        return [
            said if reason or said is not None else self._answer(*line)
            for reason, said, line in zip(batch.skipped, given(FACT), lines, strict=True)
        ]

    def _answer(
        self, item: str | None, place: str | None, level: str | None, day: date | None
    ) -> bool | None:
        terms = self._terms
        code, where = item_in(item or ""), place or terms.place
        if not code or not where:
            return None
        when = terms.day or day or self._today
        answer, title = self._held.listed(where, level or terms.level or "", code, when)
        self._asked[title] += 1
        return answer

    def remarks(self) -> Iterator[str]:
        """Sentences on which lists have answered, for how many lines."""
        for title, lines in self._asked.most_common():
            yield (
                f"是否在集中采购目录内：{lines} 行按采购品目编码查了{title}的集中采购目录"
                if title
                else f"是否在集中采购目录内：{lines} 行写了采购品目编码，那一天当地没有导入的集中采购目录，看不出"
            )
