"""A provider's file: days are exact, nothing is erased, and only bodies that may provide have one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.journal.words import facts_in_words
from goufu.registry.actions.providers import (
    add_entry,
    correct_entry,
    end_entry,
    set_founding,
    strike_entry,
)
from goufu.registry.models import (
    Appropriation,
    Body,
    CreditList,
    CreditListing,
    Debarment,
    Inspection,
    Qualification,
    Violation,
)
from goufu.registry.queries.providers import debarments_of, file_of, years_since_founding
from goufu.registry.tests.county import County, body, sign_in

DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 31))
INTERVALS = st.lists(st.tuples(DAYS, st.none() | st.integers(0, 30)), max_size=5)


def is_debarred(body: Body, day: date) -> bool:
    return debarments_of(body, day).exists()


@pytest.fixture
def home(county: County) -> Body:
    return body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")


def debar(county: County, home: Body, starts_on: date, ends_on: date | None) -> Debarment:
    entry = Debarment(
        body=home,
        starts_on=starts_on,
        ends_on=ends_on,
        decision_number="云财采〔2026〕1号",
        authority="云岭县财政局",
    )
    return add_entry(by=county.treasurer, entry=entry)


def test_the_file_is_seen_by_whoever_sees_the_body(county: County, home: Body) -> None:
    entry = debar(county, home, date(2026, 1, 1), None)
    for agent, seen in ((county.treasurer, [entry]), (county.officer, []), (None, [])):
        assert [each for section in file_of(agent, home) for each in section.entries] == seen


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(intervals=INTERVALS, day=DAYS)
def test_who_is_debarred_on_a_day(
    county: County, home: Body, intervals: list[tuple[date, int | None]], day: date
) -> None:
    Debarment.objects.filter(body=home).delete()
    spans = [(start, start + timedelta(days) if days is not None else None) for start, days in intervals]
    for start, end in spans:
        Debarment.objects.create(body=home, starts_on=start, ends_on=end, decision_number="x", authority="x")
    assert is_debarred(home, day) == any(start <= day and (end is None or day <= end) for start, end in spans)


def test_both_days_are_included(county: County, home: Body) -> None:
    debar(county, home, date(2026, 3, 1), date(2026, 3, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [is_debarred(home, day) for day in days] == [False, True, True, False]


def test_credit_lists_on_a_day(county: County, home: Body) -> None:
    listing = add_entry(
        by=county.treasurer,
        entry=CreditListing(
            body=home,
            listed_in=CreditList.TAX_VIOLATOR,
            starts_on=date(2026, 1, 5),
            source="信用中国",
            seen_on=date(2026, 2, 1),
        ),
    )
    end_entry(by=county.treasurer, entry=listing, version=1, day=date(2026, 6, 30))
    page = sign_in(county.treasurer).get(f"/bodies/{home.pk}/").content.decode()
    assert str(CreditList.TAX_VIOLATOR.label) in page
    assert "2026-01-05" in page and "2026-06-30" in page


@pytest.mark.parametrize(
    ("founded", "day", "years"),
    [
        (date(2020, 5, 6), date(2023, 5, 5), 2),
        (date(2020, 5, 6), date(2023, 5, 6), 3),
        (date(2020, 2, 29), date(2023, 2, 27), 2),
        (date(2020, 2, 29), date(2023, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 29), 4),
        (date(2024, 1, 1), date(2023, 12, 31), None),
        (None, date(2023, 1, 1), None),
    ],
)
def test_full_years(founded: date | None, day: date, years: int | None) -> None:
    assert years_since_founding(Body(founded_on=founded), day) == years


@given(founded=st.dates(date(1990, 1, 1), date(2030, 1, 1)), days=st.integers(0, 5000))
def test_years_never_go_back(founded: date, days: int) -> None:
    one = Body(founded_on=founded)
    before = years_since_founding(one, founded + timedelta(days))
    after = years_since_founding(one, founded + timedelta(days + 1))
    assert before is not None and after is not None
    assert 0 <= after - before <= 1


def test_a_correction_strikes_out_and_keeps(county: County, home: Body) -> None:
    wrong = debar(county, home, date(2026, 3, 1), None)
    right = correct_entry(
        by=county.treasurer,
        entry=wrong,
        version=1,
        right=Debarment(
            starts_on=date(2026, 4, 1), decision_number="云财采〔2026〕2号", authority="云岭县财政局"
        ),
        reason="文号和起始日期录错",
    )
    assert (right.corrects, right.body) == (wrong, home)
    assert not is_debarred(home, date(2026, 3, 15)) and is_debarred(home, date(2026, 4, 1))
    assert Debarment.objects.get(pk=wrong.pk).struck == "文号和起始日期录错"
    assert [entry.action for entry in history(home)] == [
        "registry.provider.corrected",
        "registry.provider.noted",
    ]
    with pytest.raises(Refusal, match="已经划去"):
        end_entry(by=county.treasurer, entry=wrong, version=2, day=date(2026, 5, 1))


def test_what_was_never_true_is_struck_out(county: County, home: Body) -> None:
    wrong = debar(county, home, date(2026, 3, 1), None)
    with pytest.raises(Refusal, match="划去要写明理由，至少5个字"):
        strike_entry(by=county.treasurer, entry=wrong, version=1, reason=" ")
    strike_entry(by=county.treasurer, entry=wrong, version=1, reason="是同名的另一个单位")
    assert not is_debarred(home, date(2026, 3, 15))


def test_one_inspection_a_year_until_it_is_struck_out(county: County, home: Body) -> None:
    first = add_entry(by=county.treasurer, entry=Inspection(body=home, year=2025, result="合格"))
    with pytest.raises(Refusal, match="这一年的检查结果已经登记"):
        add_entry(by=county.treasurer, entry=Inspection(body=home, year=2025, result="基本合格"))
    correct_entry(
        by=county.treasurer,
        entry=first,
        version=1,
        right=Inspection(year=2025, result="基本合格"),
        reason="年份抄错了",
    )
    assert Inspection.objects.filter(body=home, struck="").get().result == "基本合格"


def test_public_money_may_be_unknown(county: County, home: Body) -> None:
    for year, amount in ((2024, "0"), (2025, "120000.00")):
        add_entry(by=county.treasurer, entry=Appropriation(body=home, year=year, amount_yuan=Decimal(amount)))
    [section] = [each for each in file_of(county.treasurer, home) if each.kind == "appropriation"]
    told = {(each.year, each.amount_yuan) for each in section.entries if isinstance(each, Appropriation)}
    assert told == {(2024, Decimal(0)), (2025, Decimal(120_000))}


def test_nobody_lives_on_public_money_that_is_none(county: County, home: Body) -> None:
    entry = Appropriation(body=home, year=2025, amount_yuan=Decimal(0), is_full=True)
    with pytest.raises(Refusal, match="没有财政拨款的"):
        add_entry(by=county.treasurer, entry=entry)


def test_a_violation_is_noted_by_who_keeps_the_file_and_not_before_it_was_decided(
    county: County, home: Body
) -> None:
    said = {"kind": "fine", "decision_number": "云市监罚〔2025〕12号", "authority": "云岭县市场监督管理局"}
    made = add_entry(by=county.treasurer, entry=Violation(body=home, decided_on=date(2025, 5, 6), **said))
    assert made.said()["处罚种类"] == "较大数额罚款"
    noted = history(home)[0]
    assert (noted.action, noted.facts["violation.decided_on"]) == ("registry.provider.noted", "2025-05-06")
    assert ("处罚种类", "较大数额罚款") in {(each.title, each.value) for each in facts_in_words(noted)}
    with pytest.raises(Refusal, match="在今天以后"):
        add_entry(by=county.treasurer, entry=Violation(body=home, decided_on=date(2190, 1, 1), **said))
    for by in (county.officer, county.system):
        with pytest.raises((NotAllowed, NotFound)):
            add_entry(by=by, entry=Violation(body=home, decided_on=date(2025, 5, 6), **said))


def test_days_in_the_wrong_order_or_to_come(county: County, home: Body) -> None:
    with pytest.raises(Refusal, match="早于开始日期"):
        debar(county, home, date(2026, 3, 2), date(2026, 3, 1))
    with pytest.raises(Refusal, match="在今天以后"):
        add_entry(
            by=county.treasurer,
            entry=CreditListing(
                body=home,
                listed_in=CreditList.TAX_VIOLATOR,
                starts_on=date(2026, 1, 1),
                source="x",
                seen_on=date(2199, 1, 1),
            ),
        )
    with pytest.raises(Refusal, match="在今天以后"):
        set_founding(by=county.treasurer, body=home, version=1, founded_on=date(2199, 1, 1))
    with pytest.raises(Refusal, match="没有到"):
        add_entry(by=county.treasurer, entry=Inspection(body=home, year=2199, result="合格"))


def test_a_body_that_may_not_provide_has_no_file(county: County) -> None:
    with pytest.raises(Refusal, match="云岭县民政局是国家机关，不能承接") as refused:
        debar(county, county.civil, date(2026, 1, 1), None)
    assert "order-102:6" in refused.value.articles
    assert debar(county, county.nursing, date(2026, 1, 1), None).pk  # class 2 institutions may


def test_who_keeps_files(county: County, home: Body) -> None:
    entry = Qualification(body=home, name="养老机构备案", issuer="云岭县民政局", valid_from=date(2025, 1, 1))
    for by in (county.auditor, county.system):
        with pytest.raises(NotAllowed):
            add_entry(by=by, entry=entry)
    assert add_entry(by=county.treasurer, entry=entry).pk
