"""Several purchasers buy together: the leading one says with whom, they add their projects, and a share goes out again."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.planning import lock_project, refuse_more
from goufu.procurement.models import CoPurchaser, Procurement, Share
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body


def take_in_purchaser(
    *, procurement: int, name: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Takes a body of the same finance office, by its name or credit code, into the plan: it may add its projects.

    Raises Refusal for one that isn't there, and for one that is in already; Stale, NotFound, NotAllowed.
    """
    with action("procurement.purchaser.taken_in", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        rows = Procurement.objects.select_related("purchaser")
        found, _state = PROCUREMENT.lock(act, rows, procurement, "take-in", version=version)
        body = _body(found.purchaser, name.strip())
        if found.co_purchasers.filter(body=body).exists():
            raise Refusal(f"已经请{body.name}一起采购", "等它用自己的项目加入", field="name")
        act.create(CoPurchaser(procurement=found, body=body, person=by.person, at=wall_clock.now()))
        act.change(found, changed_at=wall_clock.now())
        act.log(body=body.name)
    return found


def join_procurement(
    *, procurement: int, project: int, amount: Decimal, by: Agent, once: UUID | None = None
) -> Procurement:
    """Adds a project of the agent's own body to the procurement of another one, which leads and has taken it in.

    Raises NotFound for a body that was not taken in; else as `draft_procurement`.
    """
    with action("procurement.procurement.joined", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        act.allow(Procurement(purchaser=by.body))
        found, now = act.lock(Procurement.objects, procurement), wall_clock.now()
        taken_in = found.co_purchasers.filter(body=by.body).first()
        if taken_in is None:
            raise NotFound
        PROCUREMENT.after("write", found)
        added = lock_project(act, project, by.body)
        refuse_more(added, amount)
        act.create(Share(procurement=found, project=added, amount=amount))
        act.update(taken_in, joined_at=now)
        act.change(found, changed_at=now)
        act.log(body=by.body.name, money={added.title: amount})
    return found


def leave_procurement(*, procurement: int, reason: str, by: Agent, once: UUID | None = None) -> Procurement:
    """Takes the agent's own body, and what it has added, out of the procurement of another one, while that is planned.

    Raises NotFound for a body that isn't in it; Refusal without a reason, and once the procurement has begun; NotAllowed.
    """
    with action("procurement.purchaser.left", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        act.allow(Procurement(purchaser=by.body))
        found = act.lock(Procurement.objects, procurement)
        left = others_in(found).filter(pk=by.body.pk).first()
        if left is None:
            raise NotFound
        PROCUREMENT.after("leave-out", found)
        _take_out(act, found, left, required_reason(reason, "退出联合采购"))
    return found


def leave_out_purchaser(
    *,
    procurement: int,
    body: int,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Takes a body and what it has added out of the plan again; the pages of its projects say why.

    Raises Refusal for a body that isn't in it, and without a reason; Stale, NotFound, NotAllowed.
    """
    with action("procurement.purchaser.left_out", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "leave-out", version=version)
        reason = required_reason(reason, "不再一起采购")
        left = others_in(found).filter(pk=body).first()
        if left is None:
            raise Refusal("这个单位不在这次采购里", "从列出的单位里选", field="body")
        _take_out(act, found, left, reason)
    return found


def _take_out(act: Action, procurement: Procurement, left: Body, reason: str) -> None:
    shares = list(procurement.shares.filter(project__purchaser=left).select_related("project"))
    for each in procurement.co_purchasers.filter(body=left):
        act.remove(each)
    for share in shares:
        act.remove(share)
        act.log_for(
            share.project,
            act.name,
            procurement=procurement.number,
            money={share.project.title: share.amount},
            reason=reason,
        )
    act.change(procurement, changed_at=wall_clock.now())
    act.log(body=left.name, reason=reason, money={each.project.title: each.amount for each in shares})


def others_in(procurement: Procurement) -> QuerySet[Body]:
    """The bodies besides the leading one that were taken in, or whose projects are in it."""
    taken_in = Q(pk__in=procurement.co_purchasers.values("body"))
    paying = Q(pk__in=procurement.shares.values("project__purchaser"))
    return Body.objects.filter(taken_in | paying).exclude(pk=procurement.purchaser_id)


def _body(leading: Body, name: str) -> Body:
    """The body of that name or credit code whose money the same finance office keeps. Raises Refusal."""
    same_office = Body.objects.filter(office__isnull=False, office=leading.office_id, is_active=True)
    found = same_office.filter(Q(name=name) | Q(credit_code=name.upper())).exclude(pk=leading.pk)
    if len(found) != 1:
        what = "不止一个单位" if found else "没有别的单位"
        raise Refusal(
            f"同一财政部门下{what}叫“{name}”",
            "写单位全称或者统一社会信用代码；只能和同级的预算单位一起采购",
            field="name",
        )
    return found[0]
