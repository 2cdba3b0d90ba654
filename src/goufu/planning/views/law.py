"""The opinion on a project for templates."""

from __future__ import annotations

from typing import Any

from goufu.core.opinion import Opinion, cards


def law_context(opinion: Opinion) -> dict[str, Any]:
    """The context of planning/law.html."""
    return {
        "opinion": opinion,
        "blocking": cards(opinion.blocking),
        "to_review": cards(opinion.to_review),
        "to_explain": cards(opinion.to_explain),
        "to_note": cards(opinion.to_note),
    }
