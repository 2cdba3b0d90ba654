"""Timetables: the days of the design's picture, what happens and is late, and the law of its own days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goufu.law.clock import PUBLISHED_UNTIL, is_workday
from goufu.law.model import Value
from goufu.procurement.methods import load_methods
from goufu.procurement.tests.cases import CHOICES, CHOSEN, HAPPENED, NOW, at, consultation
from goufu.procurement.timing.chart import chart_of, span_of
from goufu.procurement.timing.counting import at_least, at_least_before, day_of
from goufu.procurement.timing.timetable import SETTING, timetable
from goufu.procurement.timing.told import Case, Fault, Refused, State, Timetable

START = date(2026, 11, 17)
OPEN = [method.name for method in load_methods().methods.values() if not method.refusal]


def told(now: datetime = NOW, **other: Any) -> Timetable:
    return timetable(consultation(**other), now)


class TestTheDesignsPicture:
    """YL-2026-CS-047 on 2026-11-28, as the picture of the page shows it."""

    @pytest.mark.parametrize(
        ("step", "latest"),
        [
            ("intention", date(2026, 10, 18)),
            ("consultation_clarification", date(2026, 11, 26)),
            ("file_challenge", date(2026, 12, 1)),
            ("report", date(2026, 12, 3)),
            ("award", date(2026, 12, 10)),
            ("result", date(2026, 12, 14)),
            ("letter", date(2026, 12, 14)),
            ("contract", date(2027, 1, 13)),
            ("rehearsal_again", at(12, 1, 9, 30)),
        ],
    )
    def test_latest_days(self, step: str, latest: date) -> None:
        assert told()[step].latest == latest

    def test_what_is_done_what_runs_and_what_is_to_come(self) -> None:
        states = {step.name: step.state for step in told().steps}
        assert {name for name, state in states.items() if state is State.DONE} == {
            "intention", "rehearsal", "publication", "consultation_notice", "consultation_file", "consultation_clarification",
        }  # fmt: skip
        assert states["consultation_wait"] is states["file_challenge"] is State.RUNNING
        assert states["opening"] is states["report"] is states["contract"] is State.NOT_YET
        assert State.OVERDUE not in states.values()

    def test_the_first_moment_of_the_rehearsal_is_a_day_before_the_opening_and_said_to_be_a_setting(
        self,
    ) -> None:
        step = told()["rehearsal_again"]
        assert step.earliest == at(11, 30, 9, 30)
        assert step.is_setting and SETTING in step.marks
        assert told(at(11, 30, 9, 31))["rehearsal_again"].state is State.RUNNING
        assert told(at(12, 1, 9, 31))["rehearsal_again"].state is State.OVERDUE

    def test_a_correction_now_would_postpone_and_one_two_days_ago_not(self) -> None:
        assert told().postponement(NOW.date()) == date(2026, 12, 3)
        assert told().postponement(date(2026, 11, 26)) is None

    def test_each_step_has_its_article_and_its_unit(self) -> None:
        award = told()["award"]
        assert (award.citation, award.count, award.unit) == ("实施条例第四十三条", 5, "个工作日")
        wait = told()["consultation_wait"]
        assert (wait.citation, wait.count, wait.unit) == ("磋商办法第十条", 10, "日")


class TestWhatHappens:
    def test_a_late_clarification_says_to_which_day_the_deadline_moves(self) -> None:
        step = told(happened=HAPPENED | {"clarified": date(2026, 11, 28)})["consultation_clarification"]
        assert step.fault is Fault.LATE
        assert step.postpones_to == date(2026, 12, 3)
        moved = told(
            happened=HAPPENED | {"clarified": date(2026, 11, 28)},
            chosen=CHOSEN | {"bid_deadline": at(12, 3, 9, 30)},
        )
        assert moved["consultation_clarification"].fault is None
        assert moved["consultation_clarification"].postpones_to is None

    def test_in_a_tender_fifteen_days_are_wanted(self) -> None:
        case = Case(
            "open_tender",
            START,
            "410122",
            chosen={"bid_deadline": at(12, 10, 9)},
            happened={"notice_published": START, "file_provided": START, "clarified": date(2026, 11, 28)},
        )
        assert timetable(case, NOW)["tender_clarification"].postpones_to == date(2026, 12, 13)

    def test_no_clarification_is_not_overdue(self) -> None:
        happened = {name: day for name, day in HAPPENED.items() if name != "clarified"}
        assert told(happened=happened)["consultation_clarification"].state is State.DONE

    def test_a_deadline_that_was_set_too_early_is_a_fault(self) -> None:
        step = told(chosen=CHOSEN | {"bid_deadline": at(11, 26, 9)})["consultation_wait"]
        assert step.fault is Fault.EARLY and step.earliest == date(2026, 11, 27)

    def test_what_is_not_done_on_its_last_day_is_overdue_the_day_after(self) -> None:
        after_review = HAPPENED | {"opened": at(12, 1, 9, 30), "review_ended": date(2026, 12, 1)}
        assert told(at(12, 3, 23, 59), happened=after_review)["report"].state is State.RUNNING
        assert told(at(12, 4, 0, 1), happened=after_review)["report"].state is State.OVERDUE

    def test_what_was_done_late_is_done_and_late_however_late_it_is_told(self) -> None:
        happened = HAPPENED | {"review_ended": date(2026, 12, 1), "report_sent": date(2026, 12, 4)}
        for now in (at(12, 4), at(12, 30)):
            step = told(now, happened=happened)["report"]
            assert (step.state, step.fault) == (State.DONE, Fault.LATE)

    def test_a_delay_moves_the_chain_behind_it(self) -> None:
        happened = HAPPENED | {"review_ended": date(2026, 12, 1), "report_sent": date(2026, 12, 4)}
        assert told(at(12, 4), happened=happened)["award"].latest == date(2026, 12, 11)

    def test_what_should_have_been_done_is_expected_today_at_the_earliest(self) -> None:
        happened = HAPPENED | {"review_ended": date(2026, 12, 1)}
        late = told(at(12, 8), happened=happened)
        assert late["report"].state is State.OVERDUE and late["report"].latest == date(2026, 12, 3)
        assert late["award"].latest == date(2026, 12, 15)

    def test_the_moment_of_the_deadline_decides_not_its_day(self) -> None:
        assert told(at(12, 1, 9, 29))["consultation_wait"].state is State.RUNNING
        assert told(at(12, 1, 9, 30))["consultation_wait"].state is State.DONE

    def test_a_procurement_starts_with_the_first_of_notice_and_file(self) -> None:
        happened = {"notice_published": date(2026, 11, 18), "file_provided": date(2026, 11, 19)}
        assert told(happened=happened)["intention"].latest == date(2026, 10, 19)

    def test_an_event_that_there_is_not_is_refused(self) -> None:
        with pytest.raises(Refused, match="没有事件 opend"):
            told(happened={"opend": date(2026, 12, 1)})
        with pytest.raises(Refused, match="没有采购方式 lottery"):
            told(method="lottery")


class TestTheLawOfItsOwnDays:
    def test_before_an_order_its_periods_are_none(self) -> None:
        """Order 87 has been in force since 2017-10-01: the period of the notice and of clarifications are its own."""
        case = Case("open_tender", date(2017, 9, 1), "410122", chosen={"notice_received": date(2017, 9, 1)})
        names = {step.name for step in timetable(case, at(8, 1, year=2017)).steps}
        assert "tender_wait" in names and "tender_file" in names
        assert not names & {"tender_notice", "tender_clarification", "publication", "intention"}

    def test_intentions_are_wanted_of_each_level_from_its_own_day_on(self) -> None:
        def has_intention(day: date, place: str) -> bool:
            return "intention" in timetable(Case("consultation", day, place), at(1, 1, year=2020))

        assert has_intention(date(2020, 7, 1), "100000")
        assert not has_intention(date(2020, 12, 31), "410000")
        assert has_intention(date(2021, 1, 1), "410000")
        assert not has_intention(date(2021, 12, 31), "410122")
        assert has_intention(date(2022, 1, 1), "410122")
        urgent = Case("consultation", date(2022, 1, 1), "410122", {"is_unforeseen_urgent": True})
        assert "intention" not in timetable(urgent, at(1, 1, year=2020))

    def test_the_threshold_of_the_place_decides_about_the_approval(self) -> None:
        def has_approval(yuan: int, place: str) -> bool:
            return "approval" in told(choices=CHOICES | {"budget_yuan": Decimal(yuan)}, place=place)

        assert has_approval(2_000_000, "410122") and not has_approval(1_999_999, "410122")
        assert not has_approval(2_000_000, "410000") and has_approval(4_000_000, "410000")

    def test_what_isn_t_known_is_a_gap_in_a_sentence(self) -> None:
        assert any("看不出要不要“批准采购方式”" in gap for gap in told(choices={}).gaps)
        assert told(choices={}).gaps == ("没有写采购预算，看不出要不要“批准采购方式”",)
        large = CHOICES | {"budget_yuan": Decimal(2_000_000)}
        assert told(choices=large, place="540000").gaps == (
            "当地的公开招标数额标准（货物、服务）没有收录，看不出要不要“批准采购方式”",
        )

    def test_a_budget_below_what_any_place_may_set_needs_no_local_amount(self) -> None:
        assert told(place="540000").gaps == ()

    def test_days_behind_the_published_calendar_are_provisional_and_say_so(self) -> None:
        year = PUBLISHED_UNTIL.year + 1
        step = timetable(Case("consultation", date(year, 9, 18), "410122"), at(1, 1, year=2026))["contract"]
        assert step.is_provisional and any("调休" in mark for mark in step.marks)

    def test_numbers_that_nobody_has_checked_are_marked(self) -> None:
        steps = {step.name: step for step in told().steps}
        assert (
            not steps["consultation_notice"].is_verified and "待核对" in steps["consultation_notice"].marks[0]
        )
        assert steps["award"].is_verified and steps["award"].marks == ()


class TestOtherMethods:
    def test_a_sole_source_begins_with_its_publication_where_that_is_due(self) -> None:
        choices: dict[str, Value] = {"method_ground": "sole_supplier", "budget_yuan": Decimal(2_000_000)}
        due = timetable(Case("single_source", START, "410122", choices), at(11, 1))
        assert due["sole_source_notice"].earliest == date(2026, 11, 24)
        assert due["file_provided"].earliest == date(2026, 11, 24)
        free = timetable(
            Case("single_source", START, "410122", choices | {"method_ground": "addition"}), at(11, 1)
        )
        assert "sole_source_notice" not in free
        assert free["file_provided"].earliest == START

    def test_prequalification_only_where_it_is_chosen(self) -> None:
        case = Case("open_tender", START, "410122", {"has_prequalification": True})
        assert timetable(case, at(11, 1))["prequalification"].earliest == date(2026, 11, 24)
        assert "prequalification" not in timetable(Case("open_tender", START, "410122"), at(11, 1))

    def test_the_emergency_lane_counts_by_settings_and_wants_no_intention(self) -> None:
        lane = timetable(Case("emergency", START, "410122"), at(11, 1))
        assert "intention" not in lane and "approval" not in lane
        settings_ = [step for step in lane.steps if step.is_setting]
        assert {step.name for step in settings_} == {"lane_end", "emergency_report", "emergency_check"}
        assert all(SETTING in step.marks for step in settings_)

    def test_a_framework_counts_from_its_own_events(self) -> None:
        happened = {"application_received": date(2026, 11, 18)}
        case = Case("framework_open", START, "410122", happened=happened)
        assert timetable(case, at(11, 18))["application"].latest == date(2026, 11, 27)


@pytest.mark.parametrize("method", OPEN)
@given(data=st.data())
@settings(max_examples=15)
def test_whatever_happens_there_is_a_timetable_and_what_is_done_stays_done(
    method: str, data: st.DataObject
) -> None:
    start = data.draw(st.dates(date(2027, 1, 1), date(2040, 1, 1)))
    names = data.draw(st.lists(st.sampled_from(load_methods()[method].order), max_size=6, unique=True))
    happened: dict[str, date] = {}
    done: set[str] = set()
    for name in names:
        happened[name] = start + timedelta(days=data.draw(st.integers(0, 200)))
        now = datetime.combine(start, NOW.timetz()) + timedelta(days=300)
        found = timetable(Case(method, start, "410122", CHOICES, {}, happened), now)
        done_now = {step.name for step in found.steps if step.rule.ends in happened}
        assert all(found[each].state is State.DONE for each in done_now)
        assert done & {step.name for step in found.steps} <= done_now
        done = done_now
        for step in found.steps:
            assert not (step.earliest and step.latest) or day_of(step.earliest) <= day_of(step.latest)


@given(st.dates(date(2005, 1, 1), date(2048, 1, 1)), st.integers(1, 30))
def test_back_from_a_day_is_the_last_day_from_which_so_many_working_days_pass(end: date, count: int) -> None:
    day = at_least_before(end, count, "个工作日").day
    assert (
        at_least(day, count, "个工作日").day <= end < at_least(day + timedelta(days=1), count, "个工作日").day
    )
    assert not is_workday(end) or is_workday(day + timedelta(days=1))


def test_what_follows_on_a_step_that_may_be_late_ends_after_it_in_the_chart() -> None:
    table = timetable(consultation(), NOW)
    result, period = span_of(table["result"]), span_of(table["result_period"])
    assert result and period and period[1] > result[1]


def test_what_was_planned_for_a_day_that_is_over_and_not_done_is_not_pale() -> None:
    """The opening was set for 12-01 and nobody has recorded it on 12-03."""
    chart = chart_of(timetable(consultation(), at(12, 3)))
    assert chart
    row = next(each for each in chart.rows if each.step.rule.ends == "opened")
    assert [each.kind for each in row.bars] == ["plan", "now"]


def test_holidays_that_nobody_has_announced_are_said_of_the_whole_timetable() -> None:
    sure, year = timetable(consultation(), NOW), PUBLISHED_UNTIL.year + 1
    unsure = timetable(consultation(starts_on=date(year, 3, 1), chosen={}, happened={}), at(3, 1, year=year))
    assert sure.unsure == ""
    assert unsure.unsure == "期限经过的调休安排尚未公布，暂按法定节假日和周末推算"
