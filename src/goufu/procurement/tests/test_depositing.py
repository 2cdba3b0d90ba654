"""Deposits go back each to its bidder on its day, and the law is told that day of each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goufu import wall_clock
from goufu.core.errors import NotFound, Refusal
from goufu.core.opinion import Opinion
from goufu.core.roles import Role
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.depositing import return_deposit
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.choices import AWARD
from goufu.procurement.models import Participation, ParticipationState, Procurement
from goufu.procurement.recording import recordable
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import REVIEWED, provider, reported, signed
from goufu.procurement.tests.standing import standing
from goufu.procurement.work.own_deposits import own_deposits
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
LATER = REVIEWED + timedelta(days=2)


def paid(
    county: County, made: Procurement, number: int, state: str = ParticipationState.TAKING_PART
) -> Participation:
    is_withdrawn = state == ParticipationState.WITHDRAWN
    return Participation.objects.create(
        procurement=made,
        bidder=provider(county, number),
        deposit=Decimal(5_000),
        deposit_form="guarantee",
        deposit_reference=f"BH-{number}",
        state=state,
        taken_by=county.officer.person,
        taken_at=wall_clock.now(),
        withdrawn_by=county.officer.person if is_withdrawn else None,
        withdrawn_at=wall_clock.now() if is_withdrawn else None,
    )


def awarded(county: County, made: Procurement) -> int:
    """The procurement is awarded and everybody told; the number of the winner's response."""
    report, panel = reported(county, made)
    signed(panel)
    receive_report(procurement=made.pk, by=county.officer)
    first = report.placings.get(rank=1)
    award(procurement=made.pk, response=first.response_id, by=county.lead)
    send_letters(procurement=made.pk, by=county.officer)
    return first.response_id


def test_before_the_opening_only_what_was_withdrawn_goes_back(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        staying, gone = paid(county, made, 1), paid(county, made, 2, ParticipationState.WITHDRAWN)
        with pytest.raises(NotFound):
            return_deposit(participation=staying.pk, day=REVIEWED, by=county.officer)
        return_deposit(participation=gone.pk, day=REVIEWED, by=county.officer)
        with pytest.raises(Refusal, match="已经登记退还"):
            return_deposit(participation=gone.pk, day=REVIEWED, by=county.officer)
    assert not made.occurrences.filter(event="deposits_returned").exists()


def test_each_has_its_own_day_and_the_last_one_is_the_event(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        deposits = {number: paid(county, made, number) for number in (1, 2, 3)}
        winner = awarded(county, made)
        made.occurrences.model.objects.create(
            procurement=made, event="opened", day=REVIEWED, recorded_at=wall_clock.now()
        )
        assert not {"deposits_returned", "winner_deposit_returned"} & {each.name for each in recordable(made)}
    won = next(
        number
        for number in deposits
        if provider(county, number).pk == made.responses.get(pk=winner).bidder_id
    )
    losers = [each for number, each in deposits.items() if number != won]
    with on(LATER):
        with pytest.raises(Refusal, match="还没有到"):
            return_deposit(participation=losers[0].pk, day=LATER + timedelta(days=1), by=county.officer)
        return_deposit(participation=losers[0].pk, day=LATER, by=county.officer)
        assert not made.occurrences.filter(event="deposits_returned").exists()
        return_deposit(participation=losers[1].pk, day=REVIEWED, by=county.officer)
        assert made.occurrences.get(event="deposits_returned").day == LATER
        assert not made.occurrences.filter(event="winner_deposit_returned").exists()
        return_deposit(participation=deposits[won].pk, day=LATER, by=county.officer)
        assert made.occurrences.get(event="winner_deposit_returned").day == LATER
    facts = {
        each.pk: Opinion.of_record(AWARD, each.pk).facts()
        for each in made.responses.filter(quotation="first")
    }
    assert {said["deposit_paid_yuan"] for said in facts.values()} == {Decimal(5_000)}
    assert facts[winner]["deposit_returned_on"] == LATER
    returned = {said["deposit_returned_on"] for pk, said in facts.items() if pk != winner}
    assert returned == {REVIEWED, LATER}


def told(by: Agent) -> dict[str, tuple[date | None, date | None]]:
    """By what the home page says of a deposit: until when, and since when."""
    group = own_deposits(by, 14)
    return {each.what.partition("：")[0]: (each.due, each.since) for each in group.items}


def test_the_bidder_s_home_says_by_when_the_deposit_is_due_and_that_it_came_back(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        paid(county, made, 1), paid(county, made, 2)
        own = {
            number: agent(f"供应商{number}", provider(county, number), Role.PROVIDER_AGENT)
            for number in (1, 2)
        }
        assert told(own[1]) == told(own[2]) == {}
        winner = awarded(county, made)
        made.occurrences.model.objects.create(
            procurement=made, event="opened", day=REVIEWED, recorded_at=wall_clock.now()
        )
    won = made.responses.get(pk=winner).bidder_id
    winning, losing = sorted(own.values(), key=lambda each: each.body.pk != won)
    with on(LATER):
        assert told(winning) == {}  # its days run from the contract
        [(waiting, (due, _since))] = told(losing).items()
        assert waiting == "等采购人退还保证金" and due == date(2026, 12, 23)
        with CaptureQueriesContext(connection) as asked:
            own_deposits(losing, 14)
        assert len(asked) <= 4  # however many there are
        lost = made.participations.get(bidder=losing.body)
        return_deposit(participation=lost.pk, day=LATER, by=county.officer)
        assert told(losing) == {"保证金已经退还": (None, LATER)}
    with on(LATER + timedelta(days=15)):
        assert told(losing) == {}
