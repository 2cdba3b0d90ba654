"""Suppliers invited by lot: the list of the qualified is bound with a seed, and the lot decides to whom letters go."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.files.cells import one_line
from goufu.law.answers import Answer
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.applications import admission_of, is_unadmitted
from goufu.procurement.invitations import invited_to, least_invited, limit_of, list_of
from goufu.procurement.law import facts_of
from goufu.procurement.models import (
    Invitation,
    InvitationCandidate,
    InvitationList,
    Participation,
    ParticipationState,
    Procurement,
)
from goufu.procurement.reckoning.drawing import NotEnough, order_of, sm3
from goufu.procurement.reckoning.inviting import digest_of_lines, invited
from goufu.procurement.transitions import PARTICIPATION, PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.eligibility import against_providers
from goufu.registry.models import Body
from goufu.wall_clock import CHINA

ARTICLE = "procurement-law:34"


def list_candidates(
    *,
    procurement: int,
    candidates: Sequence[tuple[str, str]],
    wanted: int,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Binds those who may be invited, by credit code or name, each with how it is known to be qualified; how many; a fresh seed.

    Of the seed only SM3 is shown. There is one list. Raises Refusal for a method that invites nobody, for too few, for whom the
    law bars, and after the deadline.
    """
    with action("procurement.invitations.listed", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found = _locked(act, procurement, version)
        least = least_invited(found, facts_of(found))
        if list_of(found) is not None:
            raise Refusal("备选名单和种子已经定了，只有一次", "接着随机选择")
        if wanted < least:
            raise Refusal(f"至少邀请 {least} 家", f"写 {least} 或者更多", field="wanted", articles=[ARTICLE])
        chosen = _bodies(candidates)
        if len(chosen) < wanted:
            raise Refusal(
                f"名单里只有 {len(chosen)} 家，不够随机选出 {wanted} 家",
                "列出全部符合资格条件的供应商；不足的，改用其他采购方式",
                field="candidates",
                articles=[ARTICLE],
            )
        _refuse_unadmitted(found, [body for body, _reason in chosen])
        refuse_organisers(found, [body for body, _reason in chosen])
        if barred := against_providers([body for body, _reason in chosen], wall_clock.today()):
            said = "；".join(each.message for each in barred.values())
            raise Refusal(said, "不能参加的不列入名单", field="candidates", articles=["procurement-law:22"])
        seed = secrets.token_hex(32)  # after all else is chosen: nobody chooses by it
        made = InvitationList(
            procurement=found,
            wanted=wanted,
            digest=digest_of_lines((code_of(body), reason) for body, reason in chosen),
            seed=seed,
            commitment=sm3(seed),
            person=by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        act.create_all(
            [
                InvitationCandidate(of=made, body=body, code=code_of(body), reason=reason)
                for body, reason in chosen
            ]
        )
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(count=len(chosen), commitment=made.commitment, digest=made.digest)
    return found


def draw_invited(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Draws by the bound seed, once; whoever has been barred since is passed over with the reason. Letters go to those drawn.

    Whoever took part before the list was bound, and is not invited, takes part no more.
    Raises Refusal without a list, when it was drawn already, after the deadline, and where too few are left.
    """
    with transaction.atomic():
        found = _draw(procurement, by, version, once)
        taking = Q(state=ParticipationState.TAKING_PART)
        invited_ones = invited_to(found).values("candidate__body")
        for each in found.participations.filter(taking).exclude(bidder__in=invited_ones).order_by("pk"):
            _put_out(found, each.pk, by)
    return found


def _draw(procurement: int, by: Agent, version: int | None, once: UUID | None) -> Procurement:
    with action("procurement.invitations.drawn", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found = _locked(act, procurement, version)
        bound = list_of(found)
        if bound is None:
            raise Refusal("还没有定备选名单", "先列出符合资格条件的供应商，定下种子")
        rows = {each.code: each for each in bound.candidates.select_related("body")}
        if Invitation.objects.filter(candidate__of=bound).exists():
            raise Refusal("已经随机选择过了，不能重抽", "投标邀请书已经写好，请照它通知")
        barred = against_providers([each.body for each in rows.values()], wall_clock.today())
        over = {code for code, each in rows.items() if each.body_id in barred or not each.body.is_active}
        try:
            names = invited(bound.seed, bound.digest, rows, bound.wanted, over)
        except NotEnough as few:
            raise Refusal(
                f"名单里能邀请的还差 {few.missing} 家", "终止这次采购，重新开展", articles=[ARTICLE]
            ) from few
        reached = order_of(bound.seed, bound.digest, rows)
        reached = reached[: 1 + reached.index(names[-1])]
        against = {code: _against(each, barred) for code, each in rows.items() if code in over}
        act.create_all(
            [
                Invitation(
                    candidate=rows[code],
                    number=number,
                    letter="" if code in against else letter_to(rows[code].body, found),
                    passed_over=against.get(code, ""),
                    person=by.person,
                    at=wall_clock.now(),
                )
                for number, code in enumerate(reached, start=1)
            ]
        )
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(count=len(names), commitment=bound.commitment)
    return found


def _against(candidate: InvitationCandidate, barred: Mapping[int, Answer]) -> str:
    """Why the candidate is passed over."""
    answer = barred.get(candidate.body_id)
    return answer.message[:500] if answer else "单位已经停用"


def _put_out(procurement: Procurement, participation: int, by: Agent) -> None:
    """Ends a participation in an action of its own, whose log entry is veiled until the opening, as all that tells who takes part."""
    with action("procurement.participation.put_out", Permission.HOLD_REVIEW, by=by) as act:
        PROCUREMENT.lock(act, Procurement.objects.select_related("purchaser"), procurement.pk, "invite")
        rows = Participation.objects.select_related("bidder", "procurement")
        found, state = PARTICIPATION.lock(act, rows, participation, "put-out")
        act.change(found, state=state, withdrawn_by=by.person, withdrawn_at=wall_clock.now())
        act.set_subject(found)
        act.log(body=found.bidder.name, title=procurement.title)


def code_of(body: Body) -> str:
    """What the lot knows the body by."""
    return body.credit_code or body.name


def letter_to(body: Body, procurement: Procurement) -> str:
    """The text of the invitation: Chinese, as papers are."""
    said = procurement
    lines = [
        f"{body.name}：",
        f"{said.purchaser.name}以邀请招标的方式采购“{said.title}”（{said.number}）。经随机选择，现邀请你单位投标。",
        f"获取招标文件：{said.file_access}" if said.file_access else "",
        f"投标截止：{said.bid_deadline_at.astimezone(CHINA):%Y-%m-%d %H:%M}，{said.submission_place}"
        if said.bid_deadline_at
        else "",
        f"联系方式：{said.contact}" if said.contact else "",
    ]
    return "\n".join(filter(None, lines))


def _refuse_unadmitted(found: Procurement, bodies: Sequence[Body]) -> None:
    """Raises Refusal for suppliers that were not found qualified, where they apply first."""
    admission = admission_of(found)
    out = [each.name for each in bodies if is_unadmitted(found, each)]
    if out and admission:
        raise Refusal(
            f"没有通过资格预审：{'、'.join(out)}",
            "先审查申请、告知申请人；没有申请、没有通过的不列入名单",
            field="candidates",
            articles=[admission.article],
        )


def _locked(act: Action, procurement: int, version: int | None) -> Procurement:
    rows = Procurement.objects.select_related("purchaser__place")
    found, _state = PROCUREMENT.lock(act, rows, procurement, "invite", version=version)
    if found.bid_deadline_at is not None and found.bid_deadline_at <= wall_clock.now():
        limit = limit_of(found)
        raise Refusal(
            "响应已经截止，不能再邀请",
            "截止以前邀请；人数不够的，终止以后重新采购",
            articles=[limit.article] if limit else [],
        )
    return found


def _bodies(candidates: Sequence[tuple[str, str]]) -> list[tuple[Body, str]]:
    """The bodies with their reasons. Raises Refusal for one that the registry doesn't know, named twice, or without a reason."""
    names = {said.strip() for said, _reason in candidates}
    by_code: defaultdict[str, list[Body]] = defaultdict(list)
    by_name: defaultdict[str, list[Body]] = defaultdict(list)
    for each in Body.objects.filter(Q(credit_code__in=names - {""}) | Q(name__in=names, is_active=True)):
        if each.credit_code:
            by_code[each.credit_code].append(each)
        if each.is_active:
            by_name[each.name].append(each)
    found: dict[int, tuple[Body, str]] = {}
    for said, reason in candidates:
        name = said.strip()
        rows = by_code.get(name) or by_name[name]
        if len(rows) != 1:
            what = "不止一个" if rows else "没有"
            raise Refusal(
                f"单位库里{what}供应商“{name}”", "请写统一社会信用代码，或者先登记", field="candidates"
            )
        if not rows[0].is_active:
            raise Refusal(f"“{name}”已经停用", "现在不能投标的不列入名单", field="candidates")
        if rows[0].pk in found:
            raise Refusal(f"“{name}”列了两次", "同一家供应商只列一次", field="candidates")
        said = required_reason(reason, f"列入“{name}”", field="candidates")
        found[rows[0].pk] = (rows[0], one_line(said))  # a line of what the lot is bound to
    return list(found.values())
