"""Who may bid: conflicts and bars among those who take part, have bid, or were entered by hand, as the registry shows them.

Nothing is rejected by it. Before the opening nobody is told even that there are some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.procurement.invitations import invited_to, is_left_out, list_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Bid,
    CautionKind,
    Participation,
    ParticipationState,
    Procurement,
    Quotation,
    Response,
)
from goufu.procurement.past.days import offers_of
from goufu.procurement.related import Standing
from goufu.procurement.reserved import UNSAID, Declaration, against
from goufu.procurement.review.rounds import awards_of
from goufu.procurement.timing.counting import day_of
from goufu.registry.eligibility import against_providers
from goufu.registry.models import Appointment, Body

SAME_OR_EARLIER, JOINS_TWICE = "procurement-regulation:18", "procurement-regulation:22"
SAME_HAND = "order-87:37"
UNFIT = "procurement-law:22"
AGREEMENT = "procurement-law:24"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the registry shows, and the article that it touches."""

    sentence: str
    article: str


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who takes part in a lot, or in a procurement without lots: the bidder, and all members of its consortium with it."""

    lot: int | None
    bidder: Body
    members: frozenset[Body]
    declared: Declaration = UNSAID


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict, or another caution, and whom it concerns."""

    kind: CautionKind
    conflict: Conflict
    entrants: tuple[Entrant, ...]


def conflicts_of(procurement: Procurement) -> list[Conflict]:
    """The conflicts among those who take part, lot by lot; a handful of queries."""
    entrants = [
        Entrant(each.lot_id, each.bidder, frozenset(_members(each)), Declaration(each.is_small))
        for each in _taking_part(procurement)
    ]
    found = (
        *_within_lots(entrants, wall_clock.today()),
        *_unfit(entrants, wall_clock.today()),
        *_reserved(procurement, entrants),
        *_served_before(procurement, entrants),
    )
    return list(dict.fromkeys(each.conflict for each in found))


def cautions_of(procurement: Procurement, bids: Sequence[Bid]) -> list[Found]:
    """What speaks against those who have bid: their files, that they don't take part, an invitation, conflicts with others."""
    taking = {(each.lot_id, each.bidder_id): each for each in _taking_part(procurement)}
    entrants = []
    for lot, bidder in dict.fromkeys((each.lot_id, each.bidder) for each in bids):
        taken = taking.get((lot, bidder.pk))
        members = frozenset(_members(taken) if taken else {bidder})
        entrants.append(Entrant(lot, bidder, members, Declaration(taken.is_small if taken else None)))
    absent = [each for each in entrants if (each.lot, each.bidder.pk) not in taking]
    return [
        *_unfit(entrants, wall_clock.today()),
        *_reserved(procurement, entrants),
        *_declined(taking, entrants),
        *(_absent(each) for each in absent),
        *_uninvited(procurement, entrants),
        *_served_before(procurement, entrants),
        *_within_lots(entrants, wall_clock.today()),
    ]


def cautions_on_entry(procurement: Procurement, entrant: Entrant, day: date) -> list[Found]:
    """The same of one whose response is entered by hand and was opened on that day, beside those that were entered before."""
    rows = Response.objects.filter(procurement=procurement, lot=entrant.lot, quotation=Quotation.FIRST)
    rows = rows.exclude(bidder=entrant.bidder).select_related("bidder").order_by("pk")
    others = {each.bidder_id: _offering(each) for each in rows.prefetch_related("members__body")}
    taking = {(each.lot_id, each.bidder_id): each for each in _taking_part(procurement)}
    return [
        *_unfit([entrant], day),
        *_reserved(procurement, [entrant]),
        *_declined(taking, [entrant]),
        *_uninvited(procurement, [entrant]),
        *_served_before(procurement, [entrant]),
        *(found for each in others.values() for found in _within([entrant, each], day)),
    ]


