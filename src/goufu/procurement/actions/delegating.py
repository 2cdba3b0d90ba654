"""Delegations: drafted and signed by the purchaser, taken or declined by the agency, ended by either; papers handed back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.duties import Duty
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.documents.models import Document
from goufu.procurement.agencies import refuse_interested
from goufu.procurement.models import Delegation, DelegationState, Procurement
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.transitions import DELEGATION
from goufu.registry.agents import Agent
from goufu.registry.models import Body

KIND, AGREEMENT = "delegation", "agreement"  # of documents


def draft_delegation(
    *,
    procurement: int,
    agency: int,
    duties: Sequence[str],
    starts_on: date,
    ends_on: date,
    payer: str,
    fee_text: str = "",
    fee: Decimal | None = None,
    number: str = "",
    by: Agent,
    once: UUID | None = None,
) -> Delegation:
    """Writes down what an agency is to do in the procurement. Raises Refusal, NotFound, NotAllowed."""
    with action("procurement.delegation.drafted", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found = act.lock(Procurement.objects.select_related("purchaser"), procurement)
        _refuse_ended(found)
        made = Delegation(
            procurement=found,
            agency=_agency(agency, found),
            number=number,
            duties=_duties(duties),
            starts_on=starts_on,
            ends_on=ends_on,
            payer=payer,
            fee_text=fee_text,
            fee=fee,
            drafted_by=by.person,
            drafted_at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(made)
        act.log(agency=made.agency.name, duties=made.duties_in_words, fee=fee_text)
    return made


def correct_delegation(
    *,
    delegation: int,
    agency: int,
    duties: Sequence[str],
    starts_on: date,
    ends_on: date,
    payer: str,
    fee_text: str = "",
    fee: Decimal | None = None,
    number: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Delegation:
    """Changes a draft before it is signed: who wrote it does, so that whoever signs has written none of it.

    Raises Refusal, NotFound, NotAllowed, Stale.
    """
    with action("procurement.delegation.corrected", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = _locked(act, delegation, "correct-delegation", version)
        refuse_other_writer(found, by)
        _refuse_ended(found.procurement)
        said = {
            "agency": _agency(agency, found.procurement),
            "number": number,
            "duties": _duties(duties),
            "starts_on": starts_on,
            "ends_on": ends_on,
            "payer": payer,
            "fee_text": fee_text,
            "fee": fee,
        }
        if all(getattr(found, name) == value for name, value in said.items()):
            act.nothing_changed()
            return found
        act.change(found, **said, drafted_at=wall_clock.now(), revision=found.revision + 1)
    return found


def refuse_other_writer(found: Delegation, by: Agent) -> None:
    """Raises NotAllowed for anybody but who wrote the draft."""
    if found.drafted_by_id != by.person.pk:
        raise NotAllowed(
            f"这份委托是{found.drafted_by.name}起草的", "请起草人改；起草人不在的，解除这份，重新起草"
        )


def _duties(said: Sequence[str]) -> list[str]:
    return [each for each in Duty.values if each in set(said)]


def _agency(number: int, found: Procurement) -> Body:
    """The agency. Raises Refusal for a body that is none, and for the purchaser itself."""
    agency = Body.objects.filter(pk=number, is_active=True).exclude(agency_kind="").first()
    if agency is None:
        raise Refusal(
            "这个单位不是采购代理机构", "请从列出的代理机构里选；没有的，请系统管理员登记", field="agency"
        )
    if agency.pk == found.purchaser_id:
        raise Refusal("采购人不能委托自己", "自己办理的不用委托", field="agency")
    return agency


def _refuse_ended(found: Procurement) -> None:
    if found.state in ENDED:
        raise Refusal("采购已经结束，不再委托", "仍要购买，重新开始一次采购")


def sign_delegation(
    *, delegation: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Delegation:
    """Signs for the purchaser what another person has drafted. Raises Refusal without the agreement's scan; NotAllowed, Stale."""
    with action("procurement.delegation.signed", Permission.LEAD_PROCUREMENT, by=by, once=once) as act:
        found, state = _locked(act, delegation, "sign-delegation", version)
        _refuse_ended(found.procurement)
        _refuse_over(found)
        refuse_interested(found.procurement, found.agency)
        refuse_drafter(found, by)
        refuse_unpapered(found)
        act.change(found, state=state, signed_by=by.person, signed_at=wall_clock.now())
        act.log(agency=found.agency.name, duties=found.duties_in_words)
    return found


def refuse_drafter(found: Delegation, by: Agent) -> None:
    if found.drafted_by_id == by.person.pk:
        raise NotAllowed("起草委托的是您自己，不能由您签署", "请本单位的另一位采购负责人签署")


def is_papered(found: Delegation) -> bool:
    """Whether the agreement that both have signed is attached, as the draft now stands."""
    scans = _scans(found)
    return (scans.filter(at__gt=found.drafted_at) if found.revision > 1 else scans).exists()


def has_old_scan(found: Delegation) -> bool:
    """Whether what is attached was signed before the draft was corrected."""
    return not is_papered(found) and _scans(found).exists()


