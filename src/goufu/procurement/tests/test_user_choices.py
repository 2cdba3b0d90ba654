"""Those served choose their provider themselves: numbers, money and answers meet, whatever the order in which they choose."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu import wall_clock
from goufu.core.errors import AgainstTheLaw, NotFound, Refusal
from goufu.planning.models import Project
from goufu.procurement.actions.answering_offers import accept_offer, refuse_offer
from goufu.procurement.actions.calling_off import cancel_call_off, offer_again
from goufu.procurement.actions.membership import suspend_member
from goufu.procurement.actions.user_choices import (
    Change,
    Period,
    change_choice,
    open_choice,
    record_choices,
)
from goufu.procurement.frameworks.standing import called, cost
from goufu.procurement.frameworks.user_choices import left_to_choose, provider_of, tallies
from goufu.procurement.models import CallOff, CallOffState, ChoiceMove, Framework, UserChoice
from goufu.procurement.tests.framing import chosen, of_provider, own_project, standing
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
BY_USERS = "service_users_choose"


def period(project: Project, persons: int = 50, title: str = "居家养老上门服务") -> Period:
    today = wall_clock.today()
    return Period(project.pk, title, persons, Decimal(10), today, today + timedelta(days=90))


def opened(county: County, persons: int = 50, prices: tuple[str, ...] = ("48", "50")) -> UserChoice:
    """A period of an agreement with so many providers; the bureau's project has 60 000 yuan."""
    found = standing(county, prices=prices, case=BY_USERS)
    return open_choice(framework=found.pk, period=period(own_project(county), persons), by=county.teacher)


def record(county: County, choice: UserChoice, **by_turn: int) -> list[CallOff]:
    """The call-offs that follow from so many persons for the providers of these turns: first=3, second=2."""
    turns = {"first": 1, "second": 2, "third": 3}
    before = set(choice.call_offs.values_list("pk", flat=True))
    record_choices(
        userchoice=choice.pk,
        chosen={
            choice.framework.members.get(turn=turns[name]).pk: persons for name, persons in by_turn.items()
        },
        day=wall_clock.today(),
        by=county.teacher,
    )
    return list(choice.call_offs.exclude(pk__in=before).order_by("pk"))


def answer(county: County, made: CallOff, accepts: bool = True) -> None:
    waiting = made.offers.get(state="pending")
    by = of_provider(county, waiting.member.turn)
    if accepts:
        accept_offer(calloffoffer=waiting.pk, by=by)
    else:
        refuse_offer(calloffoffer=waiting.pk, reason="这个月人手都派在别的片区", by=by)


def changed(choice: UserChoice, turn: int, persons: int, quantity: int | Decimal) -> Change:
    return Change(
        choice.framework.members.get(turn=turn).pk,
        persons,
        Decimal(quantity),
        wall_clock.today(),
        "搬家以后离得更近",
    )


def said(choice: UserChoice) -> list[tuple[int, int, int, str, int]]:
    """By provider: its turn, persons, units, yuan, and how many wait for its answer."""
    return [
        (each.member.turn, each.persons, int(each.quantity), f"{each.amount:.2f}", each.waiting)
        for each in tallies(choice)[0]
    ]


def test_several_providers_serve_at_once_and_each_answers_for_its_own_number(county: County) -> None:
    choice = opened(county)
    one, two = record(county, choice, first=20, second=15)
    assert said(choice) == [(1, 20, 200, "9600.00", 20), (2, 15, 150, "7500.00", 15)]
    assert left_to_choose(choice) == 15
    answer(county, one)
    answer(county, two, accepts=False)
    assert said(choice) == [(1, 20, 200, "9600.00", 0)]
    refused = tallies(choice)[1]
    assert refused is not None and refused.persons == 15
    assert left_to_choose(choice) == 15
    assert called(choice.framework) == Decimal(17_100)


