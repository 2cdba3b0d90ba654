"""What all actions on challenges and complaints share: the case as it stands, and its next step in the order of days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.documents.models import Document
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.history import Case
from goufu.procurement.models import CaseStep, Challenge, Complaint, ComplaintState, Party, Procurement
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.providers import RegisteredNames


def case_of(thing: Challenge | Complaint) -> Case:
    """The challenge or complaint as a case, with the steps that are recorded."""
    body = thing.procurement.purchaser
    of = "challenge" if isinstance(thing, Challenge) else "complaint"
    steps = sorted(thing.steps.all(), key=lambda each: each.pk)
    return Case(of, tuple(steps), body.place.code, body.level)


def case_of_party(party: Party) -> Case:
    """What happened to a party and in its whole case, with what the decision in force says of how to go against it."""
    complaint = party.complaint
    body = complaint.procurement.purchaser
    steps = [each for each in complaint.steps.all() if each.party_id in (None, party.pk)]
    steps.sort(key=lambda each: each.pk)
    return Case("party", tuple(steps), body.place.code, body.level, _said_by(complaint))


def cases_of(thing: Challenge | Complaint) -> list[Case]:
    """The case, and those of its parties: all whose clocks run."""
    if isinstance(thing, Challenge):
        return [case_of(thing)]
    parties = (replace(case_of_party(each), whose=each.body.name) for each in parties_of(thing))
    return [case_of(thing), *parties]


def parties_of(complaint: Complaint) -> list[Party]:
    """The parties in their order, which know the complaint with its steps."""
    found = sorted(complaint.parties.all(), key=lambda each: each.position)
    for each in found:
        each.complaint = complaint
    return found


def _said_by(complaint: Complaint) -> dict[str, int]:
    """The periods that the decision in force tells, by the names of terms (cases.toml)."""
    decided = sorted(complaint.decisions.all(), key=lambda each: each.pk)
    if complaint.state != ComplaintState.DECIDED or not decided:
        return {}
    told = {"reconsideration_days": decided[-1].reconsider_days, "lawsuit_months": decided[-1].lawsuit_months}
    return {name: number for name, number in told.items() if number}


def check_day(case: Case, kind: str, day: date, *, field: str = "day") -> None:
    """Raises Refusal for a day to come, and for one before what the step comes after."""
    kinds = load_cases().kinds
    if day > wall_clock.today():
        raise Refusal("这一天还没有到", "等办了再登记", field=field)
    earlier = [name for name in (*kinds[kind].after, kind) if name in case.days]
    last = max(earlier, key=lambda name: case.days[name], default=None)
    if last and day < case.days[last]:
        raise Refusal(f"不能早于“{kinds[last].title}”（{case.days[last]}）", "请核对日期", field=field)


def add_step(
    act: Action, thing: Challenge | Complaint, kind: str, day: date, by: Agent, **more: Any
) -> CaseStep:
    """Records a step of the case, which `check_day` has let pass."""
    owner = {"challenge": thing} if isinstance(thing, Challenge) else {"complaint": thing}
    step = CaseStep(kind=kind, day=day, person=by.person, at=wall_clock.now(), **owner, **more)
    return act.create(step)


def party_step(
    act: Action, party: Party, kind: str, by: Agent, day: date | None = None, **more: Any
) -> CaseStep:
    """Records a step of the party's, of that day, by default today, in its order. Raises Refusal."""
    day = day or wall_clock.today()
    check_day(case_of_party(party), kind, day)
    return add_step(act, party.complaint, kind, day, by, party=party, **more)


def move_parties(act: Action, complaint: Complaint, move: Callable[[Party], str]) -> None:
    """Brings each party to the state that `move` gives."""
    for each in list(complaint.parties.select_for_update().order_by("position")):
        each.complaint = complaint
        act.change(each, state=move(each))


def step_now(
    act: Action, thing: Challenge | Complaint, kind: str, by: Agent, day: date | None = None, **more: Any
) -> CaseStep:
    """Records a step of that day, by default today, in its order. Raises Refusal."""
    day = day or wall_clock.today()
    check_day(case_of(thing), kind, day)
    return add_step(act, thing, kind, day, by, **more)


WITHDRAWAL = "withdrawal"


def refuse_without_letter(thing: Challenge | Complaint, whose: str) -> None:
    """Raises Refusal for an office that would withdraw somebody else's case without the letter in which that was asked."""
    kind = "challenge" if isinstance(thing, Challenge) else "complaint"
    if not Document.objects.filter(subject_kind=kind, subject_number=thing.pk, kind=WITHDRAWAL).exists():
        raise Refusal(
            f"撤回由{whose}提出，这里没有它的书面材料",
            f"先把{whose}签章的撤回材料上传到“文件”里，再登记；它有账号的，请它自己撤回",
        )


def withdrawal_reason(reason: str, by: Agent, *, is_party: bool) -> str:
    """Why it is withdrawn, with who recorded it where the withdrawal came on paper. Raises Refusal."""
    said = required_reason(reason, "撤回")
    return said if is_party else f"{said}（{by.body.name}收到书面撤回后登记）"


def body_named(text: str, field: str) -> Body:
    """The registered body of that name or credit code. Raises Refusal."""
    found = RegisteredNames([text]).body(text, field=field)
    if found is None:
        raise Refusal(
            f"没有登记“{text.strip()}”这个单位", "请先由系统管理员登记单位，再登记这件事", field=field
        )
    return found


def allow_party(act: Action, by: Agent, other: Permission) -> bool:
    """Whether the agent acts for a provider; its own body is what the permission is asked on. Others need `other`."""
    if by.may(Permission.BID) and not by.may(other):
        act.allow(by.body)
        return True
    return False


def refuse_others_case(body: int, by: Agent) -> None:
    """Raises NotFound where the case isn't that of the provider for which the agent acts."""
    if body != by.body.pk:
        raise NotFound


def lock_procurement(act: Action, of: type[Challenge | Complaint], case: int) -> Procurement:
    """The procurement of the case, locked: before the case, so that two actions on one procurement can't deadlock."""
    number = of._default_manager.filter(pk=case).values_list("procurement", flat=True).first()
    return act.lock(Procurement.objects.select_related("purchaser__place"), number)


def complaints_to_lock() -> QuerySet[Complaint]:
    """The complaints with what actions ask of them."""
    return Complaint.objects.select_related(
        "procurement__purchaser__place",
        "complainant",
        "challenge__procurement__purchaser__place",
        "challenge__answer",
        "leader",
    )
