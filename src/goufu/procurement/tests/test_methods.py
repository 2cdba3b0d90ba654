"""Methods are data: each is held to the rulebook, faults are told with their place, and a new one touches no Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.procurement.choices import methods
from goufu.procurement.methods import load_methods, read_methods
from goufu.procurement.model import Method, When, holds
from goufu.procurement.strict import DataError
from goufu.procurement.tests.cases import at
from goufu.procurement.tests.homes import BAKE_OFF, changed, copied
from goufu.procurement.timing.timetable import timetable
from goufu.procurement.timing.told import Case, Refused, State

ALL = load_methods().methods
BY_CLOCK = {event.name for event in load_methods().events.values() if event.by_clock}
OPEN = [method for method in ALL.values() if not method.refusal]


def test_every_choice_of_a_method_is_one_or_is_refused_with_a_reason() -> None:
    choices = load_rulebook().stages["procurement"].facts["method"].choices
    assert {method.facts["method"] for method in ALL.values()} == choices.keys()
    assert {method.name for method in ALL.values() if method.refusal} == {"inquiry", "direct_assignment"}


def test_the_line_of_a_consultation_has_the_words_of_the_page() -> None:
    titles = [stage.title for stage in ALL["consultation"].stages]
    assert titles == ["意向", "文件", "公告", "响应", "开启", "评审", "成交", "合同"]


@pytest.mark.parametrize("method", OPEN, ids=lambda method: method.name)
def test_a_rule_of_a_method_speaks_of_it_and_its_cases_are_the_rules(method: Method) -> None:
    rules = load_rulebook().rules
    said = method.facts["method"]
    for step in method.steps:
        applies = rules[step.rule].applies if step.rule else ""
        if "method" in applies and "NOT IN" not in applies:
            assert f"'{said}'" in applies, step.name
        assert not step.number or not step.rule or f":{step.number}" in rules[step.rule].must, step.name
    if method.grounds and method.grounds.rule:
        must = rules[method.grounds.rule].must
        assert all(f"'{case}'" in must for case in method.grounds.cases)


@pytest.mark.parametrize("method", OPEN, ids=lambda method: method.name)
def test_numbers_of_panels_and_scores_are_those_that_the_rules_read(method: Method) -> None:
    rules = load_rulebook().rules
    scoring, panel = method.scoring, method.panel
    for said, names in (
        (scoring and scoring.rules, [*scoring.limits.values()] if scoring else []),
        (panel and panel.rules, [panel.least, *(each.least for each in panel.larger)] if panel else []),
    ):
        if said:
            text = " ".join(
                rules[rule].must + rules[rule].applies
                for rule in (*said, "procurement.it-system-price-weight")
            )
            assert all(f":{name}" in text for name in names)


def test_two_left_may_go_on_in_a_consultation_for_services_and_one_may_not() -> None:
    fallback = ALL["consultation"].fallback
    assert fallback
    assert fallback.with_left(2, {"two_supplier_ground": "service_purchase"}) == "continue"
    assert fallback.with_left(2, {"two_supplier_ground": "none"}) == "failed"
    assert fallback.with_left(2, {}) == "failed"
    assert fallback.with_left(1, {"two_supplier_ground": "service_purchase"}) == "failed"
    tender = ALL["open_tender"].fallback
    assert tender and tender.at_deadline.of({}) == "not_opened"
    assert [tender.with_left(count, {}) for count in (0, 1, 2)] == ["failed"] * 3


def test_only_other_methods_want_an_approval_and_a_county_can_t_give_it() -> None:
    wanting = {method.name for method in OPEN if method.approval}
    assert wanting == {"invited_tender", "negotiation", "consultation", "single_source"}
    approval = ALL["consultation"].approval
    assert approval and "county" not in approval.levels and "city" in approval.levels


def test_filters_list_the_methods_as_the_law_does() -> None:
    said = [str(word) for _name, word in methods()]
    # procurement-law:26, and then what later documents brought.
    assert said[:5] == ["公开招标", "邀请招标", "竞争性谈判", "竞争性磋商", "单一来源"]
    assert len(said) == len(ALL)


def test_envelopes_and_examiners_are_as_the_orders_say() -> None:
    said = {name: (each.envelopes, each.qualification) for name, each in ALL.items() if not each.refusal}
    envelopes, examiner = said["open_tender"]
    assert envelopes and examiner and (envelopes.word, examiner.word) == ("all_at_once", "purchaser")
    envelopes, examiner = said["consultation"]
    assert envelopes and examiner and (envelopes.word, examiner.word) == ("final_quotation", "panel")


def test_what_is_refused_says_so_and_inquiry_in_an_emergency_goes_to_a_person() -> None:
    with pytest.raises(Refused, match="询价只用于货物"):
        timetable(Case("inquiry", date(2026, 11, 17), "410122"), at(11, 1))
    assert "由人核查" in ALL["inquiry"].in_emergency
    with pytest.raises(Refused, match="2026-10-01 起施行"):
        timetable(Case("emergency", date(2026, 9, 30), "410122"), at(9, 1))
    assert timetable(Case("emergency", date(2026, 10, 1), "410122"), at(9, 1)).steps


def test_suppliers_apply_first_in_innovation_and_after_a_prequalification() -> None:
    found = {name: each.admission for name, each in ALL.items() if each.admission}
    said = {name: (each.closes, each.tells, each.by) for name, each in found.items() if each}
    assert said == {
        "innovation": ("applications_closed", "development_file_provided", "panel"),
        "open_tender": ("prequalification_closed", "file_provided", "purchaser"),
        "invited_tender": ("prequalification_closed", "", "purchaser"),
    }


def test_a_condition_holds_for_yes_no_money_and_choices() -> None:
    when: When = {"has_prequalification": True, "bid_deposit_yuan": True, "method_ground": ("addition",)}
    given: dict[str, Value] = {
        "has_prequalification": True,
        "bid_deposit_yuan": Decimal(1),
        "method_ground": "addition",
    }
    assert holds(when, given)
    assert not holds(when, given | {"bid_deposit_yuan": Decimal(0)})
    assert not holds(when, given | {"method_ground": None})
    assert not holds(when, {})
    assert holds({"has_prequalification": False}, {})


def test_a_method_is_added_by_a_file_alone_and_walks_through_the_timetable(tmp_path: Path) -> None:
    home = copied(tmp_path)
    (home / "methods" / "bake_off.toml").write_text(BAKE_OFF, encoding="utf-8")
    methods = read_methods(home)
    happened: dict[str, date] = {"intention_published": date(2026, 9, 1)}
    walk = {
        "notice_published": date(2026, 11, 17),
        "notice_expired": date(2026, 11, 20),
        "bid_deadline": date(2026, 12, 10),
        "review_ended": date(2026, 12, 10),
        "report_sent": date(2026, 12, 11),
        "report_received": date(2026, 12, 11),
        "awarded": date(2026, 12, 15),
        "result_published": date(2026, 12, 17),
    }
    for event, day in walk.items():
        case = Case("bake_off", date(2026, 11, 17), "410122", {}, {}, happened)
        told = timetable(case, at(day.month, day.day), methods)
        ending = [step for step in told.steps if step.rule.ends == event]
        assert ending or event in ("notice_published", "report_received")
        assert all(step.state is not State.DONE for step in ending if event not in BY_CLOCK)
        happened[event] = day
    told = timetable(Case("bake_off", date(2026, 11, 17), "410122", {}, {}, happened), at(12, 18), methods)
    assert [step.state for step in told.steps] == [State.DONE] * 7
    assert not any(step.fault for step in told.steps)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("methods/consultation.toml", "in_force_from", "in_force_form", "缺少 in_force_from。写成了 in_force_form？"),
        ("methods/consultation.toml", 'name = "consultation"', 'name = "talks"', "name 应当和文件名相同"),
        ("methods/consultation.toml", '"draw", ', '"drawn", ', "steps 写了 drawn"),
        ("methods/consultation.toml", '"draw", ', '"draw", "draw", ', "steps 里写了两次：draw"),
        ("methods/consultation.toml", '"consultation_wait", ', "", "own_steps 写了 consultation_wait，steps 里没有用"),
        ("methods/consultation.toml", "mof-treasury-2014-214:10", "mof-treasury-2014-214:99", "没有条款"),
        ("methods/consultation.toml", "consultation_response_days", "consultation_days", "没有这个参数或者设置"),
        ("methods/consultation.toml", "consultation_response_days", "small_panel_min", "的单位不是日，也不是工作日"),
        ("methods/consultation.toml", "procurement.consultation-first-response", "procurement.first-response", "没有这个规则"),
        ("methods/consultation.toml", '"service_purchase", "complex', '"services", "complex', "没有这个适用情形的选项"),
        ("methods/consultation.toml", 'name = "opening"', 'name = "unsealing"', "没有阶段 unsealing"),
        ("methods/consultation.toml", '"opening_minutes"', '"minutes"', "papers 写了 minutes"),
        ("methods/consultation.toml", 'notices = ["consultation"', 'notices = ["talks"', "notices 写了 talks"),
        ("methods/consultation.toml", 'ends = "opened"', 'ends = "open"', "没有事件 open"),
        ("methods/consultation.toml", 'kind = "final_quotation"', 'kind = "secret"', "可以写：none、all_at_once"),
        ("methods/consultation.toml", 'otherwise = "failed"', 'otherwise = "luck"', "没有结果 luck"),
        ("methods/consultation.toml", ', otherwise = "failed"', "", "fact 和 otherwise 要一起写"),
        ("methods/consultation.toml", 'approval = "other_method"', 'approval = "mayor"', "approval 写了 mayor"),
        ("methods/innovation.toml", 'tells = "development_file_provided"', 'tells = "framework_signed"', "没有一个步骤有 framework_signed"),
        ("methods/open_tender.toml", 'by = "purchaser"\narticle = "procurement-', 'by = "mayor"\narticle = "procurement-', "by 写了 mayor"),
        ("methods/common.toml", "when = { has_prequalification = true }", "when = { prequalified = true }", "没有事实 prequalified"),
        ("methods/common.toml", 'begins = "bid_deadline"', 'begins = "bid_deadline"\nbefore = "opened"', "begins 和 before 写一个"),
        ("methods/common.toml", 'begins = "opened"', 'begins = "awarded"', "绕成了圈"),
        ("events.toml", 'after = ["sole_source_expired"]', 'after = ["sole_source_ended"]', "没有这个事件"),
        ("events.toml", 'title = "采购活动开始"', 'title = "采购活动开始"\nafter_all = true', "没有“after_all”这一项"),
        ("settings.toml", "value = 24", 'value = "24"', "value 应当是整数"),
        ("settings.toml", 'unit = "小时"', 'unit = "日"', "key_rehearsal_hours 的单位不是小时"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file_and_what_to_write(
    tmp_path: Path, file: str, before: str, after: str, said: str
) -> None:
    home = copied(tmp_path)
    changed(home, file, before, after)
    with pytest.raises(DataError) as error:
        read_methods(home)
    assert said in str(error.value)
    assert ".toml：" in str(error.value)
