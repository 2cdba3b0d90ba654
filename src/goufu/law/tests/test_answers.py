from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.law.answers import Explainer, message_in_words
from goufu.law.changes import ChangeKind, How, changes
from goufu.law.check import complaints, rule_complaints
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.load import load_rulebook
from goufu.law.marks import PassMarks
from goufu.law.model import Parameter, ParameterValue, Rulebook, Severity, Value, Verdict
from goufu.law.numerals import article_label
from goufu.law.readings import with_reading


def test_a_refusal_names_the_word_the_article_and_the_remedy(small_book: Rulebook) -> None:
    rule = small_book.rules["plan.works"]
    [answer] = Explainer(small_book, [rule]).findings(
        "f", {"title": "门诊楼改扩建", "on_date": date(2026, 6, 1)}
    )
    assert answer.message == "名称里的“改扩建”是工程。"
    assert answer.citations == ("示例法第十条第三项",)
    assert answer.severity is Severity.BLOCK
    assert answer.facts == {"on_date": date(2026, 6, 1), "title": "门诊楼改扩建"}


def test_an_unverified_value_goes_to_a_person_and_says_so(small_book: Rulebook) -> None:
    rule = small_book.rules["plan.ceiling"]
    facts: dict[str, Value] = {
        "on_date": date(2026, 6, 1),
        "place": "410100",
        "purchaser": "民政局",
        "amount_yuan": Decimal(41),
    }
    answer = Explainer(small_book, [rule]).answer(rule, Verdict.UNVERIFIED, facts)
    assert answer.severity is Severity.REVIEW
    assert "待核对" in answer.message
    assert "40.00元" in answer.message
    assert answer.citations == ("示例法第十六条（待核对）",)


def test_what_runs_over_days_that_may_be_adjusted_is_told_as_provisional(small_book: Rulebook) -> None:
    rule = small_book.rules["plan.signing"]
    explainer = Explainer(small_book, [rule])
    facts: dict[str, Value] = {
        "on_date": date(2030, 9, 1),
        "published_on": date(2030, 9, 1),
        "signed_on": date(2030, 10, 8),
    }
    assert "尚未公布" in explainer.answer(rule, Verdict.FAIL, facts).message
    for published, signed in (("2026-06-01", "2026-08-01"), ("2030-06-20", "2030-07-20")):
        facts |= {"published_on": date.fromisoformat(published), "signed_on": date.fromisoformat(signed)}
        assert "尚未公布" not in explainer.answer(rule, Verdict.FAIL, facts).message


def test_a_pass_on_provisional_days_or_an_unverified_value_is_marked(small_book: Rulebook) -> None:
    signing, ceiling = small_book.rules["plan.signing"], small_book.rules["plan.ceiling"]
    explainer, passes = Explainer(small_book, [signing, ceiling]), PassMarks(small_book, [signing, ceiling])
    facts: dict[str, Value] = {
        "on_date": date(2026, 6, 1),
        "place": "410000",
        "purchaser": "民政局",
        "amount_yuan": Decimal(39),
        "published_on": date(2030, 9, 10),
        "signed_on": date(2030, 9, 11),
    }
    [on_days] = explainer.answer(signing, Verdict.PASS, facts).marks
    [on_value] = explainer.answer(ceiling, Verdict.PASS, facts).marks
    assert "尚未公布" in on_days
    assert on_value == "所用标准待核对：限额，请人工确认"
    assert passes.of("pp", facts) == (on_value, on_days)
    assert passes.of("np", facts) == (on_value,)
    assert passes.of("pn", facts) == (on_days,)
    assert passes.of("nf", facts) == ()
    assert explainer.answer(signing, Verdict.NOT_APPLICABLE, facts).marks == ()


def test_what_is_missing_is_named(small_book: Rulebook) -> None:
    rule = small_book.rules["plan.ceiling"]
    answer = Explainer(small_book, [rule]).answer(rule, Verdict.MISSING, {"on_date": date(2026, 6, 1)})
    assert answer.missing == ("level", "purchaser", "ceiling_yuan")


def test_findings_stand_gravest_first(small_book: Rulebook) -> None:
    rules = [small_book.rules["plan.signing"], small_book.rules["plan.works"]]
    findings = Explainer(small_book, rules).findings("ff", {"title": "新建", "on_date": date(2026, 6, 1)})
    assert [answer.rule.id for answer in findings] == ["plan.works", "plan.signing"]


@pytest.mark.parametrize(
    ("rule_id", "given", "named"),
    [
        (
            "provider",
            {"title": "病媒监测服务", "provider": "云岭县疾病预防控制中心"},
            "“云岭县疾病预防控制中心”",
        ),
        ("provider", {"title": "云岭县公益一类事业单位承接病媒监测服务"}, "“云岭县公益一类事业单位”"),
        (
            "provider",
            {"title": "云岭县公安局承接安保服务", "provider": "云岭县公益一类事业单位"},
            "“云岭县公益一类事业单位”、“云岭县公安局”",
        ),
        ("purchaser", {"title": "云岭师范大学校园保洁政府购买服务"}, "“云岭师范大学”"),
        (
            "purchaser",
            {"title": "云岭师范大学保洁政府购买服务", "purchaser": "云岭师范大学"},
            "“云岭师范大学”：",
        ),
    ],
)
def test_a_body_that_may_not_buy_or_provide_is_named(
    rule_id: str, given: dict[str, Value], named: str, book: Rulebook
) -> None:
    rule = book.rules[f"plan.screen-{rule_id}-institution"]
    facts = with_reading(book.stages["plan"], given | {"on_date": date(2026, 6, 1)})
    assert DuckDBEngine(book).answer([rule], [facts]) == ["f"]
    [answer] = Explainer(book, [rule]).findings("f", facts)
    assert f"写的是{named}" in answer.message
    assert "写的是〔" in message_in_words(rule, book)


