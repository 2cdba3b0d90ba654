"""What the law says of a project, and why something was refused, as the templates want it."""

from __future__ import annotations

from typing import Any

from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.opinion import Opinion, cards
from goufu.law.cards import cited
from goufu.law.load import load_rulebook
from goufu.planning.law import opinion_on
from goufu.planning.models import Project


def opinion_of(project: Project) -> Opinion:
    """The law's opinion, with the project's waivers taken into account."""
    return opinion_on(project.pk, [each.rule for each in project.waivers.all()])


def law_context(opinion: Opinion) -> dict[str, Any]:
    """For planning/law.html."""
    return {
        "opinion": opinion,
        "blocking": cards(opinion.blocking),
        "to_review": cards(opinion.to_review),
        "to_explain": cards(opinion.to_explain),
        "to_note": cards(opinion.to_note),
    }


def refused_context(refusal: Refusal | None) -> dict[str, Any]:
    """The cards of the rules that stand in the way, or the articles under which something else was refused."""
    book = load_rulebook()
    refs = refusal.articles if refusal else ()
    return {
        "refused": refusal.cards if isinstance(refusal, AgainstTheLaw) else (),
        "articles": cited([book.cite(ref) for ref in refs], refs),
    }
