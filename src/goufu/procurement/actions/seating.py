"""Seats of a panel that no draw gives: representatives, experts drawn elsewhere, who leaves, and the head."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission, holders
from goufu.core.reasons import required_reason
from goufu.files.folding import name_key
from goufu.procurement.actions.panel_record import LAW, locked, seat_of
from goufu.procurement.agencies import purchasers_of, refuse_agency_staff
from goufu.procurement.models import (
    Draw,
    PanelMember,
    Procurement,
    Seat,
)
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Person

AT_RANDOM = "random"  # how an expert was chosen


def seat_member(
    *,
    procurement: int,
    seat: Seat,
    name: str = "",
    employer: str = "",
    field: str = "",
    selection: str = "",
    is_head: bool = False,
    person: int | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> PanelMember:
    """Seats a representative of the purchaser, or an expert whose draw was made elsewhere, as its record says.

    name, employer: of an expert; a representative has those of his account. Raises Refusal for one who drafted the procurement or sits
    already, and for the last head who could decide on the award; that representatives are a third at most the rules tell.
    """
    with action("procurement.member.seated", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found = locked(act, procurement, version)
        if seat == Seat.EXPERT and not selection:
            raise Refusal("没有写这位专家怎样产生", "照抽取记录选明", field="selection")
        people = representatives(found) if seat == Seat.REPRESENTATIVE else Person.objects
        sitting = people.filter(pk=person).first() if person else None
        if seat == Seat.REPRESENTATIVE and sitting is None:
            raise Refusal(
                "没有选采购人代表的账号，或者他现在不在采购人单位任职",
                "选上他在本系统的账号，没有的先开：起草的人不评审，评审的人不单独定标，要认得出是谁",
                field="person",
            )
        drafted = {found.drafted_by_id, *found.notices.values_list("drafted_by", flat=True)}
        if sitting and sitting.pk in drafted:
            raise Refusal("起草方案、公告的人不评审", "请本单位的另一位同事作采购人代表", field="person")
        if sitting and seat == Seat.REPRESENTATIVE:
            name, employer = sitting.name, _employer(found, sitting)
            _refuse_last_head(found, sitting)
        _refuse_unnamed(name, employer)
        refuse_agency_staff(found, name, employer, person)
        _refuse_twice(found, name, employer, sitting)
        if seat == Seat.EXPERT:
            _refuse_expert(found, employer, selection)
        made = PanelMember(
            procurement=found,
            number=1 + max((each.number for each in found.panel.all()), default=0),
            seat=seat,
            name=name,
            employer=employer,
            field=field,
            selection=selection if seat == Seat.EXPERT else "",
            is_lawyer=LAW in field,
            is_head=is_head and seat == Seat.EXPERT,
            person=sitting,
        )
        act.create(made)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(number=made.number)
    return made


def representatives(procurement: Procurement) -> QuerySet[Person]:
    """Who may represent the purchaser: whoever works there today, or for another one whose project is bought with it."""
    return Person.objects.filter(pk__in=_posts(procurement).values("person"), is_active=True).order_by(
        "name", "pk"
    )


def _posts(procurement: Procurement) -> QuerySet[Appointment]:
    return Appointment.objects.filter(body__in=purchasers_of(procurement), days__contains=wall_clock.today())


def _employer(procurement: Procurement, person: Person) -> str:
    """Where the representative works: at the leading purchaser, else at another one whose project is bought with it."""
    held = _posts(procurement).filter(person=person).select_related("body")
    names = {each.body_id: each.body.name for each in held}
    return names.get(procurement.purchaser_id) or next(iter(names.values()))


def _refuse_unnamed(name: str, employer: str) -> None:
    for field, value, what in (("name", name, "姓名"), ("employer", employer, "工作单位")):
        if not value.strip():
            raise Refusal(f"没有写这位专家的{what}", "照抽取记录写", field=field)


def _refuse_last_head(procurement: Procurement, sitting: Person) -> None:
    """Raises Refusal for the only one left who could decide on the award, from which whoever reviewed is kept."""
    heads = Appointment.objects.filter(
        body=procurement.purchaser_id,
        role__in=holders(Permission.DECIDE_AWARD),
        days__contains=wall_clock.today(),
        person__is_active=True,
    ).exclude(person__in=procurement.panel.filter(left_at=None, person__isnull=False).values("person"))
    if {each.person_id for each in heads} == {sitting.pk}:
        raise Refusal(
            f"除{sitting.name}以外，本单位没有别的采购负责人能定标：参加评审的人不单独定标",
            "请别的同事作采购人代表；或者先请安全管理员再授予一位采购负责人",
            field="person",
        )


def _refuse_expert(found: Procurement, employer: str, selection: str) -> None:
    """Raises Refusal for one of the purchaser's own people, and for one drawn elsewhere beside those that were drawn here."""
    names = Body.objects.filter(pk__in=purchasers_of(found)).values_list("name", flat=True)
    if name_key(employer) in {name_key(each) for each in names}:
        raise Refusal(
            f"在{employer}工作的，不以专家身份评审本单位的采购",
            "请作采购人代表，或者另选一位",
            field="employer",
        )
    if selection == AT_RANDOM and Draw.objects.filter(procurement=found, drawn_at__isnull=False).exists():
        raise Refusal(
            "这次采购的专家已经在本系统抽取，不再登记别处抽取的",
            "不够的，请补抽；名单用完了，经主管预算单位同意自行选定的，照实选“怎样产生”",
            field="selection",
        )


