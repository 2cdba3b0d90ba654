"""The data files hang together: levels, parents, relations, one meaning a word unless said otherwise."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from goufu.catalogue.content import refuse_wrong_items
from goufu.catalogue.entries import DATA, load_catalogue
from goufu.catalogue.errors import UnknownItemError
from goufu.catalogue.items import load_items
from goufu.catalogue.vocabulary import normalise, read_aliases, read_ambiguous
from goufu.core.errors import Refusal

CATALOGUE = load_catalogue()
LEAST_ALIASES = 8


def alias_owners() -> Counter[str]:
    lists = [words for groups in read_aliases().values() for words in groups.values()]
    return Counter(normalise(word) for words in lists for word in words)


def test_catalogue_has_two_classes_thirty_and_one_hundred_and_eleven_entries() -> None:
    assert Counter(entry.level for entry in CATALOGUE.entries) == {1: 2, 2: 30, 3: 111}


def test_catalogue_says_how_many_entries_of_the_original_it_lacks() -> None:
    assert "121个三级条目，这里的三级条目只有111个：还差10个" in CATALOGUE.edition.provenance
    assert "所以本目录不全" in CATALOGUE.edition.provenance


def test_information_and_publicity_has_its_four_entries() -> None:
    assert [entry.name for entry in CATALOGUE.children("A15")] == [
        "公共信息服务",
        "公共公益宣传服务",
        "公共公益展览服务",
        "公共信息系统开发与维护服务",
    ]


def test_codes_occur_once_and_tell_level_and_parent() -> None:
    codes = [entry.code for entry in CATALOGUE.entries]
    assert len(codes) == len(set(codes))
    for entry in CATALOGUE.entries:
        assert len(entry.code) == 2 * entry.level - 1
        assert entry.parent == (entry.code[:-2] if entry.level > 1 else "")
        if entry.parent:
            assert CATALOGUE.entry(entry.parent).level == entry.level - 1


def test_every_entry_below_the_classes_is_marked_provisional_with_its_confidence() -> None:
    assert all(entry.provisional == (entry.level > 1) for entry in CATALOGUE.entries)
    assert {entry.confidence for entry in CATALOGUE.entries} <= {"H", "M", "L"}


def test_every_related_procurement_item_exists_and_every_relation_belongs_to_an_entry() -> None:
    for entry in CATALOGUE.entries:
        for code in entry.items:
            assert load_items().item(code).level >= 1
    related = {code for entry in CATALOGUE.entries for code in entry.items}
    with (DATA / "entry_items.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["item"] for row in rows} == related
    assert len({(row["entry"], row["item"]) for row in rows}) == len(rows)
    assert {row["basis"] for row in rows} == {"name", "goufu"}


def test_no_entry_leads_to_an_item_that_is_not_service_purchase_content() -> None:
    for entry in CATALOGUE.entries:
        assert not [code for code in entry.items if load_items().exclusion(code)]


def test_only_supervision_aid_has_no_procurement_item() -> None:
    assert [entry.code for entry in CATALOGUE.leaves() if not entry.items] == ["B0501"]


def test_procurement_items_are_complete_by_level() -> None:
    items = load_items().items
    assert Counter(item.level for item in items) == {0: 1, 1: 25, 2: 174, 3: 375, 4: 46}
    assert len({item.code for item in items}) == len(items)
    for item in items[1:]:
        assert load_items().item(item.parent).level == item.level - 1


def test_every_third_level_entry_has_aliases_and_nothing_else_has() -> None:
    aliases = read_aliases()
    assert list(aliases) == [entry.code for entry in CATALOGUE.leaves()]
    few = {code for code, groups in aliases.items() if sum(map(len, groups.values())) < LEAST_ALIASES}
    assert not few


def test_no_alias_stands_under_two_entries_unless_listed_as_ambiguous() -> None:
    twice = {word for word, owners in alias_owners().items() if owners > 1}
    assert not twice
    assert not set(map(normalise, read_ambiguous())) & set(alias_owners())


def test_each_ambiguous_word_names_at_least_two_entries_and_a_reason() -> None:
    rows = tomllib.loads((DATA / "ambiguous.toml").read_text("utf-8"))["ambiguous"]
    assert len({row["word"] for row in rows}) == len(rows)
    for row in rows:
        assert len(set(row["entries"])) == len(row["entries"]) >= 2
        assert row["reason"]
        for code in row["entries"]:
            assert CATALOGUE.entry(code).level == 3


def test_words_have_two_characters_or_more() -> None:
    assert all(len(word) >= 2 for word in alias_owners())


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("C11050300", ("order-102:10.3",)),
        ("C18020000", ("order-102:10.4",)),
        ("C18010100", ("order-102:10.4",)),
        ("C18030000", ("order-102:10.4",)),
        ("C23130500", ("order-102:10.3",)),
        ("C23140000", ("order-102:10.3",)),
        ("C24070000", ()),
        ("C21010000", ()),
    ],
)
def test_items_that_are_no_service_purchase_say_why(code: str, article: tuple[str, ...]) -> None:
    exclusion = load_items().exclusion(code)
    assert exclusion is not None
    assert exclusion.reason
    assert exclusion.articles == article


@pytest.mark.parametrize(
    "code", ["C11040000", "C18040100", "C20020600", "C21020000", "C21040000", "C23150000"]
)
def test_neighbours_of_excluded_items_stay_allowed(code: str) -> None:
    assert load_items().exclusion(code) is None


def test_unknown_item_is_refused_with_advice() -> None:
    with pytest.raises(UnknownItemError, match="C加八位数字"):
        load_items().item("C2104")
    with pytest.raises(Refusal) as refused:
        refuse_wrong_items(["C2104"])
    assert (refused.value.what.count("请核对"), refused.value.remedy.count("请核对")) == (0, 1)


def test_data_say_where_they_come_from() -> None:
    assert "没有找到公开的目录原文" in CATALOGUE.edition.provenance
    assert not CATALOGUE.edition.verified
    assert load_items().number == "财库〔2022〕31号"
    assert not load_items().number_verified
    assert Path(DATA / "guidance_central.csv").is_file()
