"""Every page asks the database as often for many things as for few, and never more often than query_ceilings.csv says.

A row is an address without arguments that shows a page: the role that asks, the ceiling, and what it lists: a name out of MANY in
the tests/addresses.py of some room, or - for a page that lists nothing. Pages of allauth are its own affair.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from roles import Visitors
from test_permissions import table as permissions

from goufu.config.tests.addresses import addresses, many

TABLE = Path(__file__).with_name("query_ceilings.csv")
ALLAUTH = ("account_", "mfa_", "socialaccount_", "openid_connect_")
FEW, MANY = 3, 9


class Ceiling(NamedTuple):
    address: str
    role: str
    queries: int
    lists: str


def table() -> list[Ceiling]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Ceiling(row["address"], row["role"], int(row["queries"]), row["lists"])
            for row in csv.DictReader(file)
        ]


def pages() -> set[str]:
    """The addresses without arguments that answer a page to somebody."""
    return {
        name
        for name, address in addresses().items()
        if not address.arguments
        and not name.startswith(ALLAUTH)
        and "200" in permissions().get(name, {}).get("GET", {}).values()
    }


def test_every_page_has_its_ceiling() -> None:
    missing = sorted(pages() - {row.address for row in table()})
    assert missing == [], (
        f"Add a row to {TABLE.name} for each: address, a role that gets 200, the most queries (say 12), what it lists."
    )
    assert sorted({row.address for row in table()} - pages()) == [], "These rows are about no page."


@pytest.mark.django_db
@pytest.mark.parametrize("row", table(), ids=lambda row: row.address)
def test_more_things_are_no_more_queries(row: Ceiling, visitors: Visitors) -> None:
    asked(row, visitors)  # what is kept in memory is read once
    grow(row, visitors, FEW)
    few = asked(row, visitors)
    grow(row, visitors, MANY - FEW)
    assert len(asked(row, visitors)) == len(few), f"{row.address} asks again for each thing that it lists"
    assert len(few) <= row.queries, "\n".join(few)


def grow(row: Ceiling, visitors: Visitors, count: int) -> None:
    if row.lists == "-":
        return
    assert row.lists in many(), f"Say in MANY of your room's tests/addresses.py how {row.lists} are made."
    many()[row.lists](visitors.county, count)


def asked(row: Ceiling, visitors: Visitors) -> list[str]:
    path = addresses()[row.address].path(visitors.county)
    with CaptureQueriesContext(connection) as queries:
        answer = visitors.clients(row.address)[row.role].get(path)
    assert answer.status_code == 200
    return [query["sql"] for query in queries]
