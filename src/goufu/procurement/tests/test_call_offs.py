"""The second stage: a provider is chosen directly, by quotes or in turn; it accepts or refuses; sums stay within their limits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.planning.actions.writing import draft_project
from goufu.procurement.actions.agreeing import end_framework
from goufu.procurement.actions.answering_offers import accept_offer, give_quote, judge_refusal, refuse_offer
from goufu.procurement.actions.calling_off import (
    Wanted,
    ask_quotes,
    call_off,
    cancel_call_off,
    lapse,
    offer_again,
)
from goufu.procurement.actions.membership import remove_member, restore_member, suspend_member
from goufu.procurement.actions.planning import left_of
from goufu.procurement.holding import in_procurement
from goufu.procurement.models import CallOff, CallOffOffer, CallOffState, Framework, OfferState
from goufu.procurement.proved import CHECKS
from goufu.procurement.queries.frameworks import by_bureau, framework_for, members_of
from goufu.procurement.tests.bidding import at
from goufu.procurement.tests.framing import chosen, of_provider, own_project, standing
from goufu.procurement.tests.reviewing import provider
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Debarment
from goufu.registry.tests.county import County, agent

pytestmark = pytest.mark.django_db


def offered(made: CallOff) -> CallOffOffer:
    return made.offers.get(state=OfferState.PENDING)


def test_a_chosen_provider_accepts_and_the_money_is_held(county: County) -> None:
    found, project = standing(county), own_project(county)
    made = chosen(county, found, project)
    assert (made.state, made.amount, left_of(project)) == (
        CallOffState.OFFERED,
        Decimal(4_800),
        Decimal(55_200),
    )
    refusal = in_procurement(project)
    assert refusal and made.number in refusal.what
    with pytest.raises(NotFound):
        accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, 2))
    accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, 1))
    made.refresh_from_db()
    assert (made.state, made.member, made.amount) == ("agreed", found.members.get(turn=1), Decimal(4_800))
    [first, *_others] = members_of(found)
    assert (first.taken, first.deals, first.refusals) == (Decimal(4_800), 1, 0)
    assert by_bureau(found) == [{"purchaser__name": "云岭县教育体育局", "deals": 1, "taken": Decimal(4_800)}]
    assert framework_for(county.treasurer, found.pk).taken == Decimal(4_800)
    with pytest.raises(Refusal, match="不能取消选用"):
        cancel_call_off(calloff=made.pk, reason="不需要了，改由学校自己看护", by=county.teacher)


def test_a_refusal_with_its_reason_leads_to_another_one_and_may_end_in_removal(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    found, project = standing(county), own_project(county)
    made = chosen(county, found, project)
    first = offered(made)
    with pytest.raises(Refusal, match="拒绝要写明理由"):
        refuse_offer(calloffoffer=first.pk, reason="", by=of_provider(county, 1))
    refuse_offer(calloffoffer=first.pk, reason="嫌量小，路太远", by=of_provider(county, 1))
    shown = signed_in(of_provider(county, 1)).get(f"/procurements/call-offs/{made.pk}/").content.decode()
    assert "已拒绝：由采购人接着办" in shown
    one, two = found.members.get(turn=1), found.members.get(turn=2)
    with pytest.raises(Refusal, match="已经问过"):
        offer_again(calloff=made.pk, member=one.pk, by=county.teacher)
    made = offer_again(calloff=made.pk, member=two.pk, because="离学校最近", by=county.teacher)
    assert made.amount == Decimal(5_000)
    with pytest.raises(NotFound):  # whoever concluded the agreement judges, not the one who called off
        judge_refusal(calloffoffer=first.pk, is_justified=False, reason="协议约定不得挑单", by=county.teacher)
    judge_refusal(calloffoffer=first.pk, is_justified=False, reason="协议约定不得挑单", by=county.officer)
    with pytest.raises(Refusal, match="已经认定过"):
        judge_refusal(calloffoffer=first.pk, is_justified=True, reason="协议约定不得挑单", by=county.officer)
    pending = chosen(county, found, project, "10")  # the first one again, before it is removed
    remove_member(
        frameworkmember=one.pk, ground="refused_without_reason", reason="没有正当理由拒绝", by=county.officer
    )
    pending.refresh_from_db()
    assert pending.state == CallOffState.CHOOSING
    assert [*pending.offers.values_list("state", flat=True)] == [OfferState.TAKEN_BACK]
    with pytest.raises(Refusal, match="没有选供应商"):
        chosen(county, found, project)


def test_turns_go_round_and_a_refusal_takes_its_turn(county: County) -> None:
    found, project = standing(county, "rotation"), own_project(county)
    first = chosen(county, found, project, "10")
    second = chosen(county, found, project, "10")
    assert [offered(each).member.turn for each in (first, second)] == [1, 2]
    assert first.amount == Decimal(520)  # the most that it may cost
    refuse_offer(calloffoffer=offered(first).pk, reason="这周没有人手可派", by=of_provider(county, 1))
    with pytest.raises(Refusal, match="顺序轮候轮到“第3康养"):
        offer_again(calloff=first.pk, member=found.members.get(turn=2).pk, by=county.teacher)
    offer_again(calloff=first.pk, by=county.teacher)
    assert offered(first).member.turn == 3
    accept_offer(calloffoffer=offered(first).pk, by=of_provider(county, 3))
    first.refresh_from_db()
    assert first.amount == Decimal(520)
    third = chosen(county, found, project, "10")
    assert offered(third).member.turn == 1
    accept_offer(calloffoffer=offered(third).pk, by=of_provider(county, 1))
    third.refresh_from_db()
    assert third.amount == Decimal(480)


def test_quotes_are_nobodys_to_see_before_their_end_and_the_lowest_is_chosen(county: County) -> None:
    now = wall_clock.now()
    with at(now):
        found, project = standing(county, "competition"), own_project(county)
        with pytest.raises(Refusal, match="报价截止不能早于"):
            wanted = Wanted(project.pk, "秋季学期看护", Decimal(10), None, now + timedelta(hours=1))
            call_off(framework=found.pk, wanted=wanted, by=county.teacher)
        made = chosen(county, found, project)
        assert (made.state, made.amount) == (CallOffState.QUOTING, Decimal(5_200))
        with pytest.raises(Refusal, match="不能高于本单位的协议单价"):
            give_quote(calloff=made.pk, price=Decimal("48.01"), by=of_provider(county, 1))
        give_quote(calloff=made.pk, price=Decimal(47), by=of_provider(county, 1))
        give_quote(calloff=made.pk, price=Decimal(45), by=of_provider(county, 2))
        give_quote(calloff=made.pk, price=Decimal(46), by=of_provider(county, 2))
        with pytest.raises(NotFound):
            give_quote(calloff=made.pk, price=Decimal(40), by=of_provider(county, 7))
        with pytest.raises(Refusal, match="以前谁也看不到"):
            offer_again(calloff=made.pk, by=county.teacher)
    with at(now + timedelta(days=9, seconds=1)):
        with pytest.raises(Refusal, match="报价已经截止"):
            give_quote(calloff=made.pk, price=Decimal(40), by=of_provider(county, 3))
        with pytest.raises(Refusal, match="由报价最低的成交"):
            offer_again(calloff=made.pk, member=found.members.get(turn=1).pk, by=county.teacher)
        offer_again(calloff=made.pk, by=county.teacher)
        assert (offered(made).member.turn, offered(made).price) == (2, Decimal(46))
        refuse_offer(calloffoffer=offered(made).pk, reason="人手都派出去了", by=of_provider(county, 2))
        offer_again(calloff=made.pk, by=county.teacher)
        assert offered(made).member.turn == 1
        refuse_offer(calloffoffer=offered(made).pk, reason="人手都派出去了", by=of_provider(county, 1))
        with pytest.raises(Refusal, match="没有还能选的报价"):
            offer_again(calloff=made.pk, by=county.teacher)
        ask_quotes(calloff=made.pk, quotes_until=now + timedelta(days=20), by=county.teacher)
        give_quote(calloff=made.pk, price=Decimal(50), by=of_provider(county, 3))
    with at(now + timedelta(days=21)):
        offer_again(calloff=made.pk, by=county.teacher)
        accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, 3))
        made.refresh_from_db()
        assert made.amount == Decimal(5_000)


def test_a_competition_is_not_run_again_while_a_quote_is_left_and_all_may_quote_when_it_is(
    county: County,
) -> None:
    now = wall_clock.now()
    with at(now):
        found, project = standing(county, "competition"), own_project(county)
        made, silent = chosen(county, found, project), chosen(county, found, project)
        with pytest.raises(Refusal, match="报价还没有截止"):
            ask_quotes(calloff=made.pk, quotes_until=now + timedelta(days=20), by=county.teacher)
        for number, price in ((1, 45), (2, 46)):
            give_quote(calloff=made.pk, price=Decimal(price), by=of_provider(county, number))
    with at(now + timedelta(days=10)):
        offer_again(calloff=made.pk, by=county.teacher)
        refuse_offer(calloffoffer=offered(made).pk, reason="人手都派出去了", by=of_provider(county, 1))
        later = now + timedelta(days=30)
        with pytest.raises(Refusal, match="还有没有问过的报价：“第2康养服务有限公司”46"):
            ask_quotes(calloff=made.pk, quotes_until=later, by=county.teacher)
        offer_again(calloff=made.pk, by=county.teacher)
        refuse_offer(calloffoffer=offered(made).pk, reason="人手都派出去了", by=of_provider(county, 2))
        ask_quotes(calloff=made.pk, quotes_until=later, by=county.teacher)
        ask_quotes(calloff=silent.pk, quotes_until=later, by=county.teacher)  # nobody has quoted
        give_quote(calloff=made.pk, price=Decimal(44), by=of_provider(county, 1))
    with at(now + timedelta(days=31)):
        offer_again(calloff=made.pk, by=county.teacher)
        assert (offered(made).member.turn, offered(made).price) == (1, Decimal(44))


def test_who_may_not_provide_keeps_nobody_waiting_in_a_turn_or_a_competition(county: County) -> None:
    now = wall_clock.now()
    with at(now):
        found, project = standing(county, "competition"), own_project(county)
        made = chosen(county, found, project)
        for number, price in ((1, 45), (2, 46)):
            give_quote(calloff=made.pk, price=Decimal(price), by=of_provider(county, number))
        debarred(county, of_provider(county, 1).body)
    with at(now + timedelta(days=10)):
        offer_again(calloff=made.pk, by=county.teacher)
        assert offered(made).member.turn == 2
        Framework.objects.filter(pk=found.pk).update(way="rotation")
        found.refresh_from_db()
        assert offered(chosen(county, found, project, "10")).member.turn == 3


def debarred(county: County, whom: Body) -> None:
    """The provider may not provide from today on."""
    Debarment.objects.create(
        body=whom,
        starts_on=wall_clock.today(),
        decision_number="云财罚〔2026〕1号",
        authority="云岭县财政局",
    )


def test_a_call_off_that_is_cancelled_moves_no_turn(county: County) -> None:
    found, project = standing(county, "rotation"), own_project(county)
    for _again in range(2):
        made = chosen(county, found, project, "10")
        assert offered(made).member.turn == 1
        cancel_call_off(calloff=made.pk, reason="学校自己看护了", by=county.teacher)
    first, second = (chosen(county, found, project, "10") for _each in range(2))
    accept_offer(calloffoffer=offered(second).pk, by=of_provider(county, 2))
    assert offered(chosen(county, found, project, "10")).member.turn == 3
    assert offered(first).member.turn == 1


def test_of_two_at_once_the_one_that_is_cancelled_gives_its_turn_back(county: County) -> None:
    found, project = standing(county, "rotation"), own_project(county)
    first, second = (chosen(county, found, project, "10") for _each in range(2))
    accept_offer(calloffoffer=offered(second).pk, by=of_provider(county, 2))
    cancel_call_off(calloff=first.pk, reason="学校自己看护了", by=county.teacher)
    for turn in (1, 3, 2, 1):
        made = chosen(county, found, project, "10")
        assert offered(made).member.turn == turn
        accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, turn))


def test_who_joined_later_begins_behind_those_before_it(county: County) -> None:
    found, project = standing(county, "rotation"), own_project(county)
    with at(wall_clock.now()):
        made = chosen(county, found, project, "10")
        accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, 1))
    found.members.create(
        provider=provider(county, 4), price=Decimal(50), turn=4, joined_on=found.starts_on + timedelta(days=3)
    )
    with at(wall_clock.now() + timedelta(days=4)):
        for turn in (2, 3, 1, 4, 2):
            made = chosen(county, found, project, "10")
            assert offered(made).member.turn == turn
            accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, turn))


def test_what_a_dearer_provider_may_cost_is_held(county: County) -> None:
    """The dearest was suspended when it was called off, and is the next in turn when it is offered again."""
    found, project = standing(county, "rotation", limit="5100"), own_project(county)
    dear = found.members.get(turn=3)
    suspend_member(frameworkmember=dear.pk, reason="投诉正在调查", by=county.officer)
    made = chosen(county, found, project)
    assert made.amount == Decimal(5_000)
    restore_member(frameworkmember=dear.pk, by=county.officer)
    for number in (1, 2):
        refuse_offer(calloffoffer=offered(made).pk, reason="这周没有人手可派", by=of_provider(county, number))
        if number == 1:
            offer_again(calloff=made.pk, by=county.teacher)
    with pytest.raises(Refusal, match=r"只剩 100\.00 元"):
        offer_again(calloff=made.pk, by=county.teacher)
    Framework.objects.filter(pk=found.pk).update(total_limit=Decimal(5_200))
    assert offer_again(calloff=made.pk, by=county.teacher).amount == Decimal(5_200)
    accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, 3))


def test_equal_quotes_want_a_choice_and_a_reason(county: County) -> None:
    now = wall_clock.now()
    with at(now):
        found, project = standing(county, "competition"), own_project(county)
        made = chosen(county, found, project)
        for number in (1, 2):
            give_quote(calloff=made.pk, price=Decimal(45), by=of_provider(county, number))
    with at(now + timedelta(days=10)):
        member = found.members.get(turn=2)
        with pytest.raises(Refusal, match="报价最低的不止一家"):
            offer_again(calloff=made.pk, member=member.pk, by=county.teacher)
        offer_again(calloff=made.pk, member=member.pk, because="抽签", by=county.teacher)
        assert offered(made).member == member


def test_silence_lapses_after_its_days_and_nobody_can_accept_then(county: County) -> None:
    now = wall_clock.now()
    with at(now):
        found, project = standing(county), own_project(county)
        made = chosen(county, found, project)
        with pytest.raises(Refusal, match="供应商可以答复到"):
            lapse(calloff=made.pk, by=county.teacher)
    with at(now + timedelta(days=15)):
        with pytest.raises(Refusal, match="为止"):
            accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, 1))
        lapse(calloff=made.pk, by=county.teacher)
    assert [*made.offers.values_list("state", flat=True)] == [OfferState.LAPSED]
    with at(now + timedelta(days=15)):
        cancel_call_off(calloff=made.pk, reason="学校自己看护了", by=county.teacher)
        assert left_of(project) == project.amount
        assert in_procurement(project) is None


def test_nothing_is_called_off_above_the_limit_the_project_or_after_the_end(county: County) -> None:
    found, project = standing(county, limit="5000"), own_project(county, "6000")
    with pytest.raises(Refusal, match=r"成交总额只剩 5,000\.00 元"):
        chosen(county, found, project, "110")
    Framework.objects.filter(pk=found.pk).update(total_limit=Decimal(400_000))
    with pytest.raises(Refusal, match=r"只剩 6,000\.00 元"):
        chosen(county, found, project, "200")
    made = chosen(county, found, project, "100")
    with pytest.raises(Refusal, match="还有没有办完的选用"):
        end_framework(framework=found.pk, reason="服务不再需要了", by=county.officer)
    cancel_call_off(calloff=made.pk, reason="学校自己看护了", by=county.teacher)
    end_framework(framework=found.pk, reason="服务不再需要了", by=county.officer)
    with pytest.raises(Refusal, match="已结束"):
        chosen(county, found, project)


def test_a_share_of_the_agreement_is_called_off_first(county: County) -> None:
    """The leading purchaser's own share holds its project's money already: a call-off comes out of it."""
    found = standing(county)
    [share] = found.procurement.shares.all()
    left = left_of(share.project)
    wanted = Wanted(share.project_id, "城关镇上门护理", Decimal(1_000), found.members.get(turn=1).pk)
    call_off(framework=found.pk, wanted=wanted, by=county.officer)
    assert left_of(share.project) == left
    more = Wanted(share.project_id, "各乡镇上门护理", Decimal(2_000), found.members.get(turn=1).pk)
    call_off(framework=found.pk, wanted=more, by=county.officer)
    assert left_of(share.project) == left - (Decimal(48) * 3_000 - share.amount)


def test_only_purchasers_of_the_place_with_an_own_approved_project_call_off(county: County) -> None:
    found, project = standing(county), own_project(county)
    wanted = Wanted(project.pk, "秋季学期看护", Decimal(10), found.members.get(turn=1).pk)
    with pytest.raises(NotFound):
        call_off(framework=found.pk, wanted=wanted, by=county.officer)
    with pytest.raises(NotAllowed):
        call_off(framework=found.pk, wanted=wanted, by=county.treasurer)
    draft = draft_project(by=county.teacher, values={"title": "课后看护服务", "year": 2027})
    wanted = Wanted(draft.pk, "秋季学期看护", Decimal(10), found.members.get(turn=1).pk)
    with pytest.raises(Refusal, match="还没有批准"):
        call_off(framework=found.pk, wanted=wanted, by=county.teacher)


@pytest.mark.parametrize("what", ["limit", "project"])
def test_the_database_keeps_the_limits_too(county: County, what: str) -> None:
    found, project = (
        standing(county, limit="5000"),
        own_project(county, "60000" if what == "limit" else "4900"),
    )
    made = chosen(county, found, project)
    if what == "project":
        Framework.objects.filter(pk=found.pk).update(total_limit=Decimal(400_000))
    with pytest.raises(IntegrityError, match=r"上限|超过了项目批准的金额"), transaction.atomic():
        CallOff.objects.filter(pk=made.pk).update(amount=Decimal(5_001))


@pytest.mark.parametrize("check", CHECKS, ids=lambda each: each.table)
def test_what_is_proved_finds_nothing_wrong(county: County, check: object) -> None:
    found, project = standing(county), own_project(county)
    chosen(county, found, project)
    with connection.cursor() as cursor:
        cursor.execute(check.query)  # type: ignore[attr-defined]
        assert cursor.fetchall() == []


def _both(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """What became of two at once: what each gave, or its refusal."""
    found: list[object] = []
    gate = threading.Barrier(2)

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            found.append(act())
        except Refusal as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(each,)) for each in (first, second)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return found


@pytest.mark.django_db(transaction=True)
def test_of_two_on_the_rest_of_a_limit_one_is_refused_and_two_in_turn_get_two(county: County) -> None:
    found, project = standing(county, limit="5000"), own_project(county)
    other = agent("另一位经办", county.education, *county.teacher.roles)
    member = found.members.get(turn=1).pk

    def act(by: object, framework: Framework, own: int | None) -> Callable[[], object]:
        wanted = Wanted(project.pk, "秋季学期看护", Decimal(60), own)
        return lambda: call_off(framework=framework.pk, wanted=wanted, by=by)  # type: ignore[arg-type]

    given = _both(act(county.teacher, found, member), act(other, found, member))
    assert sorted(type(each).__name__ for each in given) == ["CallOff", "Refusal"]
    Framework.objects.filter(pk=found.pk).update(way="rotation", total_limit=Decimal(400_000))
    given = _both(act(county.teacher, found, None), act(other, found, None))
    assert sorted(offered(each).member.turn for each in given) == [2, 3]  # type: ignore[arg-type]
