"""The word lists: each can be shown to people, and each word can be found."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from goufu.reader import lexicon, words

OPPOSITES = [
    ("sent_staff", "other_persons"),
    ("negation", "no_negation"),
    ("pay", "no_pay"),
    ("attendance", "no_attendance"),
    ("commanding", "no_command"),
    ("dispatching", "no_dispatching"),
    ("debt", "no_debt"),
    ("advanced_money", "no_advanced_money"),
    ("secret_marks_in_clauses", "not_secret"),
    ("secret_words", "not_secret"),
    ("term_words", "no_term"),
    ("denied", "no_denial"),
]


@pytest.mark.parametrize("name", sorted(words.lists()))
def test_a_list_has_a_chinese_title_and_words_in_normal_form(name: str) -> None:
    assert any("\u4e00" <= sign <= "\u9fff" for sign in words.titles()[name])
    assert words.lists()[name]
    for word in words.lists()[name]:
        assert word == unicodedata.normalize("NFKC", word) == "".join(word.split())
        assert word


@pytest.mark.parametrize("path", sorted(words.HOME.glob("*.toml")), ids=lambda path: path.stem)
def test_no_word_stands_twice_in_a_list(path: Path) -> None:
    for name, entry in tomllib.loads(path.read_text("utf-8")).items():
        repeated = [word for word, times in Counter(entry["words"]).items() if times > 1]
        assert repeated == [], name


@pytest.mark.parametrize(("said", "opposite"), OPPOSITES)
def test_no_word_says_a_thing_and_its_opposite(said: str, opposite: str) -> None:
    assert set(words.lists()[said]) & set(words.lists()[opposite]) == set()


@pytest.mark.parametrize("name", lexicon.HEAD_LISTS)
def test_words_of_titles_are_capitals(name: str) -> None:
    assert all(word == word.upper() for word in words.lists()[name])


def test_the_longest_word_that_ends_at_a_place_is_found() -> None:
    ends = lexicon.Endings([("维护", "service"), ("运行维护", "service"), ("道路", "structure")])
    assert ends.longest("道路运行维护", 0, 6) == "运行维护"
    assert ends.longest("道路运行维护", 3, 6) == "维护"
    assert ends.longest("道路运行维护", 0, 2) == "道路"
    assert ends.longest("道路运行维护", 0, 3) == ""
    assert ends.longest("", 0, 0) == ""


def test_words_are_found_from_left_to_right_without_overlaps() -> None:
    found = lexicon.Beginnings([("卫生健康", "organ"), ("健康", "other"), ("和平", "place")])
    assert found.hits("和平区卫生健康局健康") == [(0, 2, "place"), (3, 7, "organ"), (8, 10, "other")]


def test_a_word_at_the_end_has_no_more_signs_than_the_text() -> None:
    found = lexicon.Beginnings([("社会保险", "organ"), ("社会保险基金", "organ")])
    assert found.hits("缴纳社会保险") == [(2, 6, "organ")]
