"""Suspension of a procurement while a complaint is handled: by which complaint, until when, and what it forbids."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, Model, Q

from goufu import wall_clock
from goufu.core.composed import Composed, Param
from goufu.core.errors import Refusal
from goufu.procurement.models import (
    CaseStep,
    Challenge,
    ChallengeState,
    Framework,
    FrameworkState,
    Procurement,
    ProcurementState,
)

# Steps that don't carry the activity on: what they record happened before, or they end it or answer for it.
DURING_SUSPENSION = frozenset(
    {"record", "return-deposit", "correct", "terminate", "tell-end", "end", "void"}
    | {"file-emergency", "review-emergency", "record-effects"}
)
ENDING = frozenset({"terminate", "end"})
# Steps of a framework agreement by which more is bought of it, or a provider comes in.
OF_SECOND_STAGE = frozenset(
    {"call-off", "apply", "admit", "admit-application", "call-supplement", "conclude-supplement"}
    | {"offer", "ask-quotes", "quote", "agree", "accept-offer"}
)
ARTICLES = ("procurement-law:57", "order-94:suspension")


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension, ordered for the days from `since` to `until`, both included, for the complaint of that number.

    `resumed`: the day from which the procurement went on before `until` was over; None where it didn't.
    """

    complaint: int
    number: str
    since: date
    until: date
    resumed: date | None = None

    @property
    def last(self) -> date:
        """The last day on which it held, or holds."""
        return self.resumed - timedelta(days=1) if self.resumed else self.until

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.last


_TODAY = Param("today", DateField())
_NOT_OVER: Composed[CaseStep] = Composed(
    lambda: (
        CaseStep.objects.filter(
            complaint__in=CaseStep.objects.filter(kind="suspended", until__gte=_TODAY).values("complaint"),
            kind__in=("suspended", "resumed"),
        )
        .select_related("complaint")
        .order_by("pk")
    )
)


def suspended_now() -> dict[int, Suspension]:
    """Everything that is suspended today, by the number of the procurement."""
    today = wall_clock.today()
    told = suspensions_in(_NOT_OVER.all(today=today)).items()
    return {number: held for number, found in told if (held := holding(found, today))}


def suspension_of(procurement: Procurement, day: date | None = None) -> Suspension | None:
    """The suspension that holds, or held, on that day, by default today."""
    return holding(suspensions_of(procurement), day or wall_clock.today())


def holding(suspensions: Iterable[Suspension], day: date) -> Suspension | None:
    """The one of a procurement's suspensions that holds on that day; of several the one that ends last."""
    held = [each for each in suspensions if each.holds_on(day)]
    return max(held, key=lambda each: each.last, default=None)


def suspensions_of(procurement: Procurement) -> list[Suspension]:
    """All its suspensions, the oldest first."""
    return suspensions_of_all([procurement.pk]).get(procurement.pk, [])


def suspensions_of_all(procurements: Collection[int]) -> dict[int, list[Suspension]]:
    """The same of several, by their numbers; one query."""
    rows = CaseStep.objects.filter(
        complaint__procurement__in=procurements, kind__in=("suspended", "resumed")
    ).select_related("complaint")
    return suspensions_in(rows.order_by("pk"))


def suspensions_in(steps: Iterable[CaseStep]) -> dict[int, list[Suspension]]:
    """The suspensions that the steps of complaints tell, in their order, by the number of the procurement."""
    begins, going, ended = list[CaseStep](), dict[int | None, CaseStep](), dict[int, date]()
    for each in steps:
        if each.kind == "suspended":
            begins.append(each)
            going[each.complaint_id] = each
        elif begin := going.pop(each.complaint_id, None):
            ended[begin.pk] = each.day
    found: dict[int, list[Suspension]] = {}
    for begin in sorted(begins, key=lambda step: (step.day, step.pk)):
        assert begin.complaint
        found.setdefault(begin.complaint.procurement_id, []).append(_told(begin, ended.get(begin.pk)))
    return found


def _told(begin: CaseStep, resumed: date | None = None) -> Suspension:
    assert begin.complaint and begin.until
    return Suspension(begin.complaint.pk, begin.complaint.number, begin.day, begin.until, resumed)


def spans_of(suspensions: Iterable[Suspension]) -> list[tuple[date, date]]:
    """The first and the last day of each that held at all."""
    return [(each.since, each.last) for each in suspensions if each.since <= each.last]


def refuse_suspended(procurement: Procurement, day: date | None = None) -> None:
    """Raises Refusal where the procurement is suspended on that day."""
    if held := suspension_of(procurement, day):
        raise Refusal(
            f"处理投诉 {held.number} 期间，这次采购从 {held.since} 暂停到 {held.last}，不能继续",
            f"核对日期：{held.last} 以后才可以办"
            if held.last < wall_clock.today()
            else f"等财政部门通知恢复，或者 {held.last} 暂停期满以后再办",
            articles=ARTICLES,
        )


def guard(verb: str, thing: Model) -> None:
    """What refuse_suspended raises, for verbs that carry the activity on; and no agreement is left behind by an end."""
    if not isinstance(thing, Procurement) or thing.is_planned:
        return
    if verb not in DURING_SUSPENSION:
        refuse_suspended(thing)
    if verb in ENDING and (left := thing.frameworks.filter(state=FrameworkState.ACTIVE).first()):
        raise Refusal(f"框架协议“{left}”还在履行", "先在协议页结束框架协议，再终止采购")


def guard_second_stage(verb: str, thing: Model) -> None:
    """Raises Refusal for verbs that carry an agreement on once it, or its procurement, has ended, and while that is suspended."""
    if verb not in OF_SECOND_STAGE:
        return
    framework = getattr(getattr(thing, "call_off", thing), "framework", thing)
    assert isinstance(framework, Framework)
    if framework.state == FrameworkState.ENDED:
        raise Refusal("框架协议已经结束", "不再选用、不再加入；还要的，重新征集")
    if framework.procurement.state != ProcurementState.RUNNING:
        raise Refusal(
            f"签订这份框架协议的采购{framework.procurement.get_state_display()}",
            "不再选用、不再加入；还要的，重新征集",
        )
    refuse_suspended(framework.procurement)


def refuse_contract(procurement: Procurement) -> None:
    """Raises Refusal while a challenge that may affect the result is not answered: no contract is signed meanwhile."""
    open_ = Challenge.objects.filter(
        Q(may_affect_result=None) | Q(may_affect_result=True),
        procurement=procurement,
        state=ChallengeState.RECEIVED,
    ).first()
    if open_:
        raise Refusal(
            f"质疑 {open_.number} 还没有答复，可能影响结果，应当暂停签订合同",
            "先书面答复；不会影响结果的，由采购负责人在质疑页判断",
            articles=["procurement-regulation:54"],
        )
