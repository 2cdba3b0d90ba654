"""The cells of a table: what is written for a record, and that what is the same in each row is prepared once."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import Signature, signature
from typing import Any
from unittest.mock import Mock

import pytest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from goufu.ui import cells
from goufu.ui.tables import A, MoneyColumn, StateColumn, Table, TextColumn


class ThingTable(Table):
    title = "东西"
    name = TextColumn("名<称", linkify=lambda record: record["address"])
    note = TextColumn("说明", attrs={"td": {"class": lambda record: f"depth-{record['depth']}"}})
    amount = MoneyColumn("金额", accessor=A("amount"))
    state = StateColumn("状态", kinds={"好": "ok"})

    def render_note(self, value: str, record: dict[str, Any]) -> str | SafeString:
        return format_html("<b>{}</b>", value) if record["depth"] else value


def thing(**more: Any) -> dict[str, Any]:
    return {"name": "甲", "address": "/1/", "note": "乙", "depth": 0, "amount": 12, "state": "好"} | more


def row(record: dict[str, Any]) -> str:
    return str(cells.rows_as_html(ThingTable([record]), [record]))


def test_what_people_wrote_is_text_and_what_a_column_wrote_is_html() -> None:
    html = row(thing(name="<script>", note="<i>", depth=2))
    assert '<td data-label="名&lt;称" ><span><a href="/1/">&lt;script&gt;</a></span></td>' in html
    assert '<td data-label="说明" class="depth-2"><span><b>&lt;i&gt;</b></span></td>' in html


def test_an_attribute_that_depends_on_the_record_is_asked_for_each() -> None:
    html = str(cells.rows_as_html(ThingTable([]), [thing(depth=1), thing(depth=3)]))
    assert html.index('class="depth-1"') < html.index('class="depth-3"')


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_a_dash_without_a_link(nothing: object) -> None:
    html = row(thing(name=nothing))
    assert '<td data-label="名&lt;称" ><span>—</span></td>' in html
    assert "<a" not in html


def test_without_an_address_there_is_no_link() -> None:
    assert "<span>甲</span>" in row(thing(address=None))


class PageTable(Table):
    title = "页"
    name = TextColumn("名称", linkify=("law:instrument", {"instrument_id": A("key")}))
    number = TextColumn("编号", linkify=("planning:project", {"number": A("pk")}))


def test_an_address_of_a_number_is_made_once_and_one_of_a_word_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [{"name": "甲", "key": f"order-{pk}", "number": pk, "pk": pk} for pk in (7, 70, 107)]
    wanted = [
        (reverse("law:instrument", args=[row["key"]]), reverse("planning:project", args=[row["pk"]]))
        for row in rows
    ]
    made = Mock(wraps=reverse)
    monkeypatch.setattr(cells, "reverse", made)
    html = str(cells.rows_as_html(PageTable(rows), rows))
    assert re.findall('href="([^"]*)"', html) == [address for pair in wanted for address in pair]
    assert made.call_count == 2  # one for each column


def test_columns_are_looked_at_once_however_many_rows_and_tables_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[object] = []

    def look(method: Callable[..., object]) -> Signature:
        looked.append(method)
        return signature(method)

    monkeypatch.setattr(cells, "signature", look)
    cells._parameters.cache_clear()
    for _ in range(2):
        cells.rows_as_html(ThingTable([]), [thing()] * 50)
    assert 0 < len(looked) == len(set(looked)) <= len(ThingTable.base_columns)
