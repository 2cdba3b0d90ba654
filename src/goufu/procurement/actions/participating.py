"""Actions of providers before the deadline: taking part, fetching the file, what they look for.

The procurement is locked first, so that a deadline that moves meanwhile is seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, NotFound, Refusal
from goufu.core.opinion import cards
from goufu.core.permissions import Permission
from goufu.core.rows import numbered
from goufu.documents.models import Document
from goufu.law.model import Severity
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.applications import admission_of, takes_applications
from goufu.procurement.invitations import refuse_uninvited
from goufu.procurement.models import (
    FileDownload,
    Lot,
    Participation,
    ParticipationMember,
    ParticipationState,
    Procurement,
    ProcurementState,
    SavedSearch,
)
from goufu.procurement.queries.finding import announced, participations
from goufu.procurement.reserved import UNSAID, Declaration, against
from goufu.procurement.transitions import PARTICIPATION
from goufu.registry.agents import Agent
from goufu.registry.eligibility import eligibility_of_body
from goufu.registry.models import Body
from goufu.registry.queries.providers import debarments_of

MOST_SEARCHES, MOST_MEMBERS = 5, 10
WHOLE = Decimal(100)
DECLARED = ("meets_conditions", "is_not_debarred", "has_no_conflict")


def take_part(
    *,
    procurement: int,
    lot: int | None = None,
    declared: Mapping[str, Any],
    members: Sequence[tuple[Body, Decimal]] = (),
    deposit_form: str = "",
    deposit_reference: str = "",
    by: Agent,
    once: UUID | None = None,
) -> Participation:
    """Says that the agent's body takes part, alone or leading a consortium. Raises Refusal.

    declared: the fields of Participation that declare something, and `own_share_percent`. members: the other members with
    their shares in percent.
    """
    with action("procurement.participation.begun", Permission.BID, by=by, once=once) as act:
        made = Participation(bidder=by.body, taken_by=by.person, taken_at=wall_clock.now(), **declared)
        act.allow(made)
        found = _open(act, procurement)
        made.procurement, made.lot = found, _lot_of(found, lot)
        refuse_after_applications(found)
        if not all(declared.get(name) for name in DECLARED):
            raise Refusal(
                "三项声明没有都作出", "符合的，逐项勾选；不符合的不能参加", articles=["procurement-law:22"]
            )
        _put_deposit(made, found, deposit_form, deposit_reference)
        admit_participant(act, found, made, members)
        act.set_subject(made)  # not the procurement, whose history the purchaser sees
        for body, share in members:
            act.create(ParticipationMember(participation=made, body=body, share_percent=share))
        act.log(body=by.body.name, title=found.title)
        return made


def admit_participant(
    act: Action, found: Procurement, made: Participation, members: Sequence[tuple[Body, Decimal]] = ()
) -> None:
    """Stores that the bidder takes part, within an action that has locked the procurement. Raises Refusal for whoever may not."""
    bodies = [body for body, _share in members]
    _refuse_member(made)
    refuse_unfit(made.bidder)
    refuse_uninvited(found, made.bidder)
    refuse_organisers(found, [made.bidder, *bodies])
    _check_members(found, made.bidder, made.own_share_percent, members)
    refuse_left_out(found, made.bidder, made.is_small, bodies)
    act.create(made)


def withdraw_participation(
    *, participation: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Participation:
    """Withdraws before the deadline: it may take part again until then."""
    with action("procurement.participation.withdrawn", Permission.BID, by=by, once=once) as act:
        found = numbered(participations(by), participation)
        act.allow(found)
        _open(act, found.procurement_id)
        found, state = PARTICIPATION.lock(act, participations(by), participation, "leave", version=version)
        act.set_subject(found)
        act.log(body=by.body.name, title=found.procurement.title)
        return act.change(found, state=state, withdrawn_by=by.person, withdrawn_at=wall_clock.now())


def record_download(*, procurement: int, document: Document, by: Agent) -> FileDownload:
    """Records that the provider fetches a paper of the file."""
    with action("procurement.file.fetched", Permission.BID, by=by) as act:
        act.allow(Participation(bidder=by.body))
        found = announced().filter(pk=procurement).first()
        if found is None:
            raise NotFound
        made = FileDownload(
            procurement=found, document=document, body=by.body, person=by.person, at=wall_clock.now()
        )
        act.create(made)
        act.log(body=by.body.name, title=found.title)
        return made


def save_search(
    *, words: str = "", field: str = "", place: str = "", by: Agent, once: UUID | None = None
) -> SavedSearch:
    """Keeps what the body looks for; what is found stands on its home page. Raises Refusal."""
    with action("procurement.search.saved", Permission.BID, by=by, once=once) as act:
        made = SavedSearch(
            body=by.body,
            words=" ".join(words.split()),
            field=field,
            place=place,
            saved_by=by.person,
            saved_at=wall_clock.now(),
        )
        act.allow(made)
        if SavedSearch.objects.filter(body=by.body).count() >= MOST_SEARCHES:
            raise Refusal(f"最多保存{MOST_SEARCHES}个条件", "先去掉一个不用的")
        act.create(made)
        act.log(title=str(made))
        return made


def forget_search(*, search: int, by: Agent, once: UUID | None = None) -> None:
    """Forgets what was looked for."""
    with action("procurement.search.forgotten", Permission.BID, by=by, once=once) as act:
        found = act.lock(SavedSearch.objects.filter(body=by.body), search)
        act.log(title=str(found))
        act.remove(found)


def _open(act: Action, number: int) -> Procurement:
    """The procurement, locked, while one can take part. Raises NotFound, or Refusal after its deadline."""
    if not announced().filter(pk=number).exists():
        raise NotFound
    found = act.lock(Procurement.objects.select_related("purchaser"), number)
    refuse_after_deadline(found)
    return found


def refuse_after_deadline(found: Procurement) -> None:
    """Raises Refusal once nobody can take part any more."""
    if found.state != ProcurementState.RUNNING:
        raise Refusal("这次采购已经终止", "看采购人的公告")
    if found.bid_deadline_at is None or found.bid_deadline_at <= wall_clock.now():
        raise Refusal(
            "响应已经截止", "截止以后不能参加、退出；有疑问的，在采购页“询问采购人”，认为权益受损的，可以质疑"
        )


def refuse_after_applications(found: Procurement) -> None:
    """Raises Refusal once nobody can apply any more, where suppliers apply first."""
    if not takes_applications(found):
        admission = admission_of(found)
        raise Refusal(
            "申请已经截止，不能再申请参加",
            "下一次采购早些申请；认为权益受损的，可以质疑",
            articles=[admission.article] if admission else [],
        )


def _lot_of(procurement: Procurement, number: int | None) -> Lot | None:
    lots = list(procurement.lots.all())
    if not lots:
        return None
    chosen = next((each for each in lots if each.pk == number), None)
    if chosen is None:
        raise Refusal("没有选参加哪个包", "参加几个包的，一个包一个包地参加", field="lot")
    return chosen


def _refuse_member(made: Participation) -> None:
    """Raises Refusal for a member of a consortium that takes part; what others have joined, the leader of another is not told."""
    rows = ParticipationMember.objects.filter(
        participation__procurement=made.procurement,
        participation__lot=made.lot,
        participation__state=ParticipationState.TAKING_PART,
        body=made.bidder,
        decline=None,
    )
    if member := rows.select_related("participation__bidder").first():
        raise Refusal(
            f"{member.participation.bidder.name}登记参加，写本单位是它的联合体成员",
            "联合体各方不再单独参加；没有同意的，先在首页“核对联合体”里表示不参加",
            articles=["procurement-regulation:22"],
        )


def refuse_unfit(body: Body) -> None:
    """Raises Refusal for a body that may not provide today: debarred, or lacking what its file must show."""
    today = wall_clock.today()
    _purchaser, provider = eligibility_of_body(body, today, list(debarments_of(body, today)))
    if provider.may_not:
        articles = ["procurement-law:22", "order-102:7"]
        raise Refusal(
            f"{body.name}现在不能参加：{provider.bar}", "档案写错了的，请申请更改档案", articles=articles
        )


def refuse_left_out(
    procurement: Procurement, bidder: Body, is_small: bool | None, members: Sequence[Body]
) -> None:
    """Raises AgainstTheLaw for one that a reserve for small enterprises leaves out, or that can't declare to be small."""
    bidders = dict.fromkeys(members, UNSAID) | {bidder: Declaration(is_small)}
    found = [answer for _body, answer in against(procurement, bidders) if answer.severity is Severity.BLOCK]
    if found:
        raise AgainstTheLaw(cards(found))


