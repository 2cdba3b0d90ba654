"""Lists of editions, entries and comments, each with what the agent may see and no more."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from goufu.catalogue.codes import FILED_UNDER, path_of
from goufu.catalogue.models import PUBLIC, Comment, Edition, EditionEntry, EditionState
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.registry.agents import Agent
from goufu.registry.queries.designations import name_at

MOST_FOUND = 200


def editions(agent: Agent | None) -> QuerySet[Edition]:
    """What is published, and what the agent may see of what is not: his own, his office's clients', what he is asked of.

    `owner_name`: as the owner was called when the edition was published.
    """
    seen = Q(state__in=PUBLIC)
    if agent:
        seen |= visible(agent, Permission.SEE_EDITIONS, Edition.SCOPE_FIELDS)
        if agent.may(Permission.GIVE_COMMENT):
            asked = Comment.objects.filter(body=agent.body).values("edition")
            seen |= Q(pk__in=asked) & ~Q(state=EditionState.WITHDRAWN)
    return (
        Edition.objects.filter(seen)
        .select_related("owner__place", "based_on")
        .annotate(owner_name=name_at("owner", "published_on"))
        .order_by("-pk")
    )


def edition(agent: Agent | None, number: int) -> Edition:
    """Raises NotFound."""
    found = editions(agent).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def edition_list(agent: Agent | None) -> QuerySet[Edition]:
    return editions(agent).annotate(entry_count=Count("entries"))


def tree(edition: Edition) -> list[tuple[EditionEntry, list[tuple[EditionEntry, list[EditionEntry]]]]]:
    """The classes with the second level below them, and the third below that. The fourth opens with its entry."""
    below: dict[str | None, list[EditionEntry]] = {}
    for entry in edition.entries.filter(level__lte=FILED_UNDER):
        below.setdefault(entry.parent, []).append(entry)
    return [
        (top, [(second, below.get(second.code, [])) for second in below.get(top.code, [])])
        for top in below.get(None, [])
    ]


def search(edition: Edition, words: str) -> list[EditionEntry]:
    """Entries whose code, name, description or items hold all the words, in the order of codes."""
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
    """Raises NotFound."""
    found = (
        EditionEntry.objects.select_related("edition__owner__place", "edition__based_on")
        .filter(pk=number, edition__in=editions(agent).order_by().values("pk"))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def path(entry: EditionEntry) -> list[EditionEntry]:
    """From the class down to the entry itself."""
    return list(EditionEntry.objects.filter(edition=entry.edition_id, code__in=path_of(entry.code)))


def comments_asked(agent: Agent) -> QuerySet[Comment]:
    """What the agent's body is asked, what waits for an answer first."""
    return (
        Comment.objects.filter(visible(agent, Permission.GIVE_COMMENT, Comment.SCOPE_FIELDS))
        .exclude(edition__state=EditionState.WITHDRAWN)
        .select_related("edition__owner", "body")
        .order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk")
    )


def comment(agent: Agent, number: int) -> Comment:
    """One that the agent's body is asked, or one on an edition whose making the agent may see. Raises NotFound."""
    found = (
        Comment.objects.select_related("edition__owner__place", "body")
        .filter(
            Q(body=agent.body) & visible(agent, Permission.GIVE_COMMENT, Comment.SCOPE_FIELDS)
            | visible(agent, Permission.SEE_EDITIONS, EditionEntry.SCOPE_FIELDS),
            pk=number,
        )
        .first()
    )
    if found is None:
        raise NotFound
    return found


def comments_waiting(agent: Agent) -> QuerySet[Comment]:
    """What the agent's body has still to answer."""
    return comments_asked(agent).filter(answered_on=None, edition__state=EditionState.CONSULTING)