def namesakes_of(response: Response) -> list[Conflict]:
    """The other bidders of its lot whose persons in charge have the name of its own, on the day on which bids end."""
    procurement = response.procurement
    day = day_of(procurement.bid_deadline_at) if procurement.bid_deadline_at else wall_clock.today()
    rows = Response.objects.filter(procurement=procurement, lot=response.lot, quotation=Quotation.FIRST)
    others = rows.exclude(bidder=response.bidder).select_related("bidder").prefetch_related("members__body")
    own = _in_order(_offering(response).members)
    theirs = [body for each in others.order_by("pk") for body in _in_order(_offering(each).members)]
    known = Standing.on({*own, *theirs}, day)
    said = (known.same_head(*pair) for pair in product(own, theirs))
    return [Conflict(each, SAME_OR_EARLIER) for each in said if each]


def _offering(response: Response) -> Entrant:
    members = frozenset(each.body for each in response.members.all())
    return Entrant(response.lot_id, response.bidder, members | {response.bidder})


def _taking_part(procurement: Procurement) -> list[Participation]:
    rows = procurement.participations.filter(state=ParticipationState.TAKING_PART)
    return list(
        rows.select_related("bidder").prefetch_related("members__body", "members__decline").order_by("pk")
    )


def _absent(entrant: Entrant) -> Found:
    said = _("%(name)s没有在本系统登记参加，资格的声明没有作出") % {"name": entrant.bidder.name}
    return Found(CautionKind.ABSENT, Conflict(said, UNFIT), (entrant,))


def _declined(
    taking: Mapping[tuple[int | None, int], Participation], entrants: Sequence[Entrant]
) -> Iterator[Found]:
    """The consortia of which a member has said that it is none."""
    for each in entrants:
        taken = taking.get((each.lot, each.bidder.pk))
        for member in taken.members.all() if taken else ():
            if member.has_declined:
                names = {"name": member.body.name, "lead": each.bidder.name}
                said = _("%(name)s在响应截止以前表示不参加%(lead)s的联合体，请核对联合协议") % names
                yield Found(CautionKind.DECLINED, Conflict(said, AGREEMENT), (each,))


def _uninvited(procurement: Procurement, entrants: Sequence[Entrant]) -> Iterator[Found]:
    """Of a method that invites: those who were not drawn; without a list here a person compares."""
    invited = load_methods()[procurement.method].limits.get("invited")
    if invited is None:
        return
    is_listed = list_of(procurement) is not None
    drawn = {each.candidate.body_id for each in invited_to(procurement)} if is_listed else set()
    for each in entrants:
        if each.bidder.pk in drawn or (is_listed and not is_left_out(procurement, each.bidder)):
            continue
        name = {"name": each.bidder.name}
        if is_listed:
            said = _("没有向%(name)s发出投标邀请书") % name
        else:
            said = _("本系统没有受邀供应商的名单，请照邀请的记录核对%(name)s是否受到邀请") % name
        yield Found(CautionKind.INVITATION, Conflict(said, invited.article), (each,))


def bars_earlier_work(procurement: Procurement) -> bool:
    """Whether who prepared the project is kept out of it: in every method but the single source (procurement-regulation:18)."""
    return procurement.method != "single_source"


def _served_before(procurement: Procurement, entrants: Sequence[Entrant]) -> Iterator[Found]:
    """Those who won another procurement of the same project: only a person can say whether it prepared this one."""
    if not entrants or not bars_earlier_work(procurement):
        return
    paid_too = Procurement.objects.filter(shares__project__in=procurement.shares.values("project"))
    others = paid_too.exclude(pk=procurement.pk).select_related("past__winner").distinct()
    for other in others.order_by("pk"):
        winners = _winners(other)
        for each in entrants:
            for body in _in_order(each.members & winners):
                said = _(
                    "%(name)s在同一项目的“%(title)s”（%(number)s）里中标、成交，"
                    "请核对那是不是为本项目做的整体设计、规范编制、项目管理、监理、检测"
                ) % {"name": body.name, "title": other.title, "number": other.number}
                yield Found(CautionKind.EARLIER, Conflict(said, SAME_OR_EARLIER), (each,))


