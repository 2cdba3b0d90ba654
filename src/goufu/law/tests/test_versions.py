"""The version of a rule follows what the rule asks, not how its file is written: a waiver holds for one version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goufu.law.load import load_rulebook
from goufu.law.tests.conftest import SMALL


def version(home: Path, rule: str = "plan.signing") -> str:
    return load_rulebook(home).rules[rule].version


def version_with(folder: Path, file: str, was: str, becomes: str, rule: str) -> str:
    """The rule's version after one edit of a copy of its file."""
    home = folder / "law"
    shutil.copytree(SMALL, home)
    path = home / "rules/plan" / file
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
    edited = version_with(tmp_path, "signing.toml", was, becomes, "plan.signing")
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
    edited = version_with(tmp_path, "signing.toml", was, becomes, "plan.signing")
    assert edited != version(SMALL)


@pytest.mark.parametrize(
    ("was", "becomes"), [("SUM(", "MAX("), ('by = ["purchaser"]', 'by = ["purchaser", "level"]')]
)
def test_another_total_is_another_version(tmp_path: Path, was: str, becomes: str) -> None:
    edited = version_with(tmp_path, "ceiling.toml", was, becomes, "plan.ceiling")
    assert edited != version(SMALL, "plan.ceiling")


@pytest.mark.parametrize("becomes", ["{works } ", "{ works}"])
def test_blanks_within_quotes_are_meant(tmp_path: Path, becomes: str) -> None:
    edited = version_with(tmp_path, "works.toml", "'{works}'", f"'{becomes}'", "plan.works")
    assert edited != version(SMALL, "plan.works")


def test_no_two_rules_have_one_version() -> None:
    rules = load_rulebook().rules.values()
    assert len({rule.version for rule in rules}) == len(rules)
