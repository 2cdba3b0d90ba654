"""The version of a rule follows what the rule asks, not how its file is written: a waiver holds for one version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goufu.law.load import load_rulebook
from goufu.law.tests.conftest import SMALL
from goufu.law.versions import version_of


def version(home: Path, rule: str = "plan.signing") -> str:
    book = load_rulebook(home)
    return version_of(book.rules[rule], book)


def version_with(folder: Path, file: str, was: str, becomes: str, rule: str) -> str:
    """The rule's version after one edit of a file of a copy of the rulebook."""
    home = folder / "law"
    shutil.copytree(SMALL, home)
    path = home / file
    text = path.read_text(encoding="utf-8")
    assert text.count(was) == 1
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    return version(home, rule)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('severity = "warn"\n', '# 2026 年复核过\nseverity = "warn"   # 提示\n'),
        ('id = "plan.signing"\ntitle = "十日内签订"\n', 'title = "十日内签订"\nid = "plan.signing"\n'),
        ('title = "十日内签订"', 'title = "合同在十日内签订"'),
        ('message = "签订日{signed_on}过期。"', 'message = "签订日{signed_on}晚于期限。"'),
        ('remedy = "说明原因。"', 'remedy = "说明迟签的原因。"'),
        ("signed_on <= gf_due(published_on, 10) AND", "signed_on  <=  gf_due( published_on,10 )  AND"),
        ('must = "signed_on', 'must = "/* 第十六条 */ signed_on'),
        ('name = "按期"', 'name = "按期签订"'),
        ("articles", "levels = []\narticles"),
    ],
)
def test_what_is_only_written_otherwise_is_the_same_version(tmp_path: Path, was: str, becomes: str) -> None:
    edited = version_with(tmp_path, "rules/plan/signing.toml", was, becomes, "plan.signing")
    assert edited == version(SMALL)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("gf_due(published_on, 10)", "gf_due(published_on, 15)"),
        (">= 1", "> 1"),
        ('applies = "amount_yuan > 0"', 'applies = "amount_yuan > 100"'),
        ('articles = ["law:16"]', 'articles = ["law:10.3"]'),
        ('severity = "warn"', 'severity = "block"'),
        ("in_force_from = 2020-03-01", "in_force_from = 2020-03-02"),
        ("in_force_from = 2020-03-01", "in_force_from = 2020-03-01\nin_force_until = 2030-12-31"),
        ('severity = "warn"', 'severity = "warn"\nwaiver = "purchaser"'),
        ('severity = "warn"', 'severity = "warn"\nlevels = ["county"]'),
        ('severity = "warn"', 'severity = "warn"\nplaces = ["410000"]'),
        ('severity = "warn"', 'severity = "warn"\ndated_by = "signed_on"'),
    ],
)
def test_what_asks_something_else_is_another_version(tmp_path: Path, was: str, becomes: str) -> None:
    edited = version_with(tmp_path, "rules/plan/signing.toml", was, becomes, "plan.signing")
    assert edited != version(SMALL)


@pytest.mark.parametrize(
    ("was", "becomes"), [("SUM(", "MAX("), ('by = ["purchaser"]', 'by = ["purchaser", "level"]')]
)
def test_another_total_is_another_version(tmp_path: Path, was: str, becomes: str) -> None:
    edited = version_with(tmp_path, "rules/plan/ceiling.toml", was, becomes, "plan.ceiling")
    assert edited != version(SMALL, "plan.ceiling")


@pytest.mark.parametrize("becomes", ["{works } ", "{ works}"])
def test_blanks_within_quotes_are_meant(tmp_path: Path, becomes: str) -> None:
    edited = version_with(tmp_path, "rules/plan/works.toml", "'{works}'", f"'{becomes}'", "plan.works")
    assert edited != version(SMALL, "plan.works")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('value = "60"', 'value = "70"'),
        ("from = 2025-01-01", "from = 2025-01-02"),
        ("until = 2024-12-31", "until = 2024-12-30"),
        ('level = "central"', 'level = "province"'),
        ('place = "41"', 'place = "42"'),
        ("verified = false", "verified = true"),
    ],
)
def test_another_value_of_a_parameter_is_another_version_of_the_rule_that_names_it(
    tmp_path: Path, was: str, becomes: str
) -> None:
    edited = version_with(tmp_path, "parameters/ceiling_yuan.toml", was, becomes, "plan.ceiling")
    assert edited != version(SMALL, "plan.ceiling")


def test_a_parameter_named_by_a_total_alone_counts_too(tmp_path: Path) -> None:
    home = tmp_path / "law"
    shutil.copytree(SMALL, home)
    rule = home / "rules/plan/ceiling.toml"
    text = rule.read_text(encoding="utf-8").replace("<= :ceiling_yuan", "<= 60")
    total = "SUM(CASE WHEN amount_yuan <= :ceiling_yuan THEN amount_yuan END)"
    rule.write_text(text.replace("SUM(amount_yuan)", total), encoding="utf-8")
    before = version(home, "plan.ceiling")
    (tmp_path / "again").mkdir()
    shutil.copytree(home, tmp_path / "again/law")
    values = tmp_path / "again/law/parameters/ceiling_yuan.toml"
    values.write_text(values.read_text(encoding="utf-8").replace('"60"', '"70"'), encoding="utf-8")
    assert version(tmp_path / "again/law", "plan.ceiling") != before


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"新建", ', ""),
        ('"新建", ', '"新建", "改建", '),
        ('"扩建监理"', '"扩建监理", "造价咨询"'),  # of the list that clears a title
    ],
)
def test_another_word_of_a_list_is_another_version_of_the_rule_that_names_it(
    tmp_path: Path, was: str, becomes: str
) -> None:
    edited = version_with(tmp_path, "words/words.toml", was, becomes, "plan.works")
    assert edited != version(SMALL, "plan.works")


@pytest.mark.parametrize(
    ("file", "was", "becomes"),
    [
        ("parameters/ceiling_yuan.toml", 'value = "60"', 'value = "70"'),
        ("words/words.toml", '"新建", ', ""),
    ],
)
def test_a_rule_that_names_neither_keeps_its_version(
    tmp_path: Path, file: str, was: str, becomes: str
) -> None:
    assert version_with(tmp_path, file, was, becomes, "plan.signing") == version(SMALL)


@pytest.mark.parametrize(
    ("file", "was", "becomes", "rule"),
    [
        ("parameters/ceiling_yuan.toml", 'title = "限额"', 'title = "采购限额"', "plan.ceiling"),
        ("parameters/ceiling_yuan.toml", 'value = "60"', 'value = "60.00"', "plan.ceiling"),
        (
            "parameters/ceiling_yuan.toml",
            'mark = "M-l"',
            'mark = "M-l"\nnote = "2026 年查过"',
            "plan.ceiling",
        ),
        ("words/words.toml", '"新建", "扩建"', '"扩建", "新建"', "plan.works"),
    ],
)
def test_a_value_or_a_list_only_written_otherwise_is_the_same(
    tmp_path: Path, file: str, was: str, becomes: str, rule: str
) -> None:
    assert version_with(tmp_path, file, was, becomes, rule) == version(SMALL, rule)


def test_no_two_rules_have_one_version() -> None:
    book = load_rulebook()
    assert len({version_of(rule, book) for rule in book.rules.values()}) == len(book.rules)
