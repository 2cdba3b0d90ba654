"""Who gets which answer from which address: the table in permissions.csv, complete, and true.

A row is an address and a method, a column a role. The things asked for belong to the civil affairs bureau, where the
purchasing officer and lead work; the officer in `elsewhere` works for another bureau of the county. A method without a
row answers 405 to everybody.

`pytest tests/test_permissions.py --propose-permissions` writes what is answered now beside the table, to be read and judged.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from roles import NO_METHOD, ROLES, Visitors

from goufu.config.tests.addresses import Address, addresses, arguments

TABLE = Path(__file__).with_name("permissions.csv")
PROPOSED = TABLE.with_suffix(".proposed.csv")
METHODS = ("GET", "POST")

Row = dict[str, str]
Answers = dict[str, Row]  # by method, then role


def table() -> dict[str, Answers]:
    """By address."""
    found: dict[str, Answers] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["address"], {})[row["method"]] = row
    return found


@pytest.fixture(scope="session")
def proposed(request: pytest.FixtureRequest) -> Iterator[dict[str, Answers] | None]:
    """Collects what is answered, and writes it at the end, when the option asks for it."""
    if not request.config.getoption("--propose-permissions"):
        yield None
        return
    seen: dict[str, Answers] = {}
    yield seen
    with PROPOSED.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["address", "method", *ROLES])
        for name, answers in sorted(seen.items()):
            for method, row in answers.items():
                if set(row.values()) != {NO_METHOD}:
                    rows.writerow([name, method, *(row[role] for role in ROLES)])


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses().values(), ids=lambda address: address.name)
def test_each_role_gets_its_answer(
    address: Address,
    visitors: Visitors,
    settings: Settings,
    tmp_path: Path,
    proposed: dict[str, Answers] | None,
) -> None:
    settings.DATA = tmp_path
    assert not address.name.endswith(")"), f"Give this address a name: {address.name}"
    assert not address.arguments or address.name in arguments(), (
        f"Say in ARGUMENTS of your room's tests/addresses.py what the arguments of {address.name} are."
    )
    answers = visitors.ask(address, METHODS)
    if proposed is not None:
        proposed[address.name] = answers
        pytest.skip(f"proposed in {PROPOSED.name}")
    expected = table().get(address.name)
    assert expected, (
        f"{TABLE.name} has no row for {address.name}. Add {address.name},GET,{','.join(ROLES)} with an answer for each role"
        " (and a row for POST where it takes one); --propose-permissions writes what is answered now."
    )
    wrong = [
        f"{method} {address.name} as {role}: {answer}, the table says {due}"
        for method, row in answers.items()
        for role, answer in row.items()
        if answer != (due := expected[method][role] if method in expected else NO_METHOD)
    ]
    assert wrong == []


def test_no_row_is_left_of_an_address_that_is_gone() -> None:
    assert sorted(table().keys() - addresses().keys()) == []


def test_the_columns_are_the_roles_and_the_rows_are_sorted() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    assert columns == ["address", "method", *ROLES]
    assert rows == sorted(rows), "Keep the rows in order, so that one is found, and stands once."
    assert {row[1] for row in rows} <= set(METHODS)
