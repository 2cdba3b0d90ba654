"""The sums of weights: as one would add them by hand, for any text; the learned table is numbers only."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.catalogue.buyer_classes import load_buyer_classes
from goufu.catalogue.entries import GuidanceEntry, load_catalogue
from goufu.catalogue.entry_scores import (
    CLASSES,
    CONSTANT,
    LEARNED,
    UNIT,
    EntryScores,
    Weights,
    bm25,
    features,
    load_scores,
    read_classes,
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
    return bm25(texts_of_entries()), read_learned(), read_classes()


def test_features_are_characters_pairs_and_endings_without_numbers_and_the_word_service() -> None:
    assert features("2026保安服务") == {"保", "安", "保安", "安$", "保安$"}
    assert features("服务") == features("") == set()


def test_sums_add_up_the_known_features_and_the_constant() -> None:
    scores = EntryScores.of(WEIGHTS, {"保": {"B1103": 0.5}, "安": {"商务服务": -1.5}})
    sums, odds, known = scores.sums("保安服务")
    by_code = dict(zip(scores.codes, sums, strict=True))
    assert known == 4
    assert {code: total / UNIT for code, total in by_code.items() if total} == {"B1103": 3.75, "A0101": 1.5}
    by_class = dict(zip(load_buyer_classes().names, odds, strict=True))
    assert {name: each for name, each in by_class.items() if each} == {"商务服务": -1.5}


def test_an_n_gram_whose_weights_cancel_each_other_is_known() -> None:
    scores = EntryScores.of({"鱼": {"A0101": 1.0}}, {"鱼": {"A0101": -1.0}})
    assert (set(scores.sums("鱼").entries), scores.sums("鱼").known) == ({0}, 1)


def test_nothing_known_gives_no_sums() -> None:
    assert EntryScores.of(WEIGHTS).sums("鱼") == ([], [], 0)


@given(st.text(alphabet=st.sampled_from("物业管理服务养老院工程检测评价道路0"), max_size=300))
def test_any_text_gets_the_sums_that_one_would_add_up_entry_by_entry(text: str) -> None:
    scores, tables = load_scores(), weights()
    sums, odds, known = scores.sums(text)
    found = [each for each in features(text) if any(each in table for table in tables)]
    assert known == len(found)
    by_hand = [
        sum(table.get(each, {}).get(code, 0) for table in tables for each in (*found, CONSTANT))
        for code in (*scores.codes, *load_buyer_classes().names)
    ]
    assert [*(total / UNIT for total in sums), *odds] == pytest.approx(
        by_hand if known else [], abs=0.001 * (known + 1)
    )


def test_bm25_weighs_rare_features_of_short_documents_most() -> None:
    table = bm25({"A0101": [("保安", 1.0)], "B1103": [("保洁", 1.0), ("绿化", 1.0)]})
    assert table["安"]["A0101"] > table["保"]["A0101"] > table["保"]["B1103"] > 0


@pytest.mark.parametrize(
    ("table", "most"), [(LEARNED, 130_000), (CLASSES, 70_000)], ids=["entries", "classes"]
)
def test_the_learned_tables_are_small_and_hold_no_titles(table: Path, most: int) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        names = [row["feature"] for row in csv.DictReader(file)]
    assert table.stat().st_size < most
    assert len(set(names)) == len(names) <= 2_000
    assert max(map(len, names)) <= 4


def test_classes_have_weights_for_n_grams_of_entries_alone_so_that_as_many_are_known_as_without() -> None:
    of_texts, of_entries, of_classes = weights()
    assert of_classes.keys() <= {*of_texts, *of_entries}
    assert {name for row in of_classes.values() for name in row} == set(load_buyer_classes().names)


def test_the_learned_weights_are_those_of_entries() -> None:
    codes = {entry.code for entry in load_catalogue().leaves()}
    assert {code for by_code in read_learned().values() for code in by_code} <= codes


@pytest.mark.parametrize("entry", load_catalogue().leaves(), ids=lambda entry: entry.code)
def test_the_name_of_an_entry_is_most_like_it(entry: GuidanceEntry) -> None:
    scores = load_scores()
    sums = scores.sums(entry.name).entries
    nearest = sorted(scores.codes, key=lambda code: -sums[scores.places[code]])[:3]
    assert entry.code in nearest
