"""A fact view is made of a query of joins, the fields that are facts, and what is kept by its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from goufu.core.fact_views import AddedFacts, FactView, StageFacts
from goufu.law.model import Fact, Stage

OWN = (
    "SELECT r.id, TRUE AS is_counted, place.code AS place FROM records r JOIN place ON place.id = r.place_id"
)


def stage(**types: str) -> Stage:
    facts = {name: Fact(name, name, type_, "", "", (), {}) for name, type_ in types.items()}
    return Stage("award", "确定", "", "ended_on", facts)


STAGE = stage(place="text", amount_yuan="money", method="choice", is_urgent="yesno", ended_on="date")
FIELDS = {"amount_yuan": "amount", "method": "way"}


@pytest.fixture
def query(tmp_path: Path) -> Path:
    """A file with the room's own query."""
    path = tmp_path / "facts.sql"
    path.write_text(OWN)
    return path


def facts(query: Path, *added: str, fields: dict[str, str] = FIELDS) -> StageFacts:
    paths = [query.with_name(f"added{number}.sql") for number in range(len(added))]
    for path, text in zip(paths, added, strict=True):
        path.write_text(text)
    return StageFacts(STAGE, FactView("records_facts", query, fields), tuple(map(AddedFacts, paths)))


def flat(sql: str) -> str:
    return " ".join(sql.split()).replace("( ", "(").replace(" )", ")")


def test_what_neither_query_nor_fields_tell_is_kept_by_its_name(query: Path) -> None:
    made = facts(query)
    assert [*made.stored] == ["is_urgent", "ended_on"]
    assert flat(made.sql) == (
        "SELECT r.id, TRUE AS is_counted, place.code AS place, r.amount AS amount_yuan, NULLIF(r.way, '') AS method,"
        " CAST((r.facts ->> 'is_urgent') AS BOOLEAN) AS is_urgent, CAST((r.facts ->> 'ended_on') AS DATE) AS ended_on"
        " FROM records AS r JOIN place ON place.id = r.place_id"
    )


def test_a_later_room_adds_what_it_knows(query: Path) -> None:
    made = facts(
        query, "SELECT e.record_id AS id, e.ended AS ended_on FROM ends e WHERE e.ended > '2026-01-01'"
    )
    assert [*made.stored] == ["is_urgent"]
    assert flat(made.sql) == (
        "SELECT r.id, TRUE AS is_counted, place.code AS place, added0.ended_on, r.amount AS amount_yuan,"
        " NULLIF(r.way, '') AS method, CAST((r.facts ->> 'is_urgent') AS BOOLEAN) AS is_urgent"
        " FROM records AS r JOIN place ON place.id = r.place_id"
        " LEFT JOIN (SELECT e.record_id AS id, e.ended AS ended_on FROM ends AS e WHERE e.ended > '2026-01-01')"
        " AS added0 ON added0.id = r.id"
    )


def test_what_counts_of_a_fact_for_others_stands_beside_it(query: Path) -> None:
    made = facts(query, "SELECT g.record_id AS id, g.yuan AS counted_amount_yuan FROM granted g")
    assert made.counted_as == {"amount_yuan"}
    assert "r.amount AS amount_yuan" in flat(made.sql)
    assert "added0.counted_amount_yuan" in flat(made.sql)
    assert [*made.stored] == ["is_urgent", "ended_on"]


def test_sentences_say_a_name_in_place_of_a_key(query: Path) -> None:
    made = facts(query, "SELECT g.record_id AS id, g.name AS said_place FROM granted g")
    assert "place.code AS place" in flat(made.sql)
    told = made.told({"place", "amount_yuan", "method"})
    assert "said_place::text AS told_place" in told
    assert (
        "amount_yuan::numeric AS told_amount_yuan" in told
    )  # as it is given, not with the rules' decimal places
    assert "method" in told
    assert "method::text AS told_method" in made.told({"place"})


@pytest.mark.parametrize(
    ("added", "fields", "fault"),
    [
        (["SELECT e.record_id AS id, e.code AS place FROM ends e"], FIELDS, "place .* told twice"),
        (["SELECT e.record_id AS id, e.x AS amount_yuan FROM ends e"], FIELDS, "amount_yuan .* told twice"),
        (
            ["SELECT e.record_id AS id, e.x AS colour FROM ends e"],
            FIELDS,
            "colour is no fact of the stage 'award'",
        ),
        (
            ["SELECT e.record_id AS id, e.x AS counted_colour FROM ends e"],
            FIELDS,
            "counted_colour is no fact",
        ),
        (
            ["SELECT e.record_id AS id, e.x AS counted_said_place FROM ends e"],
            FIELDS,
            "counted_said_place is no fact",
        ),
        ([], FIELDS | {"place": "p"}, "place .* told twice"),
    ],
)
def test_a_fact_told_twice_or_unknown_is_refused(
    query: Path, added: list[str], fields: dict[str, str], fault: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=fault):
        _ = facts(query, *added, fields=fields).sql
