"""Who gets which answer from which address: the table in permissions.csv, complete, and true.

A row is an address and a method, a column somebody of the cast (cast.py). The things asked for belong to the civil affairs
bureau of 云岭县, and once more to that of 临江县. A method without a row answers 405 to everybody; HEAD is answered as GET.

`pytest tests/test_permissions.py --propose-permissions` writes what is answered now beside the table, to be read and judged.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from cast import ANONYMOUS, COLUMNS, FROM_AFAR, OF_ONE_PERSON, TWINS
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from pytest_django import Settings
from roles import NO_METHOD, SIGN_IN, Asked, Visitors, answered, by_room

from goufu.accounts import sessions
from goufu.config.tests.addresses import Address, addresses, arguments

TABLE = Path(__file__).with_name("permissions.csv")
PROPOSED = TABLE.with_suffix(".proposed.csv")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MOST_AT_ONCE = 12
A_FEW = (ANONYMOUS, "purchasing_lead")  # ask for what the table says is the same to all

Row = dict[str, str]
Answers = dict[str, Row]  # by method, then column


@cache
def table() -> dict[str, Answers]:
    """By address."""
    found: dict[str, Answers] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row.pop("address"), {})[row.pop("method")] = row
    return found


def is_same_to_all(row: Row) -> bool:
    return len(set(row.values())) == 1


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
        rows.writerow(["address", "method", *COLUMNS])
        for name, answers in sorted(seen.items()):
            for method, row in answers.items():
                if set(row.values()) != {NO_METHOD}:
                    rows.writerow([name, method, *(row[column] for column in COLUMNS)])


@pytest.fixture(autouse=True)
def uploaded_lists(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture(autouse=True)
def no_sign_in_grows_old(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has just proved who he is, and was just seen, however long the tests take."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 86_400
    monkeypatch.setattr(sessions, "SEEN_EVERY_SECONDS", 86_400)


def shares() -> Iterator[object]:
    """All addresses by room, so few at once that test processes can share them."""
    for names in by_room(addresses()).values():
        for first in range(0, len(names), MOST_AT_ONCE):
            share = names[first : first + MOST_AT_ONCE]
            yield pytest.param(share, id=f"{share[0]} to {share[-1]}")


@pytest.mark.django_db
@pytest.mark.parametrize("names", [*shares()])
def test_each_gets_the_answer_of_the_table(
    names: list[str], visitors: Visitors, proposed: dict[str, Answers] | None
) -> None:
    unknown = [fault for name in names for fault in _unknown(addresses()[name])]
    assert unknown == []
    if proposed is not None:
        visitors.faults(names, lambda asked: _propose(visitors, asked, proposed))
        pytest.skip(f"proposed in {PROPOSED.name}")
    missing = [name for name in names if not table().get(name)]
    assert missing == [], (
        f"{TABLE.name} has no row for these. Add NAME,GET,{','.join(COLUMNS)} with an answer for each"
        " (and a row for each other method it takes); --propose-permissions writes what is answered now."
    )
    assert visitors.faults(names, lambda asked: _wrong_answers(visitors, asked)) == []


def _unknown(address: Address) -> Iterator[str]:
    if address.name.endswith(")"):
        yield f"Give this address a name: {address.name}"
    if address.arguments and address.name not in arguments():
        yield f"Say in ARGUMENTS of your room's tests/addresses.py what the arguments of {address.name} are."


def _propose(visitors: Visitors, asked: Asked, proposed: dict[str, Answers]) -> list[str]:
    """Collects what everybody is answered; that is never wrong."""
    proposed[asked.name] = {method: visitors.ask(asked, method, COLUMNS) for method in METHODS}
    return []


def _wrong_answers(visitors: Visitors, asked: Asked) -> list[str]:
    return [fault for method in METHODS for fault in _faults(visitors, asked, method)]


def _faults(visitors: Visitors, asked: Asked, method: str) -> Iterator[str]:
    row = table()[asked.name].get(method)
    if row is None:
        yield from _differ(visitors, asked, method, dict.fromkeys(A_FEW, NO_METHOD))
    elif is_same_to_all(row):
        yield from _differ(visitors, asked, method, {name: row[name] for name in A_FEW})
    else:
        yield from _differ(visitors, asked, method, row)
        if (method == "GET" or asked.is_api) and asked.name not in OF_ONE_PERSON:
            yield from _differ(visitors, asked, method, _twins(row))
        if method == "GET":
            yield from _differ(visitors, asked, "HEAD", {name: row[name] for name in A_FEW})


def _twins(row: Row) -> Row:
    """What those are answered whom a mistake would give another answer."""
    return {name: row[twin] for name, (twin, mistaken) in TWINS.items() if row[twin] != row[mistaken]}


def _differ(visitors: Visitors, asked: Asked, method: str, due: Row) -> Iterator[str]:
    for name, answer in visitors.ask(asked, method, due).items():
        if answer != due[name]:
            yield f"{method} {asked.name} as {name}: {answer}, the table says {due[name]}"


@pytest.mark.django_db
def test_a_thing_of_the_other_county_is_as_far_away(visitors: Visitors) -> None:
    far_away = {
        name: row
        for name, answers in table().items()
        if (row := answers.get("GET")) and addresses()[name].arguments and not is_same_to_all(row)
    }

    def wrong(asked: Asked) -> Iterable[str]:
        row = far_away[asked.name]
        due = {name: row[far] for name, far in FROM_AFAR.items() if row[far] != row[name]}
        return _differ(visitors, asked, "GET", due)

    assert visitors.faults(far_away, wrong, visitors.cast.other) == []


@pytest.mark.django_db
def test_the_api_knows_programs_by_their_keys_and_nobody_by_a_session(visitors: Visitors) -> None:
    browsers = [visitors.cast.guests[name].browser for name in ("purchasing_lead", "system_admin")]

    def wrong(asked: Asked) -> Iterable[str]:
        return [
            f"{method} {asked.name}"
            for method, row in table()[asked.name].items()
            for browser in browsers
            if answered(asked, method, browser) != row[ANONYMOUS]
        ]

    assert visitors.faults([name for name in table() if name.startswith("api:")], wrong) == []


@pytest.mark.django_db
def test_a_form_is_taken_with_its_own_token_only(visitors: Visitors) -> None:
    """Of each form somebody who may send it, in a browser that is asked for the token as real ones are."""
    forms = {
        name: row
        for name, answers in table().items()
        if (row := answers.get("POST")) and not name.startswith("api:")
    }
    assert visitors.faults(forms, lambda asked: _wrongly_taken(visitors, asked, forms[asked.name])) == []


def _wrongly_taken(visitors: Visitors, asked: Asked, row: Row) -> Iterator[str]:
    own, foreign, who = _token(), _token(), _who_may(row)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(visitors.cast.guests[who].browser.cookies)
    strict.cookies[settings.CSRF_COOKIE_NAME] = own
    sent = ({}, {"x-csrftoken": foreign}, {"x-csrftoken": own})
    got = [answered(asked, "POST", strict, **headers) for headers in sent]
    if got != ["403", "403", row[who]]:
        yield f"{asked.name} as {who}: {got}"


def _token() -> str:
    """As the program gives it to a new session."""
    request = RequestFactory().get("/")
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def _who_may(row: Row) -> str:
    """Somebody whom the table lets farthest."""
    refused = (SIGN_IN, "403", "404", NO_METHOD)
    return next((name for name, answer in row.items() if answer not in refused), ANONYMOUS)


def test_no_row_is_left_of_an_address_that_is_gone() -> None:
    assert sorted(table().keys() - addresses().keys()) == []


def test_the_columns_are_the_cast_and_the_rows_are_sorted() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    assert columns == ["address", "method", *COLUMNS]
    assert rows == sorted(rows), "Keep the rows in order, so that one is found, and stands once."
    assert {row[1] for row in rows} <= set(METHODS)
