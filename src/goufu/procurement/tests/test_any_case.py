"""Any order of steps in a complaint ends in one of its states, and no day goes back; of two decisions at once one counts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.procurement.actions import appealing, complaining, handling, parties, publishing, ruling
from goufu.procurement.actions.case_record import case_of_party, cases_of, parties_of
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.history import Case, clocks_of
from goufu.procurement.cases.parties import concerned
from goufu.procurement.cases.suspending import suspension_of
from goufu.procurement.models import (
    CaseStep,
    Complaint,
    ComplaintDecision,
    ComplaintState,
    Finding,
    Occurrence,
    Party,
    Procurement,
)
from goufu.procurement.tests.challenged import (
    DECIDE,
    complained,
    provider,
    provider_body,
    second_treasurer,
    under_way,
)
from goufu.procurement.tests.procuring import on
from goufu.procurement.transitions import COMPLAINT
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "照当时的情形办理"
OTHER = "云岭县众安护理中心"
BEING_HANDLED = {"complains", "sent", "received", "answered"}
OF_STATE = {  # of a complaint: how far its parties may have come
    "received": {"complains"},
    "supplement": {"complains"},
    "accepted": BEING_HANDLED,
    "decided": {"decided", "served"},
    "refused": {"ended"},
    "referred": {"ended"},
    "withdrawn": {"ended"},
}
VERBS = st.sampled_from(
    [
        *("accept", "ask", "supplement", "refuse", "copied", "receive", "reply", "excluded"),
        *("excluded_ended", "suspend", "resume", "decide", "void", "serve", "lawsuit", "annul", "publish"),
        *("list", "withdraw"),
    ]
)


class Walk:
    """One complaint on which anything is tried by whoever may."""

    def __init__(self, county: County, complaint: Complaint) -> None:
        self.county, self.number = county, complaint.pk
        self.complainant = provider(county)
        self.other = replace(county.treasurer, person=county.auditor.person)  # another person of the office

    def take(self, verb: str, day: date) -> None:
        by, number = self.county.treasurer, self.number
        match verb:
            case "accept":
                complaining.accept_complaint(complaint=number, reason=WHY, by=by)
            case "ask":
                complaining.ask_supplement(complaint=number, text=WHY, by=by)
            case "supplement":
                complaining.supplement(complaint=number, day=day, by=by)
            case "refuse":
                complaining.refuse_complaint(complaint=number, examined_on=day, reason=WHY, by=by)
            case "suspend":
                handling.suspend_procurement(complaint=number, days=9, reason=WHY, by=by)
            case "resume":
                handling.resume_procurement(complaint=number, reason=WHY, by=by)
            case "copied":
                bodies = [body.pk for body, _kind in concerned(Complaint.objects.get(pk=number))]
                parties.send_copies(complaint=number, bodies=bodies, others=[OTHER], day=day, by=by)
            case "receive" | "reply" | "serve" | "lawsuit":
                for each in Party.objects.filter(complaint=number):
                    with suppress(Refusal):
                        self.of_party(verb, each, day - each.position * DAY)
            case "decide":
                ruling.decide_complaint(complaint=number, by=by, **DECIDE | {"finding": Finding.FABRICATED})
            case "void":
                said = DECIDE | {"finding": "effect", "effect": "void"}
                ruling.decide_complaint(complaint=number, by=by, **said)
            case "annul":
                appealing.annul_decision(complaint=number, day=day, reason=WHY, by=by)
            case "publish":
                publishing.publish_decision(complaint=number, by=self.other)
            case "list":
                appealing.list_abuse(complaint=number, months=12, reason=WHY, by=by)
            case "withdraw":
                handling.withdraw_complaint(complaint=number, reason=WHY, by=self.complainant)
            case kind:
                handling.proceed_complaint(complaint=number, kind=kind, day=day, by=by)

    def of_party(self, verb: str, party: Party, day: date) -> None:
        by = self.county.treasurer
        match verb:
            case "receive":
                parties.receive_copy(party=party.pk, day=day, way="post", by=by)
            case "reply":
                parties.answer_copy(party=party.pk, text=WHY, day=day, by=by)
            case "serve":
                parties.receive_decision(party=party.pk, day=day, way="hand", by=by)
            case _:
                parties.record_appeal(party=party.pk, kind=verb, day=day, by=by)


@pytest.fixture
def received(county: County) -> Complaint:
    found = under_way(county, "file")
    provider_body(county, OTHER)
    assert found.challenge
    return complained(county, found.challenge, found.received_on)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=st.lists(st.tuples(VERBS, st.integers(0, 12), st.integers(0, 3)), max_size=14))
def test_whatever_is_tried(county: County, received: Complaint, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        today, walk = received.received_on, Walk(county, received)
        for verb, later, back in steps:
            today += later * DAY
            before = Complaint.objects.get(pk=received.pk)
            with on(today), suppress(Refusal):
                walk.take(verb, today - back * DAY)
            _check(Complaint.objects.get(pk=received.pk), before, today)
        transaction.set_rollback(True)


def _check(complaint: Complaint, before: Complaint, today: date) -> None:
    """It is in a state that its table leads to, its days go on, its suspension is no longer than lawful."""
    assert complaint.state in ComplaintState.values
    led = {before.state} | {
        each.target for each in COMPLAINT.table.values() if before.state in each.sources and each.target
    }
    assert complaint.state in led
    for case in [case_of_party(each) for each in parties_of(complaint)]:
        _check_order(case, today)
    left = {each.state for each in complaint.parties.all()}
    assert left <= OF_STATE[complaint.state], (complaint.state, left)
    assert handling.suspended_days(complaint.procurement) <= 30
    with on(today):
        held = suspension_of(complaint.procurement)
        assert held is None or complaint.state == ComplaintState.ACCEPTED or held.complaint != complaint.pk
        for case in cases_of(complaint):
            list(clocks_of(case, today))


def _check_order(case: Case, today: date) -> None:
    """What happened to a party, and to its whole case, comes one after the other."""
    kinds = load_cases().kinds
    happened: dict[str, date] = {}
    for step in case.steps:
        assert step.day <= today
        for earlier in (*kinds[step.kind].after, step.kind):
            assert happened.get(earlier, step.day) <= step.day, (earlier, step.kind)
        for annulled in kinds[step.kind].annuls:
            happened.pop(annulled, None)
        happened[step.kind] = step.day


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(date(2026, 1, 5), date(2028, 6, 30)),
    gaps=st.lists(st.integers(0, 9), min_size=4, max_size=4),
    further=st.integers(0, 60),
)
def test_the_decisions_last_day_never_comes_earlier(start: date, gaps: list[int], further: int) -> None:
    """A day more in which the clock stands still never brings the last day forward; nor does looking later."""
    days = [start]
    for gap in gaps:
        days.append(days[-1] + gap * DAY)
    kinds = ("received", "accepted", "excluded", "excluded_ended", "copied")
    steps = tuple(CaseStep(kind=kind, day=day) for kind, day in zip(kinds, days, strict=True))
    plain = Case("complaint", (steps[0], steps[1]), "530000", "county")
    paused = Case("complaint", steps, "530000", "county")
    today = days[-1]
    due = _due(paused, today)
    assert due >= _due(plain, today)
    assert _due(paused, today + further * DAY) == due  # it has gone on: nothing moves any more


def test_a_second_period_has_no_working_days_that_the_first_one_left_out() -> None:
    """After a court has annulled the decision the period begins anew, and only what stands still in it is added."""
    begin, day = date(2026, 3, 2), date(2026, 6, 1)
    anew = (CaseStep(kind="accepted", day=begin), CaseStep(kind="review_annulled", day=day))
    first = (CaseStep(kind="excluded", day=begin), CaseStep(kind="excluded_ended", day=begin + 14 * DAY))
    received = CaseStep(kind="received", day=begin)
    plain = Case("complaint", (received, *anew), "530000", "county")
    paused = Case("complaint", (received, anew[0], *first, anew[1]), "530000", "county")
    assert _due(paused, day) == _due(plain, day)
    assert (paused.paused(begin, day), paused.paused(day, day)) == (10, 0)
    again = (CaseStep(kind="excluded", day=day + DAY), CaseStep(kind="excluded_ended", day=day + 4 * DAY))
    stopped = Case("complaint", (*paused.steps, *again), "530000", "county")
    assert stopped.paused(day, day + 4 * DAY) == 3
    assert _due(stopped, day + 4 * DAY) > _due(plain, day)


def _due(case: Case, today: date) -> date:
    [step] = [each for each in clocks_of(case, today) if each.name == "complaint_decision"]
    assert isinstance(step.latest, date)
    return step.latest


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts(county: County) -> None:
    """Two officers decide differently in the same moment: one is refused, and only one effect is carried out."""
    found = under_way(county)
    officers = (county.treasurer, second_treasurer(county))
    effects: list[dict[str, Any]] = [
        {"finding": "effect", "effect": "award"},
        {"finding": "effect", "effect": "void"},
    ]
    together, outcome = Barrier(2), list[str]()

    def decide(which: int) -> None:
        try:
            together.wait()
            ruling.decide_complaint(complaint=found.pk, by=officers[which], **DECIDE | effects[which])
            outcome.append(effects[which]["effect"])
        except Refusal as refusal:
            outcome.append(refusal.what)
        finally:
            connection.close()

    threads = [Thread(target=decide, args=[which]) for which in range(2)]
    with on(found.received_on + 3 * DAY):
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    [refused] = [each for each in outcome if "已决定" in each]
    assert refused and ComplaintDecision.objects.count() == 1
    made = Procurement.objects.get(pk=found.procurement_id)
    is_void = "void" in outcome
    assert (made.state == "terminated") is is_void
    assert Occurrence.objects.filter(event="award_voided").exists() is not is_void
