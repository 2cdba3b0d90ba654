"""What the pages of challenges and complaints show: clocks in lines, and the part of them on a procurement's page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.steps import Offer
from goufu.procurement.actions.case_record import cases_of
from goufu.procurement.actions.challenging import BEGUN
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.history import Case, clocks_of
from goufu.procurement.cases.suspending import Suspension, holding, suspensions_of
from goufu.procurement.models import Challenge, ChallengeState, Complaint, ComplaintState, Procurement
from goufu.procurement.queries.cases import challenges, complaints
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.told import Step
from goufu.registry.agents import Agent
from goufu.ui.columns import state

CHALLENGE_BADGES: dict[str, str] = {
    ChallengeState.RECEIVED: "warn",
    ChallengeState.ANSWERED: "ok",
    ChallengeState.REFUSED: "info",
    ChallengeState.WITHDRAWN: "info",
}
COMPLAINT_BADGES: dict[str, str] = {
    ComplaintState.RECEIVED: "warn",
    ComplaintState.SUPPLEMENT: "warn",
    ComplaintState.ACCEPTED: "warn",
    ComplaintState.DECIDED: "ok",
    ComplaintState.REFUSED: "info",
    ComplaintState.REFERRED: "info",
    ComplaintState.WITHDRAWN: "info",
}


def badge_of(thing: Challenge | Complaint) -> str:
    """The state as HTML."""
    badges = CHALLENGE_BADGES if isinstance(thing, Challenge) else COMPLAINT_BADGES
    return state(badges[thing.state], str(thing.get_state_display()))


def running(clocks: Iterable[Step]) -> list[Step]:
    """Those that have not ended, the soonest first."""
    left = [each for each in clocks if not each.is_over]
    return sorted(left, key=lambda each: day_of(each.latest or date.max))


def due_context(clocks: Iterable[Step]) -> dict[str, Any]:
    """The clock that ends first, and the days left until then, for procurement/case_next.html."""
    found = next(iter(running(clocks)), None)
    left = (day_of(found.latest) - wall_clock.today()).days if found and found.latest else None
    return {"due": found, "left": left}


def next_due(thing: Challenge | Complaint) -> Step | None:
    """The clock of the case that ends first."""
    return next(iter(running(all_clocks(thing))), None)


def all_clocks(thing: Challenge | Complaint) -> list[Step]:
    """The clocks of the case, and of each of its parties."""
    return [step for case in cases_of(thing) for step in clocks_of(case, wall_clock.today())]


def is_duty(step: Step) -> bool:
    """Whether somebody must act within the period, rather than may."""
    return not load_cases().clocks[step.name].is_right


class CasesOf:
    """The challenges and complaints of a procurement, as its page shows them to the agent."""

    def __init__(self, procurement: Procurement, agent: Agent) -> None:
        self.procurement, self.agent = procurement, agent

    @cached_property
    def challenges(self) -> list[Challenge]:
        if self.procurement.is_planned:
            return []
        return list(challenges(self.agent).filter(procurement=self.procurement))

    @cached_property
    def complaints(self) -> list[Complaint]:
        if self.procurement.is_planned:
            return []
        return list(complaints(self.agent).filter(procurement=self.procurement))

    @property
    def _all(self) -> list[Challenge | Complaint]:
        return [*self.challenges, *self.complaints]

    @cached_property
    def cases(self) -> list[Case]:
        return [case for each in self._all for case in cases_of(each)]

    @cached_property
    def suspensions(self) -> list[Suspension]:
        return [] if self.procurement.is_planned else suspensions_of(self.procurement)

    @property
    def suspension(self) -> Suspension | None:
        return holding(self.suspensions, wall_clock.today())

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A line each: its kind in words, its badge, and the day on which its next clock ends."""
        found: list[dict[str, Any]] = []
        for each in self._all:
            is_challenge = isinstance(each, Challenge)
            found.append(
                {
                    "thing": each,
                    "is_challenge": is_challenge,
                    "who": each.challenger.name if isinstance(each, Challenge) else each.complainant.name,
                    "kind": _("质疑") if is_challenge else _("投诉"),
                    "badge": badge_of(each),
                    "due": next_due(each),
                }
            )
        return found

    @property
    def has_decision(self) -> bool:
        """Whether the finance office has decided on one of its complaints."""
        return any(each.state == ComplaintState.DECIDED for each in self.complaints)

    @property
    def may_enter_challenge(self) -> bool:
        may = self.agent.may_on(Permission.KEEP_CHALLENGES, self.procurement)
        return may and self.procurement.state in BEGUN

    @property
    def may_enter_complaint(self) -> bool:
        may = self.agent.may_on(Permission.DECIDE_COMPLAINT, self.procurement)
        return may and self.procurement.state in BEGUN

    @property
    def is_shown(self) -> bool:
        return bool(self.rows or self.may_enter_challenge or self.may_enter_complaint)


def apart(offers: list[Offer], verbs: Iterable[str]) -> list[Offer]:
    """The offers but for those verbs, which make no sense now."""
    without = set(verbs)
    return [each for each in offers if each.step.verb not in without]
