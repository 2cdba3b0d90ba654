"""Tables: sorted, summed up, with chosen columns, shown page by page or downloaded.

    class ProjectTable(Table):
        title = _("项目")
        name = TextColumn(_("名称"), linkify=("planning:project", {"number": A("number")}))
        amount = MoneyColumn(_("预算"), total=True)
        state = StateColumn(_("状态"), kinds={"draft": "info", "approved": "ok", "returned": "warn"})

        class Meta(Table.Meta):
            empty_text = _("本单位要购买的服务从这里写起。")

Order and page are in the query string; `goufu.ui.lists.list_page` makes the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import django_tables2
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_tables2 import A
from django_tables2.columns import BoundColumn

from goufu.ui.cells import rows_as_html
from goufu.ui.columns import (
    ChoiceColumn,
    DateColumn,
    MoneyColumn,
    NumberColumn,
    StateColumn,
    TextColumn,
    TimeColumn,
    YearColumn,
)
from goufu.ui.frames import Drawn, choice_as_html, foot_as_html, head_as_html
from goufu.ui.money import Unit, unit_of
from goufu.ui.paging import Known, LongPage, LongPaginator

__all__ = [
    "A",
    "ChoiceColumn",
    "DateColumn",
    "MoneyColumn",
    "NumberColumn",
    "StateColumn",
    "Table",
    "TextColumn",
    "TimeColumn",
    "YearColumn",
]


class Table(django_tables2.Table):
    """A table of one kind of thing. title: their name. The first column is always shown.

    is_compact: on a phone, where a row is a card, its cells run on in few lines, with its state beside its name.
    counts_shown: as the paginator has it.
    """

    title: str | Promise
    is_compact = False
    counts_shown = False
    page: LongPage

    class Meta:
        template_name = "components/table.html"
        default = "—"

    @classmethod
    def key(cls) -> str:
        """The session key of the reader's choice of columns."""
        return f"columns:{cls.__module__}.{cls.__qualname__}"

    def show(self, request: HttpRequest, known: Known | None = None) -> None:
        """Sets order, columns, unit and page as requested. known: of the rows in their order."""
        self.request = request
        self.sort_by(request.GET.get(self.order_by_field, ""))
        self.choose(request.session.get(self.key()))
        self.count_in(unit_of(request))
        summed = [str(each.accessor) for each in self._summed]
        self.paginator = LongPaginator(
            self.data.data, summed=summed, known=known, counts_shown=self.counts_shown
        )
        self.page = self.paginator.page(request.GET.get(self.page_field, "1"))

    def sort_by(self, alias: str) -> None:
        """Sorts by one column, then by primary key so that pages don't overlap. Unknown columns are ignored."""
        if alias.lstrip("-") not in self.columns:
            return
        self.order_by = alias
        rows = self.data.data
        if self.order_by and isinstance(rows, QuerySet) and not isinstance(rows.query.group_by, tuple):
            tie = "-pk" if alias.startswith("-") else "pk"
            self.data.data = rows.order_by(*rows.query.order_by, tie)

    def choose(self, names: list[str] | None) -> None:
        """Shows the first column and the named ones; None: the default columns."""
        if names is None:
            return
        for column in self.optional_columns:
            (self.columns.show if column.name in names else self.columns.hide)(column.name)

    def count_in(self, unit: Unit) -> None:
        for column in self.columns.iterall():
            if isinstance(column.column, MoneyColumn):
                column.column.unit = unit

    def may_choose(self, record: Any) -> bool:
        """Whether the row can be ticked; a table with a ChoiceColumn says for which rows."""
        return False

    @property
    def chosen(self) -> Mapping[str, Any] | None:
        """What can be done with the rows that are ticked, as of components/choose.html; None where no row can be."""
        return None

    @property
    def optional_columns(self) -> list[BoundColumn]:
        return list(self.columns.iterall())[1:]

    @property
    def is_sortable(self) -> bool:
        return any(column.orderable for column in self.columns)

    @property
    def has_money(self) -> bool:
        return any(isinstance(column.column, MoneyColumn) for column in self.columns)

    @cached_property
    def drawn(self) -> list[Drawn]:
        """The shown columns as they are on the page."""
        language = get_language()
        return [Drawn.of(column, self, language) for column in self.columns]

    @property
    def choice(self) -> SafeString:
        """The ticks of the columns that can be shown, as HTML."""
        return choice_as_html(self)

    @property
    def head(self) -> SafeString:
        """The cells of the head, as HTML."""
        return head_as_html(self)

    @property
    def foot(self) -> SafeString:
        """The cells of the foot, as HTML; "" without totals."""
        return foot_as_html(self) if self.totals else SafeString()

    @property
    def body(self) -> SafeString:
        """The rows of the page, as HTML."""
        return rows_as_html(self, self.page.object_list)

    @cached_property
    def totals(self) -> list[tuple[BoundColumn, Any]]:
        """The shown columns, each with its total or None; empty if nothing is summed or there are over COUNTED rows."""
        if not self._summed or not self.page.object_list or self.paginator.is_more:
            return []
        sums = {column.name: self._sum(column) for column in self._summed}
        return [
            (
                column,
                column.column.render(value=sums[column.name]) if sums.get(column.name) is not None else None,
            )
            for column in self.columns
        ]

    @property
    def _summed(self) -> list[BoundColumn]:
        return [column for column in self.columns if getattr(column.column, "total", False)]

    def _sum(self, column: BoundColumn) -> Any:
        rows = self.data.data
        if isinstance(rows, QuerySet):
            return self.paginator.sums[str(column.accessor)]
        return sum(value for row in rows if (value := column.accessor.resolve(row)) is not None)

    def records(self) -> Iterator[Any]:
        """The records of all rows in the order shown, streamed from the database."""
        rows = self.data.data
        return rows.iterator(chunk_size=2_000) if isinstance(rows, QuerySet) else iter(rows)
