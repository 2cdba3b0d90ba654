"""What was decided becomes examples of the rulebook in their own form, and titles that `goufu screening` measures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goufu.decisions.actions import decide_title, withdraw_decision
from goufu.decisions.commands.decisions import decisions
from goufu.decisions.models import Decision
from goufu.decisions.tests.addresses import REASON, RULE, TITLE, a_decision
from goufu.law.load import load_rulebook
from goufu.registry.tests.county import County, county, make_county

__all__ = ["county"]
LABOUR = "plan.screen-disguised-labour"
NEED = "由我局面试录用，按月发放工资，\n“考勤”由我局管理"


@contextmanager
def set_up() -> Iterator[None]:
    """What the command is given by config.cli, where it is set up already."""
    yield


def run(file: Path, *options: str) -> Result:
    return CliRunner().invoke(decisions, ["export", str(file), *options], obj=set_up)


def export(file: Path, *options: str) -> str:
    done = run(file, *options)
    assert done.exit_code == 0, done.output
    return file.read_text()


@pytest.fixture
def decided(county: County) -> None:
    a_decision(county)
    for title, need, rule, verdict in (
        ("老年餐食材配送", "", RULE, "lawful"),
        ("青河区机关物业服务", NEED, LABOUR, "unlawful"),
    ):
        decide_title(rule=rule, title=title, need=need, verdict=verdict, reason=REASON, by=county.treasurer)


@pytest.mark.usefixtures("decided")
def test_examples_can_be_pasted_into_the_rules_file(tmp_path: Path) -> None:
    found = tomllib.loads(export(tmp_path / "examples.toml"))["examples"]
    assert [(each["kind"], each["expect"], each["facts"]) for each in found] == [
        ("fail", "fail", {"title": "青河区机关物业服务", "description": NEED}),
        ("near", "pass", {"title": "老年餐食材配送"}),
        ("fail", "fail", {"title": TITLE}),
    ]
    known = load_rulebook().rules[RULE].examples
    assert {each["kind"] for each in found} <= {each.kind for each in known}
    assert all({*each} == {"name", "kind", "facts", "expect"} for each in found)


def test_what_was_decided_either_way_is_no_example_and_a_doubt_in_the_list(
    county: County, tmp_path: Path
) -> None:
    a_decision(county)
    other = make_county("临江县", "539998", "二")
    decide_title(rule=RULE, title=TITLE, verdict="lawful", reason=REASON, by=other.treasurer)
    assert f"{TITLE},,R" in export(tmp_path / "titles.csv")
    assert "定法不一" in export(tmp_path / "examples.toml")
    assert "examples" not in tomllib.loads((tmp_path / "examples.toml").read_text())


@pytest.mark.usefixtures("decided")
def test_what_is_exported_is_chosen_by_rule_and_place_and_what_was_withdrawn_is_left_out(
    county: County, tmp_path: Path
) -> None:
    assert "物业" not in export(tmp_path / "a.csv", "--rule", RULE)
    assert export(tmp_path / "b.csv", "--place", "42") == "title,need,label\n"
    assert TITLE in export(tmp_path / "c.csv", "--place", county.place.code)
    withdraw_decision(
        decision=Decision.objects.get(title=TITLE).pk, reason="规则改了，不再有疑点", by=county.treasurer
    )
    assert TITLE not in export(tmp_path / "d.csv")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "says"),
    [(["x.txt"], "以 .csv 或 .toml 结尾"), (["x.csv", "--rule", "plan.duty-basis"], "没有由人判定的疑点")],
)
def test_what_cannot_be_exported_is_said(tmp_path: Path, options: list[str], says: str) -> None:
    file, *more = options
    done = run(tmp_path / file, *more)
    assert done.exit_code == 1 and says in done.output