def test_of_equal_gravity_the_negative_list_stands_first(book: Rulebook) -> None:
    rules = [book.rules["plan.in-catalogue"], book.rules["plan.screen-works"]]
    assert {rule.severity for rule in rules} == {"block"}
    findings = Explainer(book, rules).findings("ff", {"title": "路灯改造", "on_date": date(2026, 6, 1)})
    assert [answer.rule.id for answer in findings] == ["plan.screen-works", "plan.in-catalogue"]


def test_changes_between_two_days_are_told_in_order_of_time(small_book: Rulebook) -> None:
    found = changes(small_book, date(2024, 12, 31), date(2025, 1, 1))
    assert [(change.kind, change.how, change.id, change.title) for change in found] == [
        (ChangeKind.PARAMETER, How.CHANGED, "ceiling_yuan", "限额：50元 → 60元（县级）"),
    ]
    assert changes(small_book, date(2025, 1, 1), date(2025, 1, 1)) == []


def test_a_change_that_nobody_has_verified_says_so(small_book: Rulebook) -> None:
    found = changes(small_book, date(2019, 12, 31), date(2020, 1, 1))
    titles = [change.title for change in found if change.kind is ChangeKind.PARAMETER]
    assert [title for title in titles if "（待核对）" in title] == ["限额：40元（待核对）（区划41）"]
    assert len(titles) == 3


def test_a_rule_without_article_or_example_is_complained_of(small_book: Rulebook) -> None:
    rule = replace(small_book.rules["plan.works"], articles=(), examples=())
    sentences = list(rule_complaints(rule, small_book))
    assert "plan.works：没有条款的规则只看数据，不能不让做" in sentences
    assert {"plan.works：缺少 pass 类例子", "plan.works：缺少 near 类例子"} <= set(sentences)


def test_an_example_that_does_not_hold_is_complained_of(small_book: Rulebook) -> None:
    rule = replace(small_book.rules["plan.works"], must="gf_match(title, '{works}')")
    book = replace(small_book, rules={rule.id: rule})
    assert any("例子“工程”应当不符合，回答是符合" in sentence for sentence in complaints(book))


def test_a_threshold_below_what_the_country_allows_is_complained_of(book: Rulebook) -> None:
    threshold = book.parameters["procurement_threshold_yuan"]
    county = next(each for each in threshold.values if each.place == "41" and each.level == "county")
    at_the_floor, below = (replace(county, place="65", value=Decimal(yuan)) for yuan in ("300000", "299999"))
    assert not _complaints_of(book, threshold, at_the_floor)
    [sentence] = _complaints_of(book, threshold, below)
    assert "低于全国下限 300000" in sentence


def _complaints_of(book: Rulebook, threshold: Parameter, value: ParameterValue) -> list[str]:
    changed = replace(threshold, values=(value,), examples=())
    return list(
        complaints(replace(book, parameters={**book.parameters, threshold.name: changed}), "delivery")
    )


def test_the_rulebook_has_nothing_wanting(book: Rulebook) -> None:
    assert list(complaints(book)) == []


def test_articles_are_labelled_as_chinese_law_does() -> None:
    assert [article_label(number) for number in ("8", "10", "24", "10.3", "30", "105")] == [
        "第八条",
        "第十条",
        "第二十四条",
        "第十条第三项",
        "第三十条",
        "第一百零五条",
    ]


def test_of_many_rows_the_same_is_said_as_of_one(book: Rulebook) -> None:
    """What is remembered for lists, held against the answers of pages, on each rule's examples."""
    for rule in book.rules.values():
        explainer = Explainer(book, [rule])
        for example in rule.examples:
            for letter in (Verdict.FAIL, Verdict.UNVERIFIED):
                [one] = explainer.findings(letter, example.facts)
                [of_many] = explainer.failures(letter, dict(example.facts))
                said = [
                    (each.rule, each.severity, each.articles, each.citations, each.message)
                    for each in (one, of_many)
                ]
                assert said[0] == said[1], rule.id
                assert explainer.failures(letter, example.facts) == [of_many]


GIVEN = st.fixed_dictionaries(
    {
        "title": st.sampled_from([None, "", "路灯维护"]),
        "description": st.sampled_from([None, " ", "每日巡查"]),
        "works": st.sampled_from([None, ""]),
        "term_months": st.sampled_from([None, 12]),
        "level": st.sampled_from([None, "county"]),
        "on_date": st.sampled_from([None, date(2012, 6, 1), date(2026, 6, 1)]),
    }
)


@given(GIVEN, GIVEN, st.sampled_from("pfn"))
def test_rows_on_the_same_basis_miss_the_same(
    one: dict[str, Any], other: dict[str, Any], letter: str
) -> None:
    book = load_rulebook()
    rules = [rule for rule in book.rules.values() if rule.stage == "plan"]
    explainer = Explainer(book, rules)
    letters = [(letter + "m") * len(rules), "fm" * len(rules)]
    bases, missing = [], []
    for said, facts in zip(letters, (one, other), strict=True):
        said = said[: len(rules)]
        bases.append(explainer.basis_of_unanswered(said, facts))
        missing.append([(each.rule.id, each.missing) for each in explainer.unanswered(said, facts)])
    assert bases[0] != bases[1] or missing[0] == missing[1]