def test_who_was_refused_chooses_anew_and_nobody_in_his_place(county: County) -> None:
    choice = opened(county)
    [made] = record(county, choice, second=15)
    answer(county, made, accepts=False)
    first = choice.framework.members.get(turn=1)
    with pytest.raises(Refusal, match="采购人不能代选"):
        offer_again(calloff=made.pk, member=first.pk, by=county.teacher)
    with pytest.raises(Refusal, match="全部没有服务过"):
        change_choice(calloff=made.pk, change=changed(choice, 1, 15, 149), by=county.teacher)
    with pytest.raises(Refusal, match="原来选的就是"):
        change_choice(calloff=made.pk, change=changed(choice, 2, 15, 150), by=county.teacher)
    change_choice(calloff=made.pk, change=changed(choice, 1, 6, 60), by=county.teacher)
    change_choice(calloff=made.pk, change=changed(choice, 1, 9, 90), by=county.teacher)
    assert CallOff.objects.get(pk=made.pk).state == CallOffState.CANCELLED
    assert said(choice) == [(1, 15, 150, "7200.00", 15)]
    assert (tallies(choice)[1], left_to_choose(choice)) == (None, 35)


def test_who_moves_takes_along_what_is_still_to_be_served(county: County) -> None:
    choice = opened(county)
    one, two = record(county, choice, first=3, second=2)
    for each in (one, two):
        answer(county, each)
    with pytest.raises(Refusal, match="写明"):
        change_choice(
            calloff=one.pk,
            change=Change(two.framework.members.get(turn=2).pk, 1, Decimal(4), wall_clock.today(), ""),
            by=county.teacher,
        )
    with pytest.raises(Refusal, match="每人最多"):
        change_choice(calloff=one.pk, change=changed(choice, 2, 1, 11), by=county.teacher)
    with pytest.raises(Refusal, match="现在有 3 人"):
        change_choice(calloff=one.pk, change=changed(choice, 2, 4, 10), by=county.teacher)
    change_choice(calloff=one.pk, change=changed(choice, 2, 1, 4), by=county.teacher)
    assert said(choice) == [(1, 2, 26, "1248.00", 0), (2, 3, 24, "1200.00", 1)]
    change_choice(calloff=one.pk, change=changed(choice, 2, 2, 20), by=county.teacher)
    assert said(choice) == [(1, 0, 6, "288.00", 0), (2, 5, 44, "2200.00", 3)]
    assert [(each.persons, each.reason) for each in ChoiceMove.objects.exclude(source=None)] == [
        (1, "搬家以后离得更近"),
        (2, "搬家以后离得更近"),
    ]


def test_all_may_leave_before_anything_was_served(county: County) -> None:
    choice = opened(county)
    [made] = record(county, choice, first=2)
    answer(county, made)
    change_choice(calloff=made.pk, change=changed(choice, 2, 2, 20), by=county.teacher)
    found = CallOff.objects.get(pk=made.pk)
    assert found.state == CallOffState.AGREED
    assert (found.persons, int(found.quantity), int(found.amount)) == (0, 0, 0)


def test_no_more_than_may_be_served_and_nobody_who_cannot_be_chosen(county: County) -> None:
    choice = opened(county, persons=10)
    with pytest.raises(Refusal, match="还可以服务 10 人"):
        record(county, choice, first=6, second=5)
    with pytest.raises(Refusal, match="没有写多少人"):
        record(county, choice, first=0)
    second = choice.framework.members.get(turn=2)
    suspend_member(frameworkmember=second.pk, reason="投诉正在调查", by=county.officer)
    with pytest.raises(Refusal, match="已经暂停"):
        record(county, choice, second=1)
    with pytest.raises(NotFound):
        record_choices(
            userchoice=choice.pk, chosen={second.pk: 1}, day=wall_clock.today(), by=of_provider(county, 1)
        )
    with pytest.raises(Refusal, match="还没有到"):
        record_choices(
            userchoice=choice.pk,
            chosen={second.pk: 1},
            day=wall_clock.today() + timedelta(days=1),
            by=county.teacher,
        )
    [made] = record(county, choice, first=10)
    cancel_call_off(calloff=made.pk, reason="这几位住院了", by=county.teacher)
    assert left_to_choose(choice) == 10


def test_those_served_choose_only_between_two_or_more(county: County) -> None:
    found = standing(county, prices=("48",), case=BY_USERS)
    with pytest.raises(AgainstTheLaw) as refused:
        open_choice(framework=found.pk, period=period(own_project(county)), by=county.teacher)
    assert [card.rule for card in refused.value.cards] == ["procurement.framework-user-choice"]


