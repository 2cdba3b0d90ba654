"""Experts drawn: the library's snapshot, the draw whose seed is bound before, and replacements by the same seed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.files.folding import name_key
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.panel_record import LAW, locked, seat_of
from goufu.procurement.actions.review_record import known_names
from goufu.procurement.agencies import agencies_of
from goufu.procurement.models import (
    Draw,
    Expert,
    ExpertList,
    PanelMember,
    Procurement,
    Seat,
)
from goufu.procurement.reckoning.drawing import NotEnough, Wanted, drawn, order_of, sm3
from goufu.procurement.review.events import DRAWN
from goufu.procurement.review.experts import digest_of_list
from goufu.registry.agents import Agent
from goufu.registry.models import Place

PROVINCE_DIGITS = 2


def keep_experts(
    *, rows: Sequence[Mapping[str, Any]], as_of: date, by: Agent, once: UUID | None = None
) -> ExpertList:
    """Keeps a snapshot of the provincial library as of that day. Raises Refusal for an empty one; NotAllowed."""
    with action("procurement.experts.kept", Permission.KEEP_EXPERTS, by=by, once=once) as act:
        if not rows:
            raise Refusal("名单里没有专家", "请照专家库导出的名单上传")
        if as_of > wall_clock.today():
            raise Refusal("名单的日期还没有到", "请照导出的日期填写", field="as_of")
        province = Place.objects.get(code=by.body.place.code[:PROVINCE_DIGITS] + "0000")
        whole = [
            dict(each) | {"place": each.get("place") or "", "avoids": each.get("avoids") or []}
            for each in rows
        ]
        made = ExpertList(
            place=province,
            as_of=as_of,
            digest=digest_of_list(whole),
            count=len(whole),
            office=by.body,
            person=by.person,
            at=wall_clock.now(),
        )
        act.allow(made)
        act.create(made)
        act.create_all([Expert(of=made, **each) for each in whole])
        act.log(count=made.count, digest=made.digest, day=as_of)
    return made


def lists_for(agent: Agent) -> Any:
    """The snapshots that a purchaser may draw from: those of its province, the newest first."""
    return ExpertList.objects.filter(place__code__startswith=agent.body.place.code[:PROVINCE_DIGITS])


def commit_draw(
    *,
    procurement: int,
    of: int,
    wanted: Sequence[Wanted],
    exclusions: Sequence[tuple[str, str]] = (),
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Draw:
    """Binds the draw: the snapshot, how many of which field, who is left out by hand (code, reason), and a fresh seed.

    Of the seed only SM3 is shown. There is one; whoever could read it afterwards changes nothing any more. Raises Refusal.
    """
    with action("procurement.draw.committed", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found = locked(act, procurement, version)
        if Draw.objects.filter(procurement=found).exists():
            raise Refusal("种子已经定了，只有一次", "接着抽取；抽到的人不能来，再补抽")
        if found.panel.filter(seat=Seat.EXPERT, left_at=None).exists():
            raise Refusal("评审小组已经有专家了", "在别处抽取的，不再在这里抽取")
        listed = lists_for(by).filter(pk=of).first()
        if listed is None:
            raise Refusal("没有这份专家名单", "请从列出的里选", field="of")
        if not wanted or any(each.count < 1 for each in wanted):
            raise Refusal("没有写抽几个人", "写明每个专业抽几个人", field="wanted")
        by_hand = _by_hand(listed.experts.all(), exclusions)
        _refuse_short(found, listed, wanted, _lines(by_hand))
        seed = secrets.token_hex(32)  # after all else is chosen: nobody chooses by it
        made = Draw(
            procurement=found,
            of=listed,
            seed=seed,
            commitment=sm3(seed),
            wanted=[{"field": each.field, "count": each.count} for each in wanted],
            exclusions=_lines(by_hand),
            committed_by=by.person,
            committed_at=wall_clock.now(),
        )
        act.create(made)
        act.change(found, changed_at=wall_clock.now())
        act.log(commitment=made.commitment, digest=listed.digest)
    return made


def draw_experts(
    *,
    procurement: int,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Draws by the bound seed, without those who were excluded with it, work for the purchaser, or must avoid it or a bidder.

    The seed is not told before the result. Raises Refusal where a field has too few; when it was drawn already.
    """
    with action("procurement.draw.drawn", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found = locked(act, procurement, version)
        draw = act.lock(Draw.objects.select_related("of"), _draw_of(found).pk)
        if draw.drawn_at:
            raise Refusal("已经抽取过了，不能重抽", "抽到的人不能来，请补抽")
        experts = {each.code: each for each in draw.of.experts.all()}
        left_out = excluded_for(found, experts.values(), draw.exclusions)
        wanted = [Wanted(each["field"], each["count"]) for each in draw.wanted]
        seats = _drawn(draw, experts, wanted, {each["code"] for each in left_out})
        now = wall_clock.now()
        act.change(draw, exclusions=left_out, drawn_by=by.person, drawn_at=now)
        before = max((each.number for each in found.panel.all()), default=0)
        for number, (expert, field) in enumerate(seats, start=1):
            act.create(_seat(found, before + number, expert, field, is_head=number == 1))
        note_event(act, found, DRAWN, by, moment=now)
        act.change(found, changed_at=now)
        act.set_subject(found)
        act.log(count=len(seats), commitment=draw.commitment)
    return found


def replace_member(
    *, member: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> PanelMember:
    """Replaces a drawn expert who can't come, or must avoid a bidder, by the next of the same order and field.

    Raises Refusal after the member has handed in, for one who was not drawn, and where nobody is left.
    """
    with action("procurement.member.replaced", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found, gone = seat_of(act, member, version)
        reason = required_reason(reason, "换人")
        if gone.finished_at:
            raise Refusal("这位成员已经交齐评分，不能换", "评审有错的，依法重新评审")
        if gone.expert is None:
            raise Refusal("这位成员不是在这里抽取的", "请登记退出，再另行登记接替的人", field="")
        draw = act.lock(Draw.objects.select_related("of"), _draw_of(found).pk)
        experts = {each.code: each for each in draw.of.experts.all()}
        taken = {each.expert.code for each in found.panel.select_related("expert") if each.expert}
        left_out = {each["code"] for each in excluded_for(found, experts.values(), draw.exclusions)}
        [(expert, field)] = _drawn(draw, experts, [Wanted(_field_of(draw, gone), 1)], left_out | taken)
        now = wall_clock.now()
        act.change(gone, left_at=now, left_because=reason, is_head=False, code_digest="")
        number = 1 + max(each.number for each in found.panel.all())
        made = act.create(_seat(found, number, expert, field, is_head=_was_head(found)))
        act.change(
            draw, replaced=[*draw.replaced, {"code": gone.expert.code, "by": expert.code, "reason": reason}]
        )
        act.change(found, changed_at=now)
        act.set_subject(found)
        act.log(reason=reason)
    return made


def _refuse_short(
    procurement: Procurement, of: ExpertList, wanted: Sequence[Wanted], bound: Sequence[Mapping[str, str]]
) -> None:
    """Raises Refusal for a list that can't be enough in any order, while another one can still be chosen."""
    experts = list(of.experts.all())
    left_out = {each["code"] for each in excluded_for(procurement, experts, bound)}
    free = [each for each in experts if each.code not in left_out]
    for each in wanted:
        able = [one for one in free if not each.field or each.field in one.fields]
        if len(able) < each.count:
            raise _short(each.field, each.count - len(able))
    if (total := sum(each.count for each in wanted)) > len(free):
        raise _short("", total - len(free))


def _short(field: str, missing: int) -> Refusal:
    return Refusal(
        f"“{field or '不限专业'}”还差 {missing} 位专家",
        "换一份名单，或者经主管预算单位同意自行选定",
        articles=["procurement-regulation:39"],
    )


def _by_hand(experts: Iterable[Expert], exclusions: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The reasons by code. Raises Refusal for a code that the list doesn't have, and without a reason."""
    found = dict(exclusions)
    if strange := found.keys() - {each.code for each in experts}:
        raise Refusal(
            f"名单里没有专家 {'、'.join(sorted(strange))}", "请照名单上的编号写", field="exclusions"
        )
    return {code: required_reason(reason, "排除", field="exclusions") for code, reason in found.items()}


def _lines(reasons: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "reason": reason} for code, reason in sorted(reasons.items())]


def excluded_for(
    procurement: Procurement, experts: Iterable[Expert], bound: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Who may not be drawn, each with the reason: whom the draw has bound, the purchaser's own people, who must avoid it or a bidder."""
    shares = procurement.shares.select_related("project__purchaser")
    purchasers = {
        name_key(each)
        for each in (procurement.purchaser.name, *(one.project.purchaser.name for one in shares))
    }
    agencies = {name_key(each.name) for each in agencies_of(procurement)}
    bidders = {name_key(each) for each in known_names(procurement)}
    found = {each["code"]: each["reason"] for each in bound}
    for each in experts:
        near = {name_key(name) for name in (each.employer, *each.avoids)}
        if name_key(each.employer) in purchasers:
            found.setdefault(each.code, "在采购人单位工作")
        elif name_key(each.employer) in agencies:
            found.setdefault(each.code, "在这次采购的代理机构工作")
        elif near & purchasers:
            found.setdefault(each.code, "应当回避采购人")
        elif near & bidders:
            found.setdefault(each.code, "在供应商单位工作，或者应当回避供应商")
    return _lines(found)


def _draw_of(procurement: Procurement) -> Draw:
    draw = Draw.objects.filter(procurement=procurement).first()
    if draw is None:
        raise Refusal("还没有定种子", "先选名单、专业和人数，定下种子")
    return draw


def _drawn(draw: Draw, experts: Mapping[str, Expert], wanted: Sequence[Wanted], excluded: set[str]) -> Any:
    order = order_of(draw.seed, draw.of.digest, experts)
    fields = {code: each.fields for code, each in experts.items()}
    try:
        return [(experts[each.code], each.field) for each in drawn(order, fields, wanted, excluded)]
    except NotEnough as few:
        raise _short(few.field, few.missing) from few


def _seat(procurement: Procurement, number: int, expert: Expert, field: str, *, is_head: bool) -> PanelMember:
    return PanelMember(
        procurement=procurement,
        number=number,
        seat=Seat.EXPERT,
        expert=expert,
        selection="random",
        name=expert.name,
        employer=expert.employer,
        field=field,
        is_lawyer=LAW in field,
        is_head=is_head,
    )


def _field_of(draw: Draw, gone: PanelMember) -> str:
    return gone.field if any(each["field"] == gone.field for each in draw.wanted) else ""


def _was_head(procurement: Procurement) -> bool:
    return not procurement.panel.filter(is_head=True, left_at=None).exists()
