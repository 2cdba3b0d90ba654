"""The legal texts and their numbers: whole, dated, and honest about what is verified."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from goufu.law.load import load_rulebook

Table = dict[str, Any]

LAW = Path(__file__).parent.parent
LEVELS = {"central", "province", "city", "county", "township"}
TYPES = {"money", "number", "integer"}
PLAIN_NUMBER = re.compile(r"[1-9]\d*(\.[1-9]\d*)?")
UNCHECKED_IN_ORDER_102 = {"31", "32"}


def _read(folder: str) -> dict[str, Table]:
    return {
        path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((LAW / folder).glob("*.toml"))
    }


INSTRUMENTS = _read("instruments")
PARAMETERS = _read("parameters")


def _marked() -> Iterator[tuple[str, Table]]:
    """Everything that carries a mark, with a name to show when it is wrong."""
    for name, instrument in INSTRUMENTS.items():
        yield name, instrument
        yield from ((f"{name}:{article['number']}", article) for article in instrument["articles"])
    for name, parameter in PARAMETERS.items():
        yield from ((f"{name} {value['from']}", value) for value in parameter["values"])


def _articles(instrument: str) -> dict[str, Table]:
    return {article["number"]: article for article in INSTRUMENTS[instrument]["articles"]}


def _at(parameter: Table, day: date, level: str | None, place: str | None) -> str | None:
    """The value in force: the most specific place first, then the level, then the latest start."""
    holding = [
        value
        for value in parameter["values"]
        if value["from"] <= day <= value.get("until", date.max)
        and value.get("level", level) == level
        and (place or "").startswith(value.get("place", ""))
    ]
    holding.sort(key=lambda value: (len(value.get("place", "")), "level" in value, value["from"]))
    return holding[-1]["value"] if holding else None


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_instrument_is_complete(name: str) -> None:
    instrument = INSTRUMENTS[name]
    assert instrument["id"] == name
    for key in ("title", "short", "number", "issuer", "mark"):
        assert instrument[key].strip(), key
    start = instrument["in_force_from"]
    assert instrument.get("issued", start) <= start <= instrument.get("in_force_until", date.max)
    assert instrument.get("began_on", date.min) < start


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_articles_are_distinct_and_say_something(name: str) -> None:
    articles = INSTRUMENTS[name]["articles"]
    assert articles
    assert len({article["number"] for article in articles}) == len(articles)
    assert all(article["text"].endswith("。") for article in articles)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_entry_without_a_known_article_number_claims_none(name: str) -> None:
    for article in INSTRUMENTS[name]["articles"]:
        if not PLAIN_NUMBER.fullmatch(article["number"]):
            assert article["label"], article["number"]
            assert not re.search("第.+条", article["label"]), article["label"]


def test_verified_means_found_in_a_stored_text() -> None:
    unfounded = [name for name, entry in _marked() if entry["verified"] and "V:" not in entry["mark"]]
    assert not unfounded


def test_everything_carries_a_mark_and_says_whether_it_is_verified() -> None:
    for name, entry in _marked():
        assert isinstance(entry["verified"], bool), name
        assert re.match(r"V2?:|M-[hml]", entry["mark"]), name


def test_order_102_has_35_articles_and_the_six_items_of_article_10() -> None:
    numbers = set(_articles("order-102"))
    assert numbers == {str(n) for n in range(1, 36)} | {f"10.{n}" for n in range(1, 7)}


def test_article_numbers_of_order_102_nobody_has_checked_are_unverified() -> None:
    articles = _articles("order-102")
    for number in UNCHECKED_IN_ORDER_102:
        assert not articles[number]["verified"], number
        assert "条号待核对" in articles[number]["note"], number


@pytest.mark.parametrize(
    "number", ["5", "6", "7", "8", "10", "10.3", "17", "18", "20", "21", "23", "24", "25", "29", "33"]
)
def test_anchors_of_order_102_are_verified(number: str) -> None:
    assert _articles("order-102")[number]["verified"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("order-102", date(2020, 3, 1)),
        ("order-110", date(2022, 3, 1)),
        ("mof-treasury-2022-19", date(2022, 7, 1)),
        ("sme-payment-regulation", date(2025, 6, 1)),
        ("mof-treasury-2026-2", date(2026, 2, 1)),
        ("mof-treasury-2026-12", date(2026, 10, 1)),
    ],
)
def test_day_in_force(name: str, start: date) -> None:
    assert INSTRUMENTS[name]["in_force_from"] == start


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_is_complete(name: str) -> None:
    parameter = PARAMETERS[name]
    assert parameter["name"] == name
    assert parameter["title"].strip() and parameter["unit"].strip()
    assert parameter["type"] in TYPES
    for value in parameter["values"]:
        assert value["from"] <= value.get("until", date.max)
        assert value.get("level", "central") in LEVELS
        number = Decimal(value["value"])
        assert number > 0
        assert parameter["type"] == "number" or number == number.to_integral_value()


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_rests_on_an_article_in_force(name: str) -> None:
    for value in PARAMETERS[name]["values"]:
        instrument, number = value["article"].split(":")
        assert number in _articles(instrument), value["article"]
        assert value["from"] >= INSTRUMENTS[instrument]["in_force_from"], value["article"]


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_two_values_of_a_parameter_compete(name: str) -> None:
    scopes: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for value in PARAMETERS[name]["values"]:
        scope = (value.get("place", ""), value.get("level", ""))
        scopes.setdefault(scope, []).append((value["from"], value.get("until", date.max)))
    for periods in scopes.values():
        periods.sort()
        assert all(earlier[1] < later[0] for earlier, later in pairwise(periods))


@pytest.mark.parametrize("name", PARAMETERS)
def test_examples_of_a_parameter_hold(name: str) -> None:
    parameter = PARAMETERS[name]
    assert any(example.get("expect") == "none" for example in parameter["examples"])
    for example in parameter["examples"]:
        expected = None if example.get("expect") == "none" else example["value"]
        found = _at(parameter, example["on_date"], example.get("level"), example.get("place"))
        assert found == expected, example


@pytest.mark.parametrize(
    ("level", "place", "yuan"),
    [
        ("central", "410000", "2000000"),
        ("province", "410000", "4000000"),
        ("city", "410100", "4000000"),
        ("city", "410300", "2000000"),
        ("county", "410102", "2000000"),
        ("county", "350429", "2000000"),
        ("province", "330000", None),
    ],
)
def test_open_tender_threshold_depends_on_level_and_place(level: str, place: str, yuan: str | None) -> None:
    parameter = PARAMETERS["open_tender_threshold_yuan"]
    assert _at(parameter, date(2026, 6, 1), level, place) == yuan


def test_provincial_numbers_from_memory_are_unverified() -> None:
    for name in ("open_tender_threshold_yuan", "procurement_threshold_yuan"):
        for value in PARAMETERS[name]["values"]:
            if value.get("place", "")[:2] in {"11", "31", "32", "33", "37", "44", "51"}:
                assert not value["verified"], value
                assert "待核" in value["note"], value


@pytest.mark.parametrize(
    ("name", "unit"),
    [("_workdays", "个工作日"), ("_days", "日"), ("_yuan", "元"), ("_percent", "%"), ("_months", "个月")],
)
def test_the_name_of_a_parameter_tells_its_unit(name: str, unit: str) -> None:
    named = {key for key in PARAMETERS if key.endswith(name)}
    measured = {key for key, parameter in PARAMETERS.items() if parameter["unit"] == unit}
    assert named == measured


def test_a_citation_says_once_that_nobody_has_checked_it() -> None:
    book = load_rulebook()
    cited = [
        book.cite(f"{name}:{number}") for name, each in book.instruments.items() for number in each.articles
    ]
    assert [each for each in cited if each.count("待核对") > 1] == []


def test_a_citation_tells_an_unchecked_number_from_unchecked_words() -> None:
    book = load_rulebook()
    number_alone = book.cite("mof-treasury-2020-46:reserve-whole")
    words_too = book.cite("mof-treasury-2020-46:treated-as-small")
    assert number_alone.endswith("整体预留（条号待核对）")
    assert words_too.endswith("视同小微企业（条号和内容待核对）")