def _refuse_twice(found: Procurement, name: str, employer: str, person: Person | None) -> None:
    """Raises Refusal for somebody who sits on the panel already: each has one voice."""
    who = (name_key(name), name_key(employer))
    for each in found.panel.filter(left_at=None):
        is_same_person = person is not None and each.person_id == person.pk
        if is_same_person or (name_key(each.name), name_key(each.employer)) == who:
            raise Refusal(
                f"这位已经在评审小组里，坐 {each.number} 号", "一个人只占一个座位，另选一位", field="name"
            )


def leave_panel(
    *, member: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> PanelMember:
    """Records that a member who was not drawn here leaves; another is seated in the same way. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.member.left", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found, gone = seat_of(act, member, version)
        reason = required_reason(reason, "退出")
        if gone.expert is not None:
            raise Refusal("这位成员是在这里抽取的", "请补抽，由同一个种子的下一位接替")
        if gone.finished_at:
            raise Refusal("这位成员已经交齐评分，不能退出", "评审有错的，依法重新评审")
        now = wall_clock.now()
        act.change(gone, left_at=now, left_because=reason, is_head=False, code_digest="")
        act.change(found, changed_at=now)
        act.set_subject(found)
        act.log(number=gone.number, reason=reason)
    return gone


def elect_head(
    *, member: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> PanelMember:
    """Records whom the panel has elected as its head. Raises Refusal for a representative, and once somebody has handed in."""
    with action("procurement.head.elected", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found, head = seat_of(act, member, version)
        if head.is_head:
            raise Refusal("这位成员已经是组长", "不用再登记")
        if head.seat != Seat.EXPERT:
            raise Refusal("采购人代表不担任组长", "请评审小组从评审专家里推选")
        former = found.panel.filter(is_head=True, left_at=None).first()
        if former and found.panel.filter(left_at=None, finished_at__isnull=False).exists():
            raise Refusal("已经有评委交齐评分，组长不再换", "请现在的组长先退回评分，写明原因")
        if former:
            act.change(act.lock(PanelMember.objects, former.pk), is_head=False)
        act.change(head, is_head=True)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(number=head.number)
    return head


def member_of(agent: Agent, number: int) -> PanelMember:
    """The member of a panel of the agent's own procurement. Raises NotFound: names are the purchaser's alone."""
    found = (
        PanelMember.objects.select_related("procurement__purchaser__place", "expert")
        .filter(pk=number)
        .first()
    )
    if found is None or not agent.may_on(Permission.HOLD_REVIEW, found):
        raise NotFound
    return found
