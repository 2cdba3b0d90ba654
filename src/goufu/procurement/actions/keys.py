"""The keys of a procurement: who holds them, their public halves, the sealing sheet, and the rehearsals that prove them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.events import note_event
from goufu.procurement.law import days_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Custodian,
    Procurement,
    ProcurementState,
    Rehearsal,
    RehearsalAnswer,
    Sealing,
)
from goufu.procurement.models.sealing import MOST_CUSTODIANS
from goufu.procurement.sealed.envelopes import envelopes_of
from goufu.procurement.sealed.sheets import (
    REHEARSED,
    REHEARSED_AGAIN,
    answers_wanted,
    new_sheet,
    outside_of,
    sealing_of,
    sheet_of,
)
from goufu.procurement.sealed.sides import refuse_one_side
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Body, Person
from goufu.sealing.encoding import parsed
from goufu.sealing.errors import SealError
from goufu.sealing.keys import rehearsal as test_envelope
from goufu.sealing.peel import check, combine, read_peel
from goufu.sealing.sheet import fingerprint
from goufu.sealing.suites import AGE


class Named(NamedTuple):
    """Who is to hold a key: a side, a person and the body for which he does."""

    side: str
    person: int
    body: int


def plan_keys(
    *,
    procurement: int,
    custodians: Sequence[Named],
    needed: int,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Says who holds the keys, and how many open together. Who stays keeps his key. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.keys.planned", Permission.HOLD_OPENING, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "write", version=version)
        if envelopes_of(found.method) is None:
            raise Refusal("这种采购方式不用密封的响应文件", "不用设保管人；方式选错了，先改采购方式")
        people = _people(custodians)
        _refuse_needed(len(custodians), needed)
        bodies = Body.objects.in_bulk({each.body for each in custodians})
        refuse_one_side(found, [bodies[each.body] for each in custodians], needed)
        sealing = sealing_of(found) or act.create(Sealing(procurement=found))
        act.change(sealing, needed=needed, **_NO_SHEET)
        had = {(each.person_id, each.body_id): each for each in found.custodians.all()}
        wanted = {(each.person, each.body): each.side for each in custodians}
        for key, custodian in had.items():
            if key not in wanted:
                _refuse_rehearsed(custodian)
                act.remove(custodian)
        for key, side in wanted.items():
            if key in had:
                act.change(had[key], side=side)
            else:
                act.create(Custodian(procurement=found, person_id=key[0], body_id=key[1], side=side))
        act.change(found, changed_at=wall_clock.now())
        act.log(custodians=[people[each.person] for each in custodians], needed=needed)
    return found


_NO_SHEET = {"sheet": "", "sheet_digest": "", "made_at": None}


def _people(custodians: Sequence[Named]) -> dict[int, str]:
    """The names of those who are to hold a key. Raises Refusal where somebody can't."""
    if not 2 <= len(custodians) <= MOST_CUSTODIANS:
        raise Refusal(f"保管人要有 2 到 {MOST_CUSTODIANS} 位", "一般是三位：采购人、交易中心、财政部门各一位")
    found = Person.objects.in_bulk([each.person for each in custodians])
    if len(found) != len(custodians):
        raise Refusal("同一个人列了两次", "一个人只保管一把钥匙")
    for each in custodians:
        bodies = [
            agent.body.pk
            for agent in agents_of(found[each.person], wall_clock.today())
            if agent.may(Permission.HOLD_KEY)
        ]
        if each.body not in bodies:
            raise Refusal(f"{found[each.person].name}现在不在这个单位任职", "请从列出的人里选")
    return {number: person.name for number, person in found.items()}


def _refuse_needed(custodians: int, needed: int) -> None:
    if not 2 <= needed <= custodians:
        raise Refusal(f"{custodians} 位保管人，不能要 {needed} 位一起才打开", "至少要两位", field="needed")


def _refuse_rehearsed(custodian: Custodian) -> None:
    if custodian.answers.exists():
        raise Refusal(f"{custodian.person.name}的钥匙已经演练过，不能换人", "要换人，撤销这次采购重新开始")