def _scans(found: Delegation) -> QuerySet[Document]:
    return Document.objects.filter(subject_kind=KIND, subject_number=found.pk, kind=AGREEMENT)


def refuse_unpapered(found: Delegation) -> None:
    """Raises Refusal while the agreement that both have signed is not attached."""
    if has_old_scan(found):
        raise Refusal(
            "上传的协议是委托更正以前签的，不再算数", "照更正以后的委托重新签订，再上传协议的扫描件"
        )
    if not is_papered(found):
        raise Refusal("还没有上传双方签订的委托代理协议", "先在委托页上传协议的扫描件")


def take_delegation(
    *, delegation: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Delegation:
    """Takes it for the agency: from its first day on its people act in what it names. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.delegation.taken", Permission.TAKE_DELEGATION, by=by, once=once) as act:
        found, state = _locked(act, delegation, "take-delegation", version)
        procurement = found.procurement
        _refuse_ended(procurement)
        _refuse_over(found)
        refuse_interested(procurement, found.agency)
        act.change(found, state=state, taken_by=by.person, taken_at=wall_clock.now())
        act.change(procurement, delegation=found, changed_at=wall_clock.now())
        act.log(agency=found.agency.name, duties=found.duties_in_words)
    return found


def _refuse_over(found: Delegation) -> None:
    """Raises Refusal for a delegation whose last day is over: nobody could act under it."""
    if found.ends_on < wall_clock.today():
        raise Refusal(f"委托的期限到 {found.ends_on} 已经满了", "解除这份，重新起草一份")


def decline_delegation(
    *, delegation: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Delegation:
    """Declines it for the agency, with a reason. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.delegation.declined", Permission.TAKE_DELEGATION, by=by, once=once) as act:
        return _ended(act, delegation, "decline-delegation", required_reason(reason, "不接受"), by, version)


def end_delegation(
    *, delegation: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Delegation:
    """Ends it at once, for the purchaser or for the agency, with a reason. Raises Refusal, NotAllowed, Stale."""
    with action(
        "procurement.delegation.ended",
        Permission.LEAD_PROCUREMENT,
        Permission.TAKE_DELEGATION,
        by=by,
        once=once,
    ) as act:
        return _ended(act, delegation, "end-delegation", required_reason(reason, "解除"), by, version)


def _ended(act: Action, number: int, verb: str, reason: str, by: Agent, version: int | None) -> Delegation:
    found, state = _locked(act, number, verb, version)
    act.change(found, state=state, ended_by=by.person, ended_at=wall_clock.now(), end_reason=reason)
    act.log(agency=found.agency.name, reason=reason)
    return found


def hand_over_papers(
    *, delegation: int, papers: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Delegation:
    """Hands the papers back to the purchaser, with a list of them, a line each. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.delegation.handed_over", Permission.TAKE_DELEGATION, by=by, once=once) as act:
        found, _state = _locked(act, delegation, "hand-over-papers", version)
        refuse_received(found)
        lines = [each.strip() for each in papers.splitlines() if each.strip()]
        if not lines:
            raise Refusal("没有写移交了什么", "一行写一份文件和份数", field="papers")
        act.change(found, handed_list="\n".join(lines), handed_by=by.person, handed_at=wall_clock.now())
        act.log(count=len(lines))
    return found


def refuse_received(found: Delegation) -> None:
    if found.received_at:
        raise Refusal("采购人已经签收", "还有要补的，交给采购人在采购页上传")


def receive_papers(
    *, delegation: int, note: str = "", by: Agent, version: int | None = None, once: UUID | None = None
) -> Delegation:
    """Gives the agency the purchaser's receipt for the papers on its list. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.delegation.received", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = _locked(act, delegation, "receive-papers", version)
        refuse_received(found)
        refuse_unhanded(found)
        act.change(found, received_by=by.person, received_at=wall_clock.now(), received_note=note.strip())
        act.log(count=len(found.handed_list.splitlines()), note=note)
    return found


def refuse_unhanded(found: Delegation) -> None:
    if not found.handed_at:
        raise Refusal("代理机构还没有移交资料", "等代理机构写好移交清单")


def _locked(act: Action, number: int, verb: str, version: int | None) -> tuple[Delegation, str]:
    """The delegation with its procurement, both locked, in the order of all actions: the procurement first."""
    seen = Delegation.objects.filter(pk=number).values_list("procurement", flat=True).first()
    if seen is None:
        raise NotFound
    rows = Delegation.objects.select_related("agency", "procurement__purchaser__place")
    allowed = rows.get(pk=number)
    if allowed.state == DelegationState.DRAFT and act.by.may_on(Permission.TAKE_DELEGATION, allowed):
        raise NotFound  # an agency sees it once the purchaser has signed
    act.allow(allowed)
    procurement = act.lock(Procurement.objects.select_related("purchaser__place"), seen)
    found, state = DELEGATION.lock(act, rows, number, verb, version=version)
    found.procurement = procurement
    act.set_subject(found)
    return found, state
