"""Paging through lists of any length, without counting or skipping more rows than necessary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum

from goufu.numbers import LONGEST, whole_number

PAGE_ROWS = 50
COUNTED = 1_000
REACHED = 10_000  # the last row reached by paging; to see more, filter or download
NEAR = 200  # rows that are skipped as fast with all their columns as by primary key, and the query is half as long


@dataclass(frozen=True, slots=True)
class Known:
    """What a view knows of its list already, so that it is not asked again.

    number and sums: as `count_and_sums` gives them, up to COUNTED; first: what gives the first PAGE_ROWS rows, and one more.
    """

    number: int
    sums: Mapping[str, Any]
    first: Callable[[], Sequence[Any]] | None = None


def count_up_to(rows: QuerySet[Any] | Sequence[Any], most: int) -> int:
    """The number of rows, or `most` + 1 when there are more: the database stops counting there."""
    return count_and_sums(rows, most)[0] if isinstance(rows, QuerySet) else min(len(rows), most + 1)


def count_and_sums(
    rows: QuerySet[Any], most: int, summed: Collection[str] = ()
) -> tuple[int, Mapping[str, Any]]:
    """The number of rows, and the sum of each of these fields; of more rows than `most` those of the first `most` + 1."""
    rows = rows.order_by()
    first = (rows.values("pk", *summed) if _has_keys(rows) else rows)[: most + 1]
    found = first.aggregate(rows_counted=Count("*"), **{f"total_{field}": Sum(field) for field in summed})
    return found["rows_counted"], {field: found[f"total_{field}"] for field in summed}


class LongPage(Page):  # type: ignore[type-arg]
    """A page that knows whether more rows follow without a count."""

    def __init__(self, rows: Sequence[Any], number: int, paginator: LongPaginator, more: bool) -> None:
        super().__init__(rows, number, paginator)
        self._more = more

    def has_next(self) -> bool:
        return self._more and not self.is_farthest

    def next_page_number(self) -> int:
        return self.number + 1  # Django's would check against the count, which stops at COUNTED

    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def is_farthest(self) -> bool:
        """Whether rows follow that paging doesn't reach."""
        return self._more and self.number * self.paginator.per_page >= REACHED


class LongPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that counts to COUNTED. An invalid page number gives the first page, one beyond the end the last.

    summed: the fields of a query set whose sums are asked for together with the count. counts_shown: nothing is counted beyond
    the page that is shown, where many rows are looked at for each that is found.
    """

    is_long = True

    def __init__(
        self,
        rows: QuerySet[Any] | Sequence[Any],
        per_page: int = PAGE_ROWS,
        *,
        summed: Collection[str] = (),
        known: Known | None = None,
        counts_shown: bool = False,
    ) -> None:
        super().__init__(rows, per_page)
        self._counts_shown = counts_shown
        self._rows = rows
        self._summed = summed
        self._known = known
        self._counted: int | None = None
        self._counted_to = COUNTED

    @property
    def count(self) -> int:
        return min(self._up_to_limit(), self._counted_to)

    @property
    def counted(self) -> str:
        return f"{self.count:,}"

    @property
    def is_more(self) -> bool:
        """Whether there are more rows than `count`."""
        return self._up_to_limit() > self._counted_to

    @property
    def sums(self) -> Mapping[str, Any]:
        """The sums of the fields over all rows, where there are not more than `count`."""
        return self._found[1]

    def page(self, number: int | str) -> LongPage:
        wanted = min(whole_number(str(number)[:LONGEST]) or 1, REACHED // self.per_page)
        page = self._at(wanted)
        return page if page.object_list or wanted == 1 else self._at(max(1, self.num_pages))

    def _at(self, number: int) -> LongPage:
        start = (number - 1) * self.per_page
        first = self._known.first if self._known and number == 1 else None
        found = list(first() if first else _slice(self._rows, start, start + self.per_page + 1))
        more = len(found) > self.per_page
        if not more and (found or number == 1):
            self._counted = start + len(found)
        elif more and self._counts_shown:
            self._counted, self._counted_to = start + len(found), start + self.per_page
        return LongPage(found[: self.per_page], number, self, more)

    def _up_to_limit(self) -> int:
        if self._counted is None:
            self._counted = self._found[0]
        return self._counted

    @cached_property
    def _found(self) -> tuple[int, Mapping[str, Any]]:
        if self._known:
            return self._known.number, self._known.sums
        if isinstance(self._rows, QuerySet):
            return count_and_sums(self._rows, COUNTED, self._summed)
        return count_up_to(self._rows, COUNTED), {}


def _slice(rows: QuerySet[Any] | Sequence[Any], start: int, stop: int) -> QuerySet[Any] | Sequence[Any]:
    """The rows from start to stop. Many earlier rows are skipped by primary key, in an index; only one page is fetched."""
    if start > NEAR and isinstance(rows, QuerySet) and _has_keys(rows):
        return rows.filter(pk__in=rows.values("pk")[start:stop])
    return rows[start:stop]


def _has_keys(rows: QuerySet[Any]) -> bool:
    """Whether each row of the query set is one of its model, so that the primary key stands for it."""
    query = rows.query
    return query.group_by is None and not query.values_select and not query.distinct and not query.combinator