def give_key(
    *, procurement: int, public: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Custodian:
    """Takes the public half of the agent's own key: the line itself, or the file that `goufu keys new` laid beside the key.

    Raises Refusal, NotFound for whoever is no custodian.
    """
    with action("procurement.keys.given", Permission.HOLD_KEY, by=by, once=once) as act:
        custodian = _own(procurement, by)
        act.allow(custodian)
        found = act.lock(Procurement.objects, procurement)
        PROCUREMENT.after("write", found)
        custodian = act.lock(Custodian.objects.select_related("body"), custodian.pk, version=version)
        act.set_subject(found)
        line = _public(public)
        _refuse_rehearsed(custodian)
        act.change(custodian, public=line, fingerprint=fingerprint(line), given_at=wall_clock.now())
        sealing = sealing_of(found)
        assert sealing
        act.change(sealing, **_NO_SHEET)
        act.log(custodian=by.person.name, fingerprint=custodian.fingerprint)
    return custodian


def _own(procurement: int, by: Agent) -> Custodian:
    """The agent as a custodian. Raises NotFound."""
    rows = Custodian.objects.select_related("body__place", "person")
    found = rows.filter(procurement=procurement, person=by.person, body=by.body).first()
    if found is None:
        raise NotFound
    return found


def _public(said: str) -> str:
    """The public key in what was given. Raises Refusal."""
    said = said.strip()
    try:
        line = str(parsed(said.encode(), "公钥").get("public", "")) if said.startswith("{") else said
        AGE.check_public(line)
    except SealError as error:
        raise Refusal(error.what, error.remedy, field="public") from error
    return line


def make_sheet(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Makes the sealing sheet out of the plan and the keys, and the test envelope of its rehearsal. Raises Refusal."""
    with action("procurement.keys.sheet_made", Permission.HOLD_OPENING, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "write", version=version)
        try:
            sheet = new_sheet(found)
        except SealError as error:
            raise Refusal(error.what, error.remedy) from error
        sealing = sealing_of(found)
        assert sealing
        bodies = [each.body for each in found.custodians.select_related("body")]
        refuse_one_side(found, bodies, sealing.needed)  # a delegation may have come since they were named
        act.change(
            sealing,
            sheet=sheet.as_bytes().decode(),
            sheet_digest=sheet.digest(),
            made_at=wall_clock.now(),
        )
        _make_rehearsal(act, found, REHEARSED, by)
        act.change(found, changed_at=wall_clock.now())
        act.log(digest=sheet.digest())
    return found


def rehearse_again(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Makes the test envelope of the last day before the opening. The purchaser or a custodian asks for it. Raises Refusal."""
    with action(
        "procurement.keys.rehearsed_again",
        Permission.HOLD_OPENING,
        Permission.HOLD_KEY,
        by=by,
        once=once,
    ) as act:
        if mine := Custodian.objects.filter(procurement=procurement, person=by.person, body=by.body).first():
            act.allow(mine)
        found = act.lock(Procurement.objects, procurement, version=version)
        if found.state != ProcurementState.RUNNING or found.opens_at is None:
            raise Refusal("采购还没有开始，或者已经结束", "开启前一天再演练")
        hours = load_methods().settings["key_rehearsal_hours"].value
        begins, now = found.opens_at - timedelta(hours=hours), wall_clock.now()
        if not begins <= now <= found.opens_at:
            raise Refusal(f"开启前 {hours} 小时以内才再演练", f"{begins:%Y-%m-%d %H:%M}以后再来")
        _make_rehearsal(act, found, REHEARSED_AGAIN, by)
        act.log(event=load_methods().events[REHEARSED_AGAIN].title)
    return found


def _make_rehearsal(act: Action, found: Procurement, event: str, by: Agent) -> None:
    number, out = found.rehearsals.count() + 1, io.BytesIO()
    test_envelope(sheet_of(found), number, out, wall_clock.now())
    made = Rehearsal(
        procurement=found,
        number=number,
        event=event,
        envelope=out.getvalue(),
        made_at=wall_clock.now(),
        person=by.person,
    )
    act.create(made)
    act.set_subject(found)


def answer_rehearsal(
    *, procurement: int, peel: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Takes a custodian's part of the last test envelope. With the last one wanted, the event is recorded.

    Raises Refusal for a part that isn't of this envelope and this key; NotFound for whoever is no custodian.
    """
    with action("procurement.keys.answered", Permission.HOLD_KEY, by=by, once=once) as act:
        custodian = _own(procurement, by)
        act.allow(custodian)
        found = act.lock(Procurement.objects, procurement)
        rehearsal = found.rehearsals.order_by("-id").first()
        sealing = sealing_of(found)
        if rehearsal is None or sealing is None or not sealing.sheet:
            raise Refusal("还没有演练信封", "请采购人先做封标说明")
        _refuse_wrong_part(rehearsal, custodian, peel)
        act.create(
            RehearsalAnswer(rehearsal=rehearsal, custodian=custodian, peel=peel.strip(), at=wall_clock.now())
        )
        act.set_subject(found)
        _note_rehearsed(act, found, rehearsal, by)
        act.log(custodian=by.person.name, fingerprint=custodian.fingerprint)
    return found


def _refuse_wrong_part(rehearsal: Rehearsal, custodian: Custodian, said: str) -> None:
    try:
        given = read_peel(said.encode())
        check(outside_of(rehearsal), given)
    except SealError as error:
        raise Refusal(error.what, error.remedy, field="peel") from error
    if given.custodian != custodian.fingerprint:
        raise NotAllowed("这一部分是用别人的钥匙打开的", "请用您自己的钥匙")


def _note_rehearsed(act: Action, found: Procurement, rehearsal: Rehearsal, by: Agent) -> None:
    """Records the event once as many have opened their parts as are wanted, and they join to the envelope's key."""
    sealing = sealing_of(found)
    assert sealing
    answers = list(rehearsal.answers.all())
    if len(answers) != answers_wanted(rehearsal, sealing, found.custodians.count()):
        return
    combine(outside_of(rehearsal), [read_peel(each.peel.encode()) for each in answers])
    if rehearsal.event == REHEARSED and rehearsal.event in days_of(found.occurrences.all()):
        return
    note_event(act, found, rehearsal.event, by, moment=wall_clock.now())
