"""Queries for providers: open procurements, what is public of one, the own participations, questions and searches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.rows import numbered
from goufu.procurement.models import (
    Invitation,
    Letter,
    Notice,
    NoticeState,
    Occurrence,
    Participation,
    ParticipationMember,
    ParticipationState,
    Procurement,
    ProcurementState,
    Question,
    QuestionState,
    SavedSearch,
    Share,
)
from goufu.procurement.notices import load_notices
from goufu.procurement.review.events import AWARDED, REVIEWED
from goufu.procurement.review.rounds import voiding
from goufu.registry.agents import Agent

PLACE_DIGITS = (2, 4, 6)


def announced() -> QuerySet[Any]:
    """The procurements that were announced in public, with the purchaser."""
    return _announced().select_related("purchaser__place")


@cache
def _announced() -> QuerySet[Any]:
    """The same without: filtered each time, composed anew only as far as that goes."""
    kinds = [name for name, each in load_notices().kinds.items() if each.is_announcing]
    notices = Notice.objects.filter(procurement=OuterRef("pk"), state=NoticeState.PUBLISHED, kind__in=kinds)
    return Procurement.objects.filter(Exists(notices))


def open_now(now: Any = None) -> QuerySet[Any]:
    """Those in which one can still take part, the nearest deadline first. now: a place for the moment, in what is composed once."""
    now = now or wall_clock.now()
    rows = announced().filter(state=ProcurementState.RUNNING, bid_deadline_at__gt=now)
    rows = rows.filter(Q(applications_until=None) | Q(applications_until__gt=now))
    return rows.order_by("bid_deadline_at", "pk")


def is_open(procurement: Procurement) -> bool:
    """Whether one can still take part in it, so that whatever is asked about the file is answered to all."""
    at = procurement.bid_deadline_at
    return procurement.state == ProcurementState.RUNNING and at is not None and at > wall_clock.now()


def open_invitations(body: Any, now: Any = None) -> QuerySet[Any]:
    """The tenders to which the body was invited, can still take part in and doesn't, the nearest deadline first.

    body, now: or places for them.
    """
    mine = Invitation.objects.filter(
        candidate__of__procurement=OuterRef("pk"), candidate__body=body, passed_over=""
    )
    taking = Participation.objects.filter(
        procurement=OuterRef("pk"), bidder=body, state=ParticipationState.TAKING_PART
    )
    rows = announced().filter(state=ProcurementState.RUNNING, bid_deadline_at__gt=now or wall_clock.now())
    return rows.filter(Exists(mine), ~Exists(taking)).order_by("bid_deadline_at", "pk")


def past() -> QuerySet[Any]:
    """Those whose deadline is over, or that were ended before it; what was over last first."""
    over_at = Least("bid_deadline_at", "ended_at")  # of one that was not ended: its deadline
    rows: QuerySet[Any] = announced().filter(bid_deadline_at__isnull=False).alias(over_at=over_at)
    return rows.filter(over_at__lte=wall_clock.now()).order_by("-over_at", "-pk")


def looked_for(rows: QuerySet[Any], *, words: str = "", field: str = "", place: str = "") -> QuerySet[Any]:
    """Those of the rows with all the words in the title, of the field, in the place or below it."""
    for word in words.split():
        rows = rows.filter(title__icontains=word)
    if field:
        rows = rows.filter(Exists(Share.objects.filter(procurement=OuterRef("pk"), project__field=field)))
    if place:
        rows = rows.filter(purchaser__place__code__startswith=_prefix(place))
    return rows


def _prefix(code: str) -> str:
    """What the codes of the place and of all below it begin with."""
    digits = next(each for each in PLACE_DIGITS if each == 6 or not code[each:].strip("0"))
    return code[:digits]


def announced_for(number: int) -> Any:
    """The announced procurement of that number. Raises NotFound."""
    return numbered(announced(), number)


def answered(procurement: Procurement) -> QuerySet[Question]:
    """The answered questions that are for all, without who asked."""
    rows = procurement.questions.filter(state=QuestionState.ANSWERED, is_private=False)
    return rows.defer("asker", "asked_by")


def questions_for(agent: Agent) -> QuerySet[Question]:
    """The questions on procurements that the agent may see as their purchaser."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Question.SCOPE_FIELDS)
    return Question.objects.filter(seen).select_related("procurement__purchaser__place", "asker")


