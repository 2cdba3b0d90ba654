"""What the reader gives of a text, as facts of a stage."""

from __future__ import annotations

from datetime import date

import pytest

from goufu.law.answers import missing_facts
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Rulebook, Value
from goufu.law.readings import reading_of, reading_to_keep, with_reading
from goufu.law.word_lists import word_lists
from goufu.law.wording import sentence
from goufu.reader import version

DAY = date(2026, 6, 1)
WORKS = "云岭县民政局办公楼装修服务"


@pytest.fixture(scope="module")
def works(book: Rulebook) -> Rule:
    return book.rules["plan.screen-works"]


def test_what_was_read_says_the_part_and_the_version() -> None:
    facts = reading_of(WORKS)
    assert "装修" in str(facts["works"])
    assert facts["goods"] == ""
    assert facts["reader_version"] == version()


def test_every_body_of_class_one_is_seen_as_provider() -> None:
    words = word_lists()["class_one_institutions"].words
    assert [
        word for word in words if not reading_of(f"{word}承接公共场所检测服务")["institution_provider"]
    ] == []
    assert not reading_of("社会组织承接公共场所检测服务")["institution_provider"]


def test_only_what_says_something_is_kept() -> None:
    kept = reading_to_keep(WORKS)
    assert {"works", "reader_version"} <= kept.keys()
    assert not {"", None} & set(kept.values())


def test_a_stage_is_given_what_is_read_from_its_own_text(book: Rulebook) -> None:
    plan, contract, award = (book.stages[name] for name in ("plan", "contract", "award"))
    assert with_reading(plan, {"title": WORKS})["works"]
    assert with_reading(contract, {"title": WORKS}) == {"title": WORKS}
    found = with_reading(contract, {"clauses": "期满后政府承诺回购全部股权。"})
    assert "回购" in str(found["guarantee"])
    assert found["reader_version"] == version()
    assert with_reading(award, {"title": WORKS}) == {"title": WORKS}


def test_what_is_given_is_not_read_anew(book: Rulebook) -> None:
    assert with_reading(book.stages["plan"], {"title": WORKS, "works": ""})["works"] == ""


@pytest.mark.parametrize("facts", [{}, {"title": None}, {"title": "  "}, {"description": "负责装修"}])
def test_without_a_title_the_title_is_missing(book: Rulebook, works: Rule, facts: dict[str, Value]) -> None:
    given = {"on_date": DAY, **facts}
    assert DuckDBEngine(book).answer([works], [given]) == ["m"]
    assert missing_facts(works, given, book) == ["title"]


def test_where_a_title_was_not_read_yet_that_is_what_is_missing(book: Rulebook, works: Rule) -> None:
    assert missing_facts(works, {"on_date": DAY, "title": WORKS}, book) == ["works", "documented_exception"]


def test_no_column_and_no_form_asks_for_what_is_read(book: Rulebook) -> None:
    stage = book.stages["plan"]
    assert set(stage.given) | set(stage.read) == set(stage.facts)
    assert not set(stage.given) & set(stage.read)
    assert all(not fact.aliases for fact in stage.read.values())


def test_the_condition_reads_as_a_sentence(book: Rulebook, works: Rule) -> None:
    assert sentence(works, book).endswith("不得有属于工程的部分")


def test_every_screen_is_a_plain_condition() -> None:
    """No pattern over title or need is left: what a text says the reader finds."""
    screens = [rule for rule in load_rulebook().stage_rules("plan") if ".screen-" in rule.id]
    assert len(screens) > 20
    about_bodies = {
        "plan.screen-purchaser-institution",
        "plan.screen-purchaser-doubtful",
        "plan.screen-provider-institution",
    }
    for rule in screens:
        assert "gf_" not in rule.must or rule.id in about_bodies, rule.id
