"""The matrix of notices holds what the rules look for, in every kind of notice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from goufu.law.load import load_rulebook
from goufu.law.model import Rule
from goufu.procurement.methods import HOME, load_methods
from goufu.procurement.notices import FIELDS, Need, NoticeKind, load_notices
from goufu.procurement.strict import DataError

ELSEWHERE = {"budget", "catalogue", "overdue"}  # what is made public, but is no notice of a procurement
ATTACHED = re.compile(r"\b(is_file_attached|file_attached|declaration_attached)\b")
BLANK = re.compile(r"gf_blank\((\w+)\)")


def looking() -> Iterator[tuple[Rule, set[str]]]:
    """The rules that look whether something is written in a notice, with the facts that they look at."""
    for stage in ("procurement", "award", "disclosure"):
        for rule in load_rulebook().stage_rules(stage):
            facts = {*BLANK.findall(rule.must), *ATTACHED.findall(rule.must)}
            if facts:
                yield rule, {f"{stage}.{fact}" for fact in facts}


def kinds_of(rule: Rule) -> list[NoticeKind]:
    """The kinds of notices to which the rule applies, as it says itself where it says it."""
    types = set(re.findall(r"'(\w+)'", rule.applies)) if "notice_type" in rule.applies else set()
    return [
        kind
        for kind in load_notices().kinds.values()
        if kind.type in types or (not types and rule.id in kind.rules)
    ]


@pytest.mark.parametrize(("rule", "facts"), [*looking()], ids=lambda each: getattr(each, "id", ""))
def test_every_field_that_a_rule_wants_is_in_the_matrix(rule: Rule, facts: set[str]) -> None:
    named = set(re.findall(r"'(\w+)'", rule.applies)) if "notice_type" in rule.applies else set()
    if named and named <= ELSEWHERE:
        return
    kinds = kinds_of(rule)
    assert kinds, rule.id
    fields = load_notices().fields
    for kind in kinds:
        assert rule.id in kind.rules
        wanted = {fact for name in (*kind.mandatory, *kind.conditional) for fact in fields[name].facts}
        assert facts <= wanted, kind.kind


def test_the_forms_of_the_ministry_are_thirteen() -> None:
    official = [kind for kind in load_notices().kinds.values() if kind.is_official]
    articles = {kind.article for kind in official if not kind.article.endswith(":formats")}
    last = [kind.kind for kind in official if kind.article.endswith(":formats")]
    assert len(articles) + len(last) == 13  # negotiation and consultation share one
    assert last == ["agency_assessment", "supervision"]


def test_every_notice_that_a_stage_names_has_its_fields_and_every_kind_says_where_they_come_from() -> None:
    notices = load_notices()
    used = {
        name
        for method in load_methods().methods.values()
        for stage in method.stages
        for name in stage.notices
    }
    assert used <= notices.kinds.keys()
    listed = {
        name
        for kind in notices.kinds.values()
        for name in (*kind.mandatory, *kind.conditional, *kind.forbidden)
    }
    assert listed == notices.fields.keys()


def test_every_form_names_all_that_its_notice_may_have() -> None:
    for kind in load_notices().kinds.values():
        named = {field for section in kind.form for field in section.fields}
        assert named == {*kind.mandatory, *kind.conditional}, kind.kind


def test_no_notice_may_name_people_served_secrets_or_identity_numbers() -> None:
    for kind in load_notices().kinds.values():
        for field in ("identity_numbers", "service_users", "secrets"):
            assert kind.need(field) is Need.FORBIDDEN
    assert load_notices()["result"].need("expert_contacts") is Need.FORBIDDEN
    assert load_notices()["tender"].need("file_takers") is Need.FORBIDDEN


def test_a_conditional_field_is_wanted_where_its_condition_holds() -> None:
    tender, result = load_notices()["tender"], load_notices()["result"]
    assert "ceiling" in tender.wanted({"has_ceiling": True})
    assert "ceiling" not in tender.wanted({})
    assert "declarations" in result.wanted({"sme_declared": True})
    assert tender.need("ceiling") is Need.CONDITIONAL
    assert tender.need("scores") is Need.ABSENT
    assert tender.need("other") is Need.CONDITIONAL and "other" not in tender.wanted({"other": True})


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("notices/tender.toml", '"budget", ', '"budgets", ', "没有字段 budgets"),
        ("notices/tender.toml", '"budget", ', '"budget", "ceiling", ', "字段 ceiling 写了两次"),
        ("notices/tender.toml", 'type = "tender"', 'type = "tenders"', "没有这个公告种类"),
        (
            "notices/tender.toml",
            "is_official = true",
            "official = true",
            "没有“official”这一项。是不是 is_official",
        ),
        ("notices/tender.toml", 'has = "has_lots"', 'has = "lots"', "[conditions] 里有"),
        ("notices/tender.toml", 'has = "has_lots"', "optional = false", "when、has、optional 写一个"),
        ("notices/tender.toml", '["file_takers", ', '["scores", ', "字段 scores 禁止"),
        ("notices/tender.toml", '"disclosure.tender-content"', '"disclosure.tender"', "没有这个规则"),
        ("notices/tender.toml", 'fields = ["period"]', 'fields = ["scores"]', "form 写了 scores"),
        ("notices/tender.toml", 'fields = ["period"]', 'fields = ["project"]', "字段 project 写了两次"),
        (FIELDS, 'known = "award.ceiling_yuan"', "", "known、record、typed 写一个"),
        (FIELDS, 'known = "award.ceiling_yuan"', 'known = "award.ceiling"', "没有事实 award.ceiling"),
        (FIELDS, 'type = "days"', 'type = "weeks"', "type 写了 weeks"),
    ],
)
def test_a_fault_is_told_with_its_file_and_what_to_write(
    tmp_path: Path, file: str, before: str, after: str, said: str
) -> None:
    home = tmp_path / "procurement"
    shutil.copytree(HOME / "notices", home / "notices")
    shutil.copy(HOME / FIELDS, home / FIELDS)
    text = (home / file).read_text(encoding="utf-8")
    assert before in text
    (home / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_notices(home)
    assert said in str(error.value)
    assert str(error.value).startswith(Path(file).name)
