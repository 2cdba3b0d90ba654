"""What all actions of a review share: the member's own seat, and a bid in its review, locked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.permissions import Permission
from goufu.files.folding import name_key
from goufu.procurement.applications import (
    PANEL,
    admission_of,
    bodies_of,
    have_applied,
    takes_applications,
)
from goufu.procurement.models import Lot, PanelMember, Procurement, Response
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import is_reported, rereview_of
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.timing.counting import years_before
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body

AVOIDANCE = ("procurement-law:12", "procurement-regulation:9")
NEAR_YEARS = 3  # of the latter
TENDERS = frozenset({"open_tender", "invited_tender"})


def on_reviewing_again(procurement: Procurement) -> tuple[str, ...]:
    """The articles that say when a panel reviews again: order 87 is of tenders alone."""
    general = "procurement-regulation:44"
    return ("order-87:re-evaluation", general) if procurement.law_method in TENDERS else (general,)


def begin(act: Action, by: SeatAgent, *, declared: bool = True) -> tuple[Procurement, PanelMember]:
    """The procurement and the member's own seat, locked. Raises Refusal for one who has not declared yet."""
    found, _state = PROCUREMENT.lock(act, Procurement.objects, by.member.procurement_id, "review")
    return found, own_seat(act, by, declared=declared)


def own_seat(act: Action, by: SeatAgent, *, declared: bool = True) -> PanelMember:
    rows = PanelMember.objects.select_related("procurement__purchaser__place", "expert")
    member = act.lock(rows, by.member.pk, seeing=Permission.REVIEW_BIDS)
    if member.left_at:
        raise NotAllowed("您已经退出评审", "请告诉采购人")
    if declared and not member.declared_at:
        raise Refusal(
            "您还没有声明与供应商没有利害关系",
            "先看供应商名单并声明，再评审",
            articles=["procurement-regulation:9"],
        )
    if declared:
        refuse_near(member)  # a response may have been entered since
    return member


def refuse_near(member: PanelMember) -> None:
    """Raises Refusal for a member who works for a bidder or must avoid it."""
    if near := _bidders_near(member):
        raise Refusal(
            f"您与供应商{'、'.join(near)}有任职或者应当回避的关系，不能评审",
            "请告诉采购人，由采购人补抽专家",
            articles=AVOIDANCE,
        )


def _bidders_near(member: PanelMember) -> list[str]:
    """The bidders that the member works for or must avoid."""
    near = {name_key(each) for each in (member.employer, *(member.expert.avoids if member.expert else ()))}
    bidders = known_names(member.procurement)
    if member.person_id:
        held = posts_since([member.person_id]).filter(body__name__in=bidders)
        near |= {name_key(each) for each in held.values_list("body__name", flat=True)}
    return sorted(name for name in bidders if name_key(name) in near)


def known_names(procurement: Procurement, *, to_panel: bool = False) -> set[str]:
    """The names of the suppliers that are known: of those whose responses are open, and of applicants once nobody can apply any more.

    to_panel: as its members learn them, applicants only where the panel examines them.
    """
    names = procurement.responses.values_list("bidder__name", "members__body__name")
    found = {name for pair in names for name in pair if name}
    admission = admission_of(procurement)
    is_told = admission is not None and (not to_panel or admission.by == PANEL)
    if is_told and not takes_applications(procurement):
        found |= {each.name for each in bodies_of(have_applied(procurement))}
    return found


def refuse_former(
    procurement: Procurement, by: Agent, what: str, bodies: Iterable[Body] | None = None
) -> None:
    """Raises Refusal for one of the purchaser's side who works, or has worked, for one of the bodies, by default of those that have
    responded; `what`: he is kept from.
    """
    if bodies is None:
        pairs = procurement.responses.values_list("bidder", "members__body")
        numbers = {each for pair in pairs for each in pair if each}
    else:
        numbers = {each.pk for each in bodies}
    held = posts_since([by.person.pk]).filter(body__in=numbers)
    if post := held.select_related("body").first():
        raise Refusal(
            f"{by.person.name}三年内在“{post.body.name}”任职，应当回避，不能{what}",
            "请没有利害关系的同事来办",
            articles=AVOIDANCE,
        )


def posts_since(persons: Iterable[int]) -> QuerySet[Appointment]:
    """The posts that these people hold, or held within the years of which the article speaks."""
    since = years_before(wall_clock.today(), NEAR_YEARS)
    days = DateRange(since, None, "()")  # those who left on that day left so many years ago
    return Appointment.objects.filter(person__in=persons, days__overlap=days)


def with_bid(act: Action, response: int) -> tuple[Procurement, ReviewedBid, Review]:
    """The procurement of a response, locked, and the bid in its review. Raises NotFound, Refusal."""
    seen = Response.objects.filter(pk=response).select_related("lot").first()
    found, _state = PROCUREMENT.lock(act, Procurement.objects, seen.procurement_id if seen else 0, "review")
    assert seen
    review = Review(found, seen.lot)
    bid = review.bid(response)
    if bid is None:
        raise Refusal("这份响应后来重新登记过", "请重新打开这一页")
    if is_reported(found, seen.lot):
        raise Refusal(
            "评审报告已经有了，不能再改", "评审有错的，依法重新评审", articles=on_reviewing_again(found)
        )
    return found, bid, review


def refuse_in_rereview(procurement: Procurement, lot: Lot | None, what: str) -> None:
    """Raises Refusal for what isn't done anew where the panel reviews again: the grounds to do so are of scores alone."""
    if rereview_of(procurement, lot):
        raise Refusal(
            f"重新评审只改评分，{what}",
            "审查、报价有错的，由质疑答复、投诉处理决定",
            articles=on_reviewing_again(procurement),
        )


def refuse_others(member: PanelMember) -> None:
    """Refuses whoever isn't the head, by the locked row: the seat may have changed since the page was opened."""
    if not member.is_head:
        raise NotAllowed("这一项由组长代评审小组登记", "请组长办理；有不同意见的，签署报告时写明")
