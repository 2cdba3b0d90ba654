"""The opinion on a project for templates."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goufu.check.results import Unanswered
from goufu.core.action import history
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.decisions.here import beside_cards
from goufu.law.cards import title_of
from goufu.planning.facts import OF_APPROPRIATION, STAGE
from goufu.planning.law import is_to_fill, reader_version_of
from goufu.planning.models import Project
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.designations import names_of


class LookedInto(NamedTuple):
    """Who reviewed what the law leaves to a person, on which day, and the titles of those rules."""

    person: str
    day: date
    rules: list[str]


class LeftOpen(NamedTuple):
    """What rules could not answer, as HTML: the notice of those that would block (planning/unanswered.html), and the list
    of facts that were not given with how many there are. appropriation: the titles of those among them that only the
    provider's file tells.
    """

    unanswered: SafeString
    missing: SafeString
    number: int
    appropriation: list[str]


class OnFile(NamedTuple):
    """Where the provider's file says what no form asks: the titles of the facts, the body, and what the agent may do there."""

    facts: list[str]
    provider: Body
    may_see: bool
    may_keep: bool


MOST_KNOWN = 512
KNOWN: dict[tuple[Any, ...], LeftOpen] = {}  # most projects leave the same facts open


def law_context(opinion: Opinion, project: Project, agent: Agent) -> dict[str, Any]:
    """The context of planning/law.html, with how doubts like those of the project were decided, as far as the agent may see."""

    def is_open(answer: Any) -> bool:
        return project.is_editable and is_to_fill(answer, project)

    failed = (opinion.blocking, opinion.to_review, opinion.to_explain)
    blocking, to_review, to_explain = ([each for each in group if not is_open(each)] for group in failed)
    here = beside_cards(
        agent,
        project.title,
        project.need,
        [each.rule.id for each in to_review],
        known=names_of(project.purchaser) if to_review else (),
        may_decide=False,  # that is a step of its own
    )
    return {
        "opinion": opinion,
        "to_fill": cards(each for group in failed for each in group if is_open(each)),
        "blocking": cards(blocking),
        "to_review": [(card, here.get(card.rule)) for card in cards(to_review)],
        "to_explain": cards(to_explain),
        "to_note": cards(opinion.to_note),
        "left_open": partial(_left_open, opinion),  # not every page shows it
        "on_file": partial(_on_file, opinion, project, agent),
        "looked_into": _looked_into(project) if to_review else None,
        "reader_version": reader_version_of(project),
    }


def _left_open(opinion: Opinion) -> LeftOpen:
    key = (get_language(), *opinion.basis_of_missing)
    known = KNOWN.get(key)
    if known is None:
        if len(KNOWN) >= MOST_KNOWN:
            KNOWN.clear()
        known = KNOWN[key] = _rendered(opinion)
    return known


def _on_file(opinion: Opinion, project: Project, agent: Agent) -> OnFile | None:
    provider = project.provider_body
    if provider is None or not (facts := _left_open(opinion).appropriation):
        return None
    may_see, may_keep = (
        agent.may_on(each, provider) for each in (Permission.SEE_BODIES, Permission.KEEP_PROVIDERS)
    )
    return OnFile(facts, provider, may_see, may_keep)


def _rendered(opinion: Opinion) -> LeftOpen:
    book, missing = opinion.question.book, opinion.missing
    surely, perhaps = (Unanswered.of(each, book) for each in opinion.blocking_unanswered)
    notice = {"unanswered": surely, "perhaps": perhaps}
    on_file = {title_of(name, STAGE, book) for name in OF_APPROPRIATION}
    return LeftOpen(
        render_to_string("planning/unanswered.html", notice),
        render_to_string("planning/missing.html", {"missing": missing}),
        len(missing),
        [each.fact for each in missing if each.fact in on_file],
    )


def _looked_into(project: Project) -> LookedInto | None:
    if project.approved_at is None:
        return None
    entry = history(project).filter(action="planning.project.approved").first()
    if entry is None:
        return None
    return LookedInto(entry.person_name, timezone.localdate(entry.at), entry.facts.get("reviewed", []))
