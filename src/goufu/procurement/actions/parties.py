"""The parties to a complaint: copies sent to them, received and answered, the decision served on them, and what they do against it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.case_record import (
    body_named,
    case_of_party,
    complaints_to_lock,
    lock_procurement,
    party_step,
)
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.parties import concerned, decided_together
from goufu.procurement.models import Complaint, Party, PartyKind, PartyState, Way
from goufu.procurement.transitions import COMPLAINT, PARTY
from goufu.registry.agents import Agent
from goufu.registry.models import Body

APPEALS = ("reconsideration", "review_decided", "review_served", "lawsuit")  # steps of cases.toml
OWN, OFFICE = Permission.ANSWER_COMPLAINTS, Permission.DECIDE_COMPLAINT


def send_copies(
    *,
    complaint: int,
    bodies: Collection[int],
    others: Collection[str] = (),
    day: date,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Sends copies of the complaint: to those that the record knows (`bodies`), and to further suppliers by name or credit code.

    Raises Refusal where the purchaser gets none, and for one that has its copy; Stale, NotAllowed.
    """
    with action("procurement.complaint.copied", OFFICE, by=by, once=once) as act:
        found, _state = COMPLAINT.lock(act, complaints_to_lock(), complaint, "send-copies", version=version)
        known = {body.pk: (body, kind) for body, kind in concerned(found)}
        if unknown := [number for number in bodies if number not in known]:
            raise Refusal(
                f"当事人里没有编号 {unknown[0]} 的单位", "请从列出的里选，其他的写名称", field="bodies"
            )
        named = [body_named(each, "others") for each in others if each.strip()]
        chosen = [
            *(known[number] for number in dict.fromkeys(bodies)),
            *(known.get(body.pk, (body, PartyKind.SUPPLIER)) for body in named),
        ]
        _refuse_addressees(found, [body for body, _kind in chosen])
        last = found.parties.aggregate(last=Max("position"))["last"] or 0
        for position, (body, kind) in enumerate(chosen, last + 1):
            party = act.create(Party(complaint=found, body=body, kind=kind, position=position))
            party_step(act, party, "copied", by, day)
        act.change(found)
        act.log(day=day, bodies="、".join(body.name for body, _kind in chosen))
    return found


def _refuse_addressees(complaint: Complaint, bodies: list[Body]) -> None:
    """Raises Refusal for nobody, for who has a copy, for the complainant, and where the purchaser is left out."""
    if not bodies:
        raise Refusal("没有选副本发给谁", "请选当事人", field="bodies")
    had = {each.body_id for each in complaint.parties.all()}
    for number, body in enumerate(bodies):
        if body.pk == complaint.complainant_id:
            raise Refusal(f"{body.name}是投诉人，副本不发给它自己", "请核对是哪一家", field="others")
        if body.pk in had or body in bodies[:number]:
            raise Refusal(f"已经给{body.name}发过副本", "每个当事人一份", field="others")
    purchaser = complaint.procurement.purchaser
    if purchaser.pk not in {*had, *(each.pk for each in bodies)}:
        raise Refusal(
            f"副本没有发给被投诉人{purchaser.name}",
            "被投诉人都要发",
            field="bodies",
            articles=["order-94:copy"],
        )


