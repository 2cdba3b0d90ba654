"""Who is invited to a tender: what was bound and drawn here, and who may therefore take part."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.law.model import Value
from goufu.procurement.law import method_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Limit
from goufu.procurement.models import Invitation, InvitationCandidate, InvitationList, Procurement
from goufu.procurement.reckoning.drawing import NotEnough, sm3
from goufu.procurement.reckoning.inviting import digest_of_lines, invited
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.designations import bodies_taken_over


def limit_of(procurement: Procurement) -> Limit | None:
    """How many the method invites; None of one that invites nobody."""
    method = method_of(procurement)
    return method.limits.get("invited") if method else None


def least_invited(procurement: Procurement, facts: dict[str, Value]) -> int:
    """The least number that is invited, as the rulebook has it then and there. Raises Refusal for a method that invites nobody."""
    limit, where = limit_of(procurement), situation_of(procurement, facts)
    if limit is None:
        raise Refusal(
            "这种采购方式不发投标邀请书", "只有邀请招标随机选择受邀的供应商", articles=["procurement-law:29"]
        )
    value = load_methods().book.parameters[limit.least].at(where.day, where.government, where.place)
    return int(value.value) if value else 0


def list_of(procurement: Procurement) -> InvitationList | None:
    """The list that was bound here; None where nobody was, as where suppliers were drawn elsewhere."""
    return InvitationList.objects.filter(procurement=procurement).first()


def candidates_of(bound: InvitationList) -> QuerySet[InvitationCandidate]:
    """The candidates, with what the lot brought each."""
    return bound.candidates.select_related("body", "invitation")


def invited_to(procurement: Procurement) -> QuerySet[Invitation]:
    """The invitations that were sent, in the order of the lot."""
    rows = Invitation.objects.filter(candidate__of__procurement=procurement, passed_over="")
    return rows.select_related("candidate__body", "service__person", "service__receipt")


def refuse_uninvited(procurement: Procurement, bidder: Body) -> None:
    """Raises Refusal for a supplier that was not invited, once the list of those who may be is bound here."""
    if is_left_out(procurement, bidder):
        limit = limit_of(procurement)
        raise Refusal(
            f"这次采购是邀请招标，没有向{bidder.name}发出投标邀请书",
            "只有随机选出、收到投标邀请书的供应商可以参加；对邀请有疑问的，可以向采购人询问、质疑",
            articles=[limit.article] if limit else [],
        )


def is_left_out(procurement: Procurement, bidder: Body) -> bool:
    """Whether the list of those who may be invited is bound here, and no letter goes to the bidder, or to one that it has taken over."""
    if limit_of(procurement) is None or list_of(procurement) is None:
        return False
    return not letters_to(procurement, bidder).exists()


def letters_to(procurement: Procurement, body: Body) -> QuerySet[Invitation]:
    """The body's invitations, and those of bodies that it has taken over."""
    return invited_to(procurement).filter(candidate__body__in=bodies_taken_over(body))


def own_invitations(agent: Agent) -> QuerySet[Invitation]:
    """The invitations of the agent's body, and those of bodies that it has taken over; none for who may not see bids."""
    if not agent.may(Permission.SEE_BIDS):
        return Invitation.objects.none()
    rows = Invitation.objects.filter(candidate__body__in=bodies_taken_over(agent.body), passed_over="")
    return rows.select_related("service", "candidate__body", "candidate__of__procurement")


def differences(procurement: Procurement) -> Iterator[str]:
    """What the record of the lot says otherwise than its seed does; nothing where it is right or nothing was drawn."""
    bound = list_of(procurement)
    if bound is None:
        return
    rows = list(candidates_of(bound))
    if digest_of_lines((each.code, each.reason) for each in rows) != bound.digest:
        yield "备选名单和它的摘要不同"
    if sm3(bound.seed) != bound.commitment:
        yield "种子和先公布的摘要不同"
    drawn = [each for each in rows if hasattr(each, "invitation")]
    if not drawn:
        return
    passed_over = {each.code for each in drawn if each.invitation.passed_over}
    said = [
        each.code
        for each in sorted(drawn, key=lambda each: each.invitation.number)
        if each.code not in passed_over
    ]
    try:
        again = invited(bound.seed, bound.digest, [each.code for each in rows], bound.wanted, passed_over)
    except NotEnough as few:
        yield f"照种子重抽不出 {bound.wanted} 家：名单里能邀请的还差 {few.missing} 家"
        return
    if said != again:
        yield "受邀的供应商和照种子重抽的不同"
