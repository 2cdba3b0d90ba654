"""Members of a panel come: one-time codes, declarations, and the files that they read."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import AgainstTheLaw, NotFound, Refusal
from goufu.core.opinion import cards
from goufu.core.permissions import Permission
from goufu.documents.models import Document
from goufu.procurement.actions.review_record import begin, known_names, refuse_near
from goufu.procurement.models import (
    PanelMember,
    Procurement,
)
from goufu.procurement.reckoning.drawing import sm3
from goufu.procurement.review.attempts import begin_attempt, forget_attempts
from goufu.procurement.review.panels import lacking
from goufu.procurement.review.reading import readable
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are read from paper

LENGTH = 10


def give_codes(
    *, procurement: int, members: Collection[int] | None = None, by: Agent, once: UUID | None = None
) -> list[tuple[PanelMember, str]]:
    """Gives these members (None: every one) a new one-time code, told only now; an older one of theirs no longer works.

    Raises AgainstTheLaw while the panel is incomplete, Refusal, NotAllowed.
    """
    with action("procurement.codes.given", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "seat")
        panel = list(found.panel.select_for_update().filter(left_at=None))
        if not panel:
            raise Refusal("评审小组还没有人", "先抽取专家，登记采购人代表")
        if said := act.ask(lambda: lacking(found)):
            raise AgainstTheLaw(cards(said))
        chosen = [each for each in panel if members is None or each.pk in members]
        if len(chosen) < len(panel if members is None else set(members)) or not chosen:
            raise Refusal("选的人里有不在评审小组里的", "请重新打开这一页再选", field="members")
        given = [(each, "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))) for each in chosen]
        for member, code in given:
            act.update(member, code_digest=_digest(found.pk, code), code_used_at=None)
        forget_attempts(found.number)  # whoever was locked out gets new ones in person
        act.log(count=len(given))
    return given


def sit_down(*, number: str, code: str, place: str = "") -> PanelMember:
    """The member whose code it is, which then is used up. Raises Refusal, the same for a wrong number and a wrong code.

    place: from which range of addresses it is tried; after too many wrong ones nothing is tried from there for a while.
    """
    attempt = begin_attempt(number.strip(), place)
    member = _sit_down(number.strip(), code)
    attempt.succeeded()
    return member


def _sit_down(number: str, code: str) -> PanelMember:
    found = Procurement.objects.filter(number=number).first()
    wanted = _digest(found.pk, code.strip().upper()) if found else ""
    seen = PanelMember.objects.filter(code_digest=wanted, left_at=None).first() if wanted else None
    if found is None or seen is None:
        raise Refusal(
            "采购编号或者登录码不对", "请照采购人当面给的纸条核对；用过的登录码请采购人另发", field="code"
        )
    member = PanelMember.objects.select_related("procurement__purchaser__place").get(pk=seen.pk)
    with action("procurement.member.sat_down", Permission.REVIEW_BIDS, by=SeatAgent(member)) as act:
        held = act.lock(PanelMember.objects.select_related("procurement__purchaser__place"), member.pk)
        if held.code_digest != wanted or held.code_used_at:
            raise Refusal("采购编号或者登录码不对", "用过的登录码请采购人另发", field="code")
        PROCUREMENT.after("review", held.procurement)
        act.update(held, code_used_at=wall_clock.now(), code_digest="")
        act.log(number=held.number)
    return held


def _digest(procurement: int, code: str) -> str:
    return sm3(f"{procurement}\n{code}")


def declare(*, by: SeatAgent, once: UUID | None = None) -> PanelMember:
    """The member declares to have no interest in any of the bidders. Raises Refusal for one who works for a bidder."""
    with action("procurement.member.declared", Permission.REVIEW_BIDS, by=by, once=once) as act:
        _procurement, member = begin(act, by, declared=False)
        if member.declared_at:
            raise Refusal("您已经声明过", "接着评审")
        if not known_names(member.procurement, to_panel=True):
            raise Refusal("还没有开启，不知道有哪些供应商", "开启以后看过供应商名单再声明")
        refuse_near(member)
        act.change(member, declared_at=wall_clock.now())
    return member


def read_file(*, document: int, by: SeatAgent) -> Document:
    """Notes that the member takes a file of a bid, or the procurement file. Raises NotFound for any other; Refusal before declaring."""
    with action("procurement.bid.read", Permission.REVIEW_BIDS, by=by) as act:
        procurement, member = begin(act, by)
        all_of_them = (each for papers in readable(procurement).values() for each in papers)
        found = next((each for each in all_of_them if each.pk == document), None)
        if found is None:
            raise NotFound
        act.set_subject(procurement)
        act.only_log(procurement)
        act.log(number=member.number, title=found.name)
    return found
