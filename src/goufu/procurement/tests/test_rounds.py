"""After a review or an award was voided: what was voided no longer counts anywhere, and another follows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.roles import Role
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.marking import hand_in
from goufu.procurement.actions.responding import Offer
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.serving import receive_letter
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.facts import RESPONSES
from goufu.procurement.law import days_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Award, Letter, Occurrence, Procurement, ReviewReport
from goufu.procurement.queries.finding import own_letters
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import annulling, awards_of, letters_of, review_again
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests.procuring import deputy, on, running
from goufu.procurement.tests.reviewing import (
    REVIEWED,
    facts_of_bid,
    fresh,
    provider,
    reported,
    responded,
    signed,
)
from goufu.procurement.tests.test_responding import entered
from goufu.procurement.work.providers import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(county: County) -> Agent:
    return deputy(county)


def voids(procurement: Procurement, event: str) -> None:
    Occurrence.objects.create(
        procurement=procurement, event=event, day=wall_clock.today(), recorded_at=wall_clock.now()
    )


def awarded(county: County, chief: Agent, made: Procurement, place: int) -> int:
    """The response at the place is awarded, and everybody is told."""
    report = ReviewReport.objects.filter(procurement=made).latest("pk")
    response = report.placings.get(rank=place).response_id
    award(procurement=made.pk, response=response, reason="原中标人无效，另行确定", by=chief)
    send_letters(procurement=made.pk, by=county.officer)
    return response


def begun(county: County, chief: Agent) -> tuple[Procurement, Sequence[SeatAgent], int]:
    """A procurement whose first bidder was awarded."""
    made = running(county)
    _report, panel = reported(county, made)
    signed(panel)
    receive_report(procurement=made.pk, by=county.officer)
    return made, panel, awarded(county, chief, made, 1)


@pytest.mark.makes("award.is_awarded")
def test_another_is_awarded_after_the_award_was_voided(county: County, chief: Agent) -> None:
    with on(REVIEWED, 16):
        made, _panel, first = begun(county, chief)
        assert facts_of_bid(first, "is_awarded", "awarded_on", "award_letter_on") == (
            True,
            REVIEWED,
            REVIEWED,
        )
        voids(made, "award_voided")
        assert facts_of_bid(first, "is_awarded", "awarded_on", "award_letter_on") == (None, None, None)
        assert not awards_of(made).exists() and not letters_of(made).exists()
        second = awarded(county, chief, made, 2)
    assert [each.round for each in Award.objects.all()] == [1, 2]
    assert [each.response_id for each in awards_of(made)] == [second]
    assert letters_of(made).count() == 3 and Letter.objects.count() == 6
    assert facts_of_bid(first, "is_awarded") == (False,) and facts_of_bid(second, "is_awarded") == (True,)


def test_a_voided_review_is_made_anew(county: County, chief: Agent) -> None:
    with on(REVIEWED, 16):
        made, panel, first = begun(county, chief)
        voids(made, "review_voided")
        review_again_by(county, made)
        assert facts_of_bid(first, "ranking", "review_ended_on", "report_received_on") == (None, None, None)
        assert not Review(made).all_finished and not list(differences(made))
        again = [fresh(each.member) for each in panel]
        for each in again:
            hand_in(by=fresh(each.member))
        conclude(by=again[0], seen=True)
        signed([fresh(each.member) for each in again])
        assert "review_ended" in days_of(made.occurrences.all())
        receive_report(procurement=made.pk, by=county.officer)
        awarded(county, chief, made, 1)
    assert [each.round for each in ReviewReport.objects.all()] == [1, 2]
    assert facts_of_bid(first, "ranking", "review_ended_on") == (1, REVIEWED)
    assert not list(differences(made))


def review_again_by(county: County, made: Procurement) -> None:
    with action("procurement.event.recorded", Permission.WRITE_PROCUREMENT, by=county.officer) as act:
        held = act.lock(Procurement.objects, made.pk)
        review_again(act, held)
        act.change(held, changed_at=wall_clock.now())


def test_the_facts_know_the_same_annulments_as_the_events() -> None:
    text = RESPONSES.sql.read_text()
    told = {name for name in load_methods().events if f"event = '{name}'" in text}
    for name in told:
        for annuls in annulling(name):
            assert f"('{annuls}', '{name}')" in text, (annuls, name)
    assert annulling("awarded") == {"review_voided", "award_voided"} and annulling("review_ended") == {
        "review_voided",
        "review_reopened",
    }


def test_every_bidder_reads_its_own_letter_and_no_other(county: County, chief: Agent) -> None:
    with on(REVIEWED, 16):
        made, _panel, _first = begun(county, chief)
        winner, loser = (
            agent(f"供应商{number}的人", provider(county, number), Role.PROVIDER_AGENT) for number in (1, 2)
        )
        [said] = own_letters(loser)
        assert said.response.bidder == loser.body and not said.is_award
        assert [item.note for group in waiting(loser) for item in group.items] == [said.number]
        path, line = f"/procurements/open/{made.pk}/", said.text.splitlines()[1].strip()[:20]
        for shown in ("/", path):
            page = sign_in(loser).get(shown).content.decode()
            assert said.number in page and line not in page  # until it is signed for
            assert own_letters(winner).get().number not in page
        receive_letter(kind="letter", number=said.pk, by=loser)
        page = sign_in(loser).get(path).content.decode()
        assert line in page and f'<details id="letter-{said.pk}" open>' in page
        voids(made, "award_voided")
        assert not own_letters(loser).exists()


@pytest.mark.makes("award.joins_twice", "award.in_consortium")
def test_who_bids_alone_and_in_a_consortium_joins_twice_by_either_row(county: County) -> None:
    with on(REVIEWED, 16):
        made = running(county)
        [alone] = responded(county, made, ["560000"])
        lead = provider(county, 2)
        members = [(lead, Decimal(50)), (alone.bidder, Decimal(50))]
        offer = Offer(price=Decimal(550000), members=members, small_share_percent=Decimal(0))
        joint = entered(county, made, lead, "1", offer=offer)
    assert facts_of_bid(alone.pk, "joins_twice") == facts_of_bid(joint.pk, "joins_twice") == (True,)
    assert [facts_of_bid(each.pk, "in_consortium") for each in (alone, joint)] == [(False,), (True,)]