def receive_copy(
    *,
    party: int,
    day: date | None = None,
    way: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Party:
    """The party's receipt of its copy, here and now, or as the office registers it. Its days for an answer run from then.

    Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.party.received", OWN, OFFICE, by=by, once=once) as act:
        found, state = _lock(act, party, "receive-copy", version)
        _served(act, found, "copy_received", state, by, day, way)
    return found


def receive_decision(
    *,
    party: int,
    day: date | None = None,
    way: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Party:
    """The service of the decision on the party: its receipt here and now, or as the office registers it.

    From then the days run in which it can go against it. What is decided together is served on a body once, whichever of its
    parts it is in. Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.party.served", OWN, OFFICE, by=by, once=once) as act:
        found, state = _lock(act, party, "receive-decision", version, with_others=True)
        _served(act, found, "decision_served", state, by, day, way)
        for other in list(_waiting_with(found).select_for_update(of=("self",))):
            _served(act, other, "decision_served", PARTY.after("receive-decision", other), by, day, way)
    return found


def _waiting_with(party: Party) -> QuerySet[Party]:
    """The other parts of its body in what was decided together, on which the decision isn't served."""
    together = decided_together(party.complaint)
    rows = _parties_to_lock().filter(complaint__in=together, body=party.body_id, state=PartyState.DECIDED)
    return rows.exclude(pk=party.pk).order_by("pk")


def answer_copy(
    *,
    party: int,
    text: str,
    day: date | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Party:
    """The party's written answer: its own, today, or one on paper, which the office registers with its day.

    Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.party.answered", OWN, OFFICE, by=by, once=once) as act:
        found, state = _lock(act, party, "answer-copy", version)
        text = required_reason(text, "书面说明", field="text")
        is_own = not registers(by, found)
        step = party_step(act, found, "replied", by, None if is_own else day, text=text)
        act.change(found, state=state)
        # What it says is for the office, and not for the purchaser, who reads the entries.
        act.log(party=found.body.name, day=step.day)
    return found


def record_appeal(
    *,
    party: int,
    kind: str,
    day: date,
    text: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Party:
    """Records that the party has asked for reconsideration, what came of it and when it was served, or a lawsuit: `kind`.

    Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.party.appealed", OFFICE, by=by, once=once) as act:
        found, _state = _lock(act, party, "record-appeal", version)
        if kind not in appeals(found):
            raise Refusal(
                "这里只登记申请复议、复议决定、起诉；没有申请过复议的，没有复议决定",
                "请从列出的里选，先登记前一步",
                field="kind",
            )
        party_step(act, found, kind, by, day, text=text)
        act.change(found)
        act.log(party=found.body.name, event=load_cases().kinds[kind].title, day=day, note=text)
    return found


def appeals(party: Party) -> list[str]:
    """What can be recorded of how the party goes against the decision: what is decided on it, and served, only after it was asked for."""
    kinds, happened = load_cases().kinds, case_of_party(party).days
    of_review = {"review_decided", "review_served"}
    return [
        each
        for each in APPEALS
        if each not in of_review or all(name in happened for name in kinds[each].after)
    ]


def registers(by: Agent, party: Party) -> bool:
    """Whether the agent registers for the office what the party did, rather than acts as the party."""
    return by.may_on(OFFICE, party)


def _served(act: Action, party: Party, kind: str, state: str, by: Agent, day: date | None, way: str) -> None:
    """Records the receipt: of the party itself today in the program, else as the office says."""
    if not registers(by, party):
        day, way = wall_clock.today(), Way.PROGRAM
    elif way not in Way.values:
        raise Refusal("没有写怎样送达", "请选", field="way")
    step = party_step(act, party, kind, by, day, way=way)
    act.change(party, state=state)
    act.log(party=party.body.name, day=step.day, way=Way(way).label)


def _lock(
    act: Action, number: int, verb: str, version: int | None, *, with_others: bool = False
) -> tuple[Party, str]:
    """The party after its complaint, both locked, and the state to which the verb leads.

    with_others: parties of complaints that are decided together follow, so that their procurement is locked before all.
    """
    seen = _parties_to_lock().filter(pk=number).first()
    if seen is None:
        raise NotFound
    act.allow(seen)
    if with_others:
        lock_procurement(act, Complaint, seen.complaint_id)
        act.set_subject(seen.complaint)
    complaint = act.lock(complaints_to_lock(), seen.complaint_id)
    found, state = PARTY.lock(act, _parties_to_lock(), number, verb, version=version)
    found.complaint = complaint
    return found, state


def _parties_to_lock() -> QuerySet[Party]:
    """Parties with what their scopes ask of them."""
    return Party.objects.select_related("body", "complaint__procurement__purchaser__place")