def _winners(procurement: Procurement) -> set[Body]:
    awards = awards_of(procurement).select_related("response__bidder")
    found = {
        body
        for each in awards.prefetch_related("response__members__body")
        for body in _offering(each.response).members
    }
    entered = offers_of(procurement).filter(is_awarded=True).select_related("response__bidder")
    return found | {each.response.bidder for each in entered if each.response}


def _within_lots(entrants: Sequence[Entrant], day: date) -> Iterator[Found]:
    for lot in dict.fromkeys(each.lot for each in entrants):
        yield from _within([each for each in entrants if each.lot == lot], day)


def _within(entrants: Sequence[Entrant], day: date) -> Iterator[Found]:
    known = Standing.on({body for each in entrants for body in each.members}, day)
    agents = _agents([each.bidder for each in entrants])
    for one, other in combinations(entrants, 2):
        names = {"one": one.bidder.name, "other": other.bidder.name}
        found = []
        for mine, theirs in _related(one, other):
            said = {"one": mine.name, "other": theirs.name}
            found.append(
                Conflict(
                    _("%(one)s和%(other)s在单位库里是上下级，请核对有没有直接控股、管理关系") % said,
                    SAME_OR_EARLIER,
                )
            )
        for mine, theirs in product(_in_order(one.members), _in_order(other.members)):
            found += (Conflict(said, SAME_OR_EARLIER) for said in known.between(mine, theirs))
        if agents.get(one.bidder.pk, set()) & agents.get(other.bidder.pk, set()):
            found.append(Conflict(_("%(one)s和%(other)s由同一个人经办") % names, SAME_HAND))
        for body in _in_order(one.members & other.members):
            found.append(Conflict(_("%(name)s在同一采购里参加了两次") % {"name": body.name}, JOINS_TWICE))
        yield from (Found(CautionKind.CONFLICT, each, (one, other)) for each in found)


def _unfit(entrants: Sequence[Entrant], day: date) -> Iterator[Found]:
    against = against_providers({body for each in entrants for body in each.members}, day)
    for number, answer in against.items():
        concerned = tuple(each for each in entrants if number in {body.pk for body in each.members})
        yield Found(CautionKind.UNFIT, Conflict(answer.message, answer.rule.articles[0] or UNFIT), concerned)


def _reserved(procurement: Procurement, entrants: Sequence[Entrant]) -> Iterator[Found]:
    """Those whom a reserve leaves out, or who declared to be small and can't be, alone or in a consortium."""
    for each in entrants:
        bidders = dict.fromkeys(_in_order(each.members), UNSAID) | {each.bidder: each.declared}
        for _body, answer in against(procurement, bidders):
            yield Found(CautionKind.UNFIT, Conflict(answer.message, answer.rule.articles[0]), (each,))


def _members(participation: Participation) -> set[Body]:
    """Who is in it: not who has declined."""
    joined = (each.body for each in participation.members.all() if not each.has_declined)
    return {participation.bidder, *joined}


def _related(one: Entrant, other: Entrant) -> Iterator[tuple[Body, Body]]:
    """Members of the one and of the other of whom one stands above the other in the tree of bodies, which says nothing of shares."""
    for mine, theirs in product(_in_order(one.members), _in_order(other.members)):
        if mine != theirs and (mine.path.startswith(theirs.path) or theirs.path.startswith(mine.path)):
            yield mine, theirs


def _in_order(bodies: Iterable[Body]) -> list[Body]:
    return sorted(bodies, key=lambda each: each.pk)


def _agents(bodies: Sequence[Body]) -> dict[int, set[int]]:
    """The numbers of those who act for the bodies today."""
    held = Appointment.objects.filter(
        body__in=bodies, role=Role.PROVIDER_AGENT, days__contains=wall_clock.today()
    )
    found: dict[int, set[int]] = {}
    for body, person in held.values_list("body", "person"):
        found.setdefault(body, set()).add(person)
    return found
