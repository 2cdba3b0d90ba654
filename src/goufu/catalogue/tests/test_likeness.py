"""The sums of weights: as one would add them by hand, for any text; the learned table is numbers only."""

from __future__ import annotations

import csv
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.catalogue.entries import GuidanceEntry, load_catalogue
from goufu.catalogue.likeness import (
    CONSTANT,
    LEARNED,
    UNIT,
    Likeness,
    Weights,
    bm25,
    features,
    load_likeness,
    read_learned,
    texts_of_entries,
)  # fmt: skip

WEIGHTS = {
    "": {"A0101": 0.5},
    "保": {"B1103": 1.25, "A0101": -2.0},
    "保安": {"B1103": 2.0},
    "安$": {"A0101": 3.0},
}


@cache
def weights() -> tuple[Weights, ...]:
    return bm25(texts_of_entries()), read_learned()


def test_features_are_characters_pairs_and_endings_without_numbers_and_the_word_service() -> None:
    assert features("2026保安服务") == {"保", "安", "保安", "安$", "保安$"}
    assert features("服务") == features("") == set()


def test_sums_add_up_the_known_features_and_the_constant() -> None:
    likeness = Likeness.of(WEIGHTS, {"保": {"B1103": 0.5}})
    sums, known = likeness.sums("保安服务")
    by_code = dict(zip(likeness.codes, sums, strict=True))
    assert known == 3
    assert {code: total / UNIT for code, total in by_code.items() if total} == {"B1103": 3.75, "A0101": 1.5}


def test_nothing_known_gives_no_sums() -> None:
    assert Likeness.of(WEIGHTS).sums("鱼") == ([], 0)


@given(st.text(alphabet=st.sampled_from("物业管理服务养老院工程检测评价道路0"), max_size=300))
def test_any_text_gets_the_sums_that_one_would_add_up_entry_by_entry(text: str) -> None:
    likeness, tables = load_likeness(), weights()
    sums, known = likeness.sums(text)
    found = [each for each in features(text) if any(each in table for table in tables)]
    assert known == len(found)
    by_hand = [
        sum(table.get(each, {}).get(code, 0) for table in tables for each in (*found, CONSTANT))
        for code in likeness.codes
    ]
    assert [total / UNIT for total in sums] == pytest.approx(
        by_hand if known else [], abs=0.001 * (known + 1)
    )


def test_bm25_weighs_rare_features_of_short_documents_most() -> None:
    table = bm25({"A0101": [("保安", 1.0)], "B1103": [("保洁", 1.0), ("绿化", 1.0)]})
    assert table["安"]["A0101"] > table["保"]["A0101"] > table["保"]["B1103"] > 0


def test_the_learned_table_is_small_and_holds_no_titles() -> None:
    with LEARNED.open(encoding="utf-8", newline="") as file:
        names = [row["feature"] for row in csv.DictReader(file)]
    assert LEARNED.stat().st_size < 130_000
    assert len(set(names)) == len(names) <= 2_000
    assert max(map(len, names)) <= 4
    codes = {entry.code for entry in load_catalogue().leaves()}
    assert {code for by_code in read_learned().values() for code in by_code} <= codes


@pytest.mark.parametrize("entry", load_catalogue().leaves(), ids=lambda entry: entry.code)
def test_the_name_of_an_entry_is_most_like_it(entry: GuidanceEntry) -> None:
    likeness = load_likeness()
    sums, _ = likeness.sums(entry.name)
    nearest = sorted(likeness.codes, key=lambda code: -sums[likeness.places[code]])[:3]
    assert entry.code in nearest
