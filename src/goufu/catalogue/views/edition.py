"""The page of an edition: state, requirements not met, next steps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.catalogue.missing import next_step
from goufu.catalogue.models import Edition, EditionState
from goufu.catalogue.queries import lists
from goufu.catalogue.steps import EDITION_STEPS
from goufu.catalogue.tables import STATE_KINDS
from goufu.catalogue.transitions import EDITION
from goufu.catalogue.views.reading import agent_of
from goufu.core.form_pages import articles
from goufu.core.permissions import Permission

STATES_IN_ORDER = (
    EditionState.DRAFT,
    EditionState.CONSULTING,
    EditionState.REVIEWING,
    EditionState.PUBLISHED,
)


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """The page of an edition: state, requirements before the next step, entries; comments for its makers."""
    agent = agent_of(request)
    found = lists.edition(agent, number)
    makes_it = agent is not None and agent.may_on(Permission.SEE_EDITIONS, found)
    offers = EDITION_STEPS.offers(agent, found) if agent else []
    missing = next_step(found, wall_clock.today()) if makes_it else []
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "edition": found,
        "state_kind": STATE_KINDS[found.state],
        "steps": [{"word": state.label, "url": ""} for state in STATES_IN_ORDER],
        "here": _place(found),
        "missing": [(each, articles(each.articles)) for each in missing],
        "offers": [each for each in offers if not (missing and each.is_next)],
        "next": next((each for each in offers if each.is_next), None),
        "makes_it": makes_it,
        "may_write": EDITION.allows("write", found.state)
        and agent is not None
        and agent.may_on(Permission.DRAFT_EDITION, found),
        "may_settle": makes_it
        and found.state == EditionState.CONSULTING
        and agent is not None
        and agent.may_on(Permission.DRAFT_EDITION, found),
        "comments": found.comments.select_related("body") if makes_it else [],
        "reviews": found.reviews.all() if makes_it else [],
        "q": words,
        "tree": [] if words else lists.tree(found),
        "found": lists.search(found, words) if words else None,
        "entry_count": found.entries.count(),
    }
    return render(request, "catalogue/edition.html", context)


def _place(edition: Edition) -> int:
    """The position among the steps, from 1; past the end when published; 0 when withdrawn."""
    if edition.is_public:
        return len(STATES_IN_ORDER) + 1
    return STATES_IN_ORDER.index(EditionState(edition.state)) + 1 if edition.state in STATES_IN_ORDER else 0