def question_for(agent: Agent, number: int) -> Question:
    """Raises NotFound."""
    return numbered(questions_for(agent), number)


def own_questions(agent: Agent) -> QuerySet[Question]:
    """What the agent's body has asked, newest first."""
    seen = visible(agent, Permission.SEE_BIDS, Question.ASKER_FIELDS)
    return Question.objects.filter(seen).select_related("procurement").order_by("-id")


def participations(agent: Agent) -> QuerySet[Participation]:
    """The participations of the agent's body, newest first."""
    seen = visible(agent, Permission.SEE_BIDS, Participation.SCOPE_FIELDS)
    return (
        Participation.objects.filter(seen)
        .select_related("procurement__purchaser__place", "lot", "bidder", "application_letter")
        .order_by("-id")
    )


def participation_for(agent: Agent, number: int) -> Participation:
    """Raises NotFound."""
    return numbered(participations(agent).prefetch_related("members__body"), number)


def memberships(agent: Any) -> QuerySet[ParticipationMember]:
    """The consortia of others that take part with the agent's body as a member, unless it has declined; the newest first."""
    taking = Q(participation__state=ParticipationState.TAKING_PART, decline=None)
    return named_in(agent).filter(taking)


def named_in(agent: Any) -> QuerySet[ParticipationMember]:
    """The same with those that have ended or that the body has declined."""
    seen = visible(agent, Permission.SEE_BIDS, ParticipationMember.SCOPE_FIELDS)
    rows = ParticipationMember.objects.filter(seen).select_related(
        "participation__procurement__purchaser", "participation__bidder", "participation__lot"
    )
    return rows.order_by("-id")


def membership_for(agent: Agent, number: int) -> ParticipationMember:
    """Raises NotFound."""
    return numbered(memberships(agent), number)


def consortia_to_look_at(agent: Any, now: Any) -> QuerySet[ParticipationMember]:
    """Until the deadline: those that name the body, which it can still decline, and of those that it leads who has declined."""
    mine = Q(body=agent.body, decline=None)
    led = Q(participation__bidder=agent.body, decline__isnull=False)
    rows = ParticipationMember.objects.filter(
        mine | led,
        participation__state=ParticipationState.TAKING_PART,
        participation__procurement__state=ProcurementState.RUNNING,
        participation__procurement__bid_deadline_at__gt=now,
    )
    return rows.select_related("body", "decline", "participation__procurement", "participation__bidder")


def _round(event: str) -> Combinable:
    """The round of a letter's procurement that counts now, as `rounds.round_of` says."""
    voided = (
        Occurrence.objects.filter(procurement=OuterRef("response__procurement"), event__in=voiding(event))
        .order_by()
        .values("procurement")
        .annotate(times=Count("pk"))
        .values("times")
    )
    return Coalesce(Subquery(voided), 0) + 1


def own_letters(agent: Agent) -> QuerySet[Letter]:
    """The letters to the agent's body, newest first, without those whose award, or report of failure, was voided."""
    seen = visible(agent, Permission.SEE_BIDS, Letter.BIDDER_FIELDS)
    counting = Q(award__round=_round(AWARDED)) | Q(report__round=_round(REVIEWED))
    of_an_end = Q(award=None, report=None)
    rows = Letter.objects.filter(seen, counting | of_an_end)
    return rows.select_related("response__procurement", "service").order_by("-id")


def saved_searches(agent: Agent) -> QuerySet[SavedSearch]:
    """What the agent's body looks for."""
    return SavedSearch.objects.filter(visible(agent, Permission.SEE_BIDS, SavedSearch.SCOPE_FIELDS))


def found_by(searches: Sequence[SavedSearch], most: int) -> list[list[Procurement]]:
    """The open procurements that each of the searches finds, so many at most; two queries for all of them."""
    parts = [
        looked_for(open_now(), words=each.words, field=each.field, place=each.place)
        .annotate(search=Value(each.pk))
        .values_list("search", "pk")[:most]
        for each in searches
    ]
    if not parts:
        return []
    found = list(parts[0].union(*parts[1:], all=True))
    rows = open_now().filter(pk__in={number for _search, number in found})
    ordered = list(rows)  # the nearest deadline first
    return [[one for one in ordered if (each.pk, one.pk) in found] for each in searches]