def test_the_purchaser_chooses_nobody_in_their_place(county: County) -> None:
    found = standing(county, case=BY_USERS)
    with pytest.raises(Refusal, match="采购人不能代选") as refused:
        chosen(county, found, own_project(county))
    assert refused.value.articles == ("order-110:3",)


def test_of_an_agreement_for_purchasers_nobody_served_chooses(county: County) -> None:
    found = standing(county)
    with pytest.raises(Refusal, match="不是为服务对象自主选择"):
        open_choice(framework=found.pk, period=period(own_project(county)), by=county.teacher)


@pytest.mark.parametrize(
    ("persons", "days", "what"),
    [(0, 0, "大于零"), (121, 0, "只剩 60,000.00 元"), (50, 5_000, "之内")],
)
def test_a_period_that_can_not_be_is_refused(county: County, persons: int, days: int, what: str) -> None:
    found, project = standing(county, prices=("48", "50"), case=BY_USERS), own_project(county)
    today = wall_clock.today()
    wanted = Period(project.pk, "上门服务", persons, Decimal(10), today, today + timedelta(days=days))
    with pytest.raises(Refusal, match=what):
        open_choice(framework=found.pk, period=wanted, by=county.teacher)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["record", "accept", "refuse", "cancel", "move"]),
        st.integers(0, 30),
        st.integers(1, 9),
    ),
    max_size=14,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(EVENTS)
def test_sums_meet_whatever_the_order_of_choices(county: County, events: list[tuple[str, int, int]]) -> None:
    choice = _another(county)
    for kind, which, persons in events:
        _happens(county, choice, kind, which, persons)
        _sums_meet(choice)


def _another(county: County) -> UserChoice:
    found = Framework.objects.first() or standing(county, prices=("48", "50", "57"), case=BY_USERS)
    project = Project.objects.filter(purchaser=county.teacher.body).first() or own_project(county, "900000")
    return open_choice(framework=found.pk, period=period(project, 12, "一期"), by=county.teacher)


def _happens(county: County, choice: UserChoice, kind: str, which: int, persons: int) -> None:
    """One event, or nothing where it can't be."""
    rows = list(choice.call_offs.exclude(state=CallOffState.CANCELLED).order_by("pk"))
    turn = which % 3 + 1
    if kind == "record" or not rows:
        persons = min(persons, left_to_choose(choice))
        if persons:
            record(county, choice, **{("first", "second", "third")[turn - 1]: persons})
        return
    found = rows[which % len(rows)]
    if kind in ("accept", "refuse") and found.state == CallOffState.OFFERED:
        answer(county, found, accepts=kind == "accept")
    elif kind == "cancel" and found.state != CallOffState.AGREED:
        cancel_call_off(calloff=found.pk, reason="不再需要服务", by=county.teacher)
    elif kind == "move" and found.state != CallOffState.OFFERED and found.persons:
        turn = provider_of(found).turn % 3 + 1
        persons = min(persons, found.persons)
        is_all = found.state == CallOffState.CHOOSING and persons == found.persons
        quantity = found.quantity if is_all else min(found.quantity, Decimal(persons * 7))
        if quantity and not (is_all and quantity > persons * 10):
            change_choice(
                calloff=found.pk, change=changed(choice, turn, persons, quantity), by=county.teacher
            )


def _sums_meet(choice: UserChoice) -> None:
    rows = list(choice.call_offs.exclude(state=CallOffState.CANCELLED))
    found, refused = tallies(choice)
    persons = sum(each.persons for each in (*found, *([refused] if refused else [])))
    assert persons + left_to_choose(choice) == choice.persons and left_to_choose(choice) >= 0
    assert all(each.amount == cost(each.quantity, provider_of(each).price) for each in rows)
    for each in rows:
        came = sum(move.persons for move in each.moves_in.all())
        went = sum(move.persons for move in each.moves_out.all())
        assert each.persons == came - went
        units = sum(move.quantity for move in each.moves_in.all())
        assert each.quantity == units - sum(move.quantity for move in each.moves_out.all())
    total = sum((each.amount for each in (*found, *([refused] if refused else []))), Decimal(0))
    assert total == sum((each.amount for each in rows), Decimal(0))
