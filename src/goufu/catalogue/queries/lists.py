"""Queries of editions, entries and comments, as far as the agent may see them."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from goufu.catalogue.codes import FILED_UNDER, path_of
from goufu.catalogue.models import (
    NO_COMMENTS,
    PUBLIC,
    CentralList,
    Comment,
    Edition,
    EditionEntry,
    EditionState,
)
from goufu.core.composed import Composed, Param
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.rows import numbered
from goufu.registry.agents import Agent
from goufu.registry.queries.designations import name_at

MOST_FOUND = 200


def editions(agent: Agent | None) -> QuerySet[Edition]:
    """The published editions, and others by scope, or on which the agent's body is asked for comments.

    `owner_name`: the owner's name when the edition was published.
    """
    seen = Q(state__in=PUBLIC)
    if agent:
        seen |= visible(agent, Permission.SEE_EDITIONS, Edition.SCOPE_FIELDS)
        if agent.may(Permission.GIVE_COMMENT):
            asked = Comment.objects.filter(body=agent.body).values("edition")
            seen |= Q(pk__in=asked) & ~Q(state=EditionState.WITHDRAWN)
    return _whole(Edition.objects.filter(seen)).order_by("-pk")


def _whole(rows: QuerySet[Edition]) -> QuerySet[Edition]:
    owned = rows.select_related("owner__place", "based_on")
    return owned.annotate(owner_name=name_at("owner", "published_on")).order_by()


_EDITION: Composed[Edition] = Composed(
    lambda: _whole(Edition.objects.filter(pk=Param("number", Edition._meta.pk)))
)
_ENTRY = Composed(
    lambda: (
        EditionEntry.objects.filter(pk=Param("number", EditionEntry._meta.pk))
        .select_related("edition__owner__place", "edition__based_on")
        .order_by()
    )
)


def edition(agent: Agent | None, number: int) -> Edition:
    """The edition. Raises NotFound."""
    found = _EDITION.first(number=number)
    if found is None or not _sees(agent, found):
        raise NotFound
    return found


def _sees(agent: Agent | None, edition: Edition) -> bool:
    """Whether the edition is among `editions`."""
    if edition.state in PUBLIC or agent is None:
        return edition.state in PUBLIC
    if agent.may_on(Permission.SEE_EDITIONS, edition):
        return True
    may_be_asked = edition.state != EditionState.WITHDRAWN and agent.may(Permission.GIVE_COMMENT)
    return may_be_asked and Comment.objects.filter(edition=edition.pk, body=agent.body).exists()


def edition_list(agent: Agent | None) -> QuerySet[Edition]:
    return editions(agent).annotate(entry_count=Count("entries"))


def central_lists() -> QuerySet[CentralList]:
    """All lists of what is bought centrally, which are public, with the number of their items."""
    listed = CentralList.objects.select_related("owner__place").annotate(item_count=Count("items"))
    return listed.order_by("-valid_from", "-pk")


def tree(edition: Edition) -> list[tuple[EditionEntry, list[tuple[EditionEntry, list[EditionEntry]]]]]:
    """The classes with the second and third levels below them. Level four is shown on the entry's page."""
    below: dict[str | None, list[EditionEntry]] = {}
    for entry in edition.entries.filter(level__lte=FILED_UNDER):
        below.setdefault(entry.parent, []).append(entry)
    return [
        (top, [(second, below.get(second.code, [])) for second in below.get(top.code, [])])
        for top in below.get(None, [])
    ]


def search(edition: Edition, words: str) -> list[EditionEntry]:
    """The entries that match each word by code, name, description or item, ordered by code, at most MOST_FOUND."""
    found = edition.entries.all()
    for word in words.split():
        found = found.filter(
            Q(code__startswith=word.upper())
            | Q(name__icontains=word)
            | Q(description__icontains=word)
            | Q(items__contains=[word.upper()])
        )
    return list(found[:MOST_FOUND])


def entry(agent: Agent | None, number: int) -> EditionEntry:
    """The entry. Raises NotFound."""
    found = _ENTRY.first(number=number)
    if found is None or not _sees(agent, found.edition):
        raise NotFound
    return found


def path(entry: EditionEntry) -> list[EditionEntry]:
    """The entries from the class down to the entry itself."""
    return list(EditionEntry.objects.filter(edition=entry.edition_id, code__in=path_of(entry.code)))


def comments_asked(agent: Agent) -> QuerySet[Comment]:
    """The comments requested from the agent's body, unanswered ones first."""
    return (
        Comment.objects.filter(visible(agent, Permission.GIVE_COMMENT, Comment.SCOPE_FIELDS))
        .exclude(edition__state=EditionState.WITHDRAWN)
        .select_related("edition__owner", "body")
        .order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk")
    )


def comment(agent: Agent, number: int) -> Comment:
    """A comment requested from the agent's body, or on an edition that the agent's scope covers. Raises NotFound."""
    seen = Comment.objects.filter(
        Q(body=agent.body) & visible(agent, Permission.GIVE_COMMENT, Comment.SCOPE_FIELDS)
        | visible(agent, Permission.SEE_EDITIONS, EditionEntry.SCOPE_FIELDS)
    )
    return numbered(seen.select_related("edition__owner__place", "body"), number)


def comments_to_settle(agent: Agent) -> QuerySet[Comment]:
    """The comments that came in on editions of the agent's body, and of which it hasn't said yet whether it takes them up."""
    if not agent.may(Permission.DRAFT_EDITION):
        return Comment.objects.none()
    return (
        Comment.objects.filter(
            edition__owner=agent.body,
            edition__state=EditionState.CONSULTING,
            answered_on__isnull=False,
            is_accepted=None,
        )
        .exclude(text__in=NO_COMMENTS)
        .select_related("edition", "body")
        .order_by("answered_on", "pk")
    )


def comments_waiting(agent: Agent) -> QuerySet[Comment]:
    """The comments that the agent's body still has to give."""
    return comments_asked(agent).filter(answered_on=None, edition__state=EditionState.CONSULTING)