def _check_members(
    procurement: Procurement, lead: Body, own: Decimal | None, members: Sequence[tuple[Body, Decimal]]
) -> None:
    if not members:
        return
    if not procurement.accepts_consortium:
        raise Refusal("这次采购不接受联合体", "请单独参加", field="members", articles=["procurement-law:24"])
    if lead in [body for body, _share in members]:
        raise Refusal("联合体的其他成员里写了本单位", "本单位的份额写在“本单位的份额”里", field="members")
    if len(members) > MOST_MEMBERS:
        raise Refusal(f"联合体最多{MOST_MEMBERS}个其他成员", "请核对", field="members")
    if not own or any(share <= 0 for _body, share in members):
        raise Refusal(
            "联合体有一方的份额没有写，或者不大于零", "照联合体协议填写各方的份额", field="own_share_percent"
        )
    if own + sum(share for _body, share in members) != WHOLE:
        raise Refusal("联合体各方的份额合起来不是100%", "请照联合体协议填写", field="own_share_percent")
    for body, _share in members:
        refuse_unfit(body)


def _put_deposit(made: Participation, procurement: Procurement, form: str, reference: str) -> None:
    """The deposit is what the file asks for; no form of it may be forced."""
    wanted = procurement.bid_deposit or Decimal(0)
    if not wanted or (
        admission_of(procurement) and not form
    ):  # whoever only applies has nothing to secure yet
        return
    if not (form and reference.strip()):
        raise Refusal(
            f"这次采购要交保证金{wanted:,.2f}元", "写明保函还是转账，和它的编号", field="deposit_reference"
        )
    made.deposit, made.deposit_form, made.deposit_reference = wanted, form, reference.strip()
