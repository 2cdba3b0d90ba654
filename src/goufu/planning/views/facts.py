"""What a project says of itself for templates: the same where it is read and where it is decided."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from goufu.core.stations import station_of, stations_in_order
from goufu.funds.money import ZERO
from goufu.funds.queries.ledger import held_by_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.sections import sections_of
from goufu.ui.bars import MoneyBar
from goufu.ui.columns import state

STATE_BADGES: dict[str, str] = {
    ProjectState.DRAFT: "info",
    ProjectState.SUBMITTED: "warn",
    ProjectState.RETURNED: "warn",
    ProjectState.APPROVED: "ok",
    ProjectState.ADJUSTING: "warn",
    ProjectState.WITHDRAWN: "info",
}


def project_context(project: Project) -> dict[str, Any]:
    """The context of planning/head.html and planning/body.html."""
    return {
        "state": state(STATE_BADGES[project.state], str(ProjectState(project.state).label)),
        "progress": _progress(station_of(project), get_language()),
        "sections": sections_of(project),
        "bar": _bar(project),
    }


@lru_cache(maxsize=64)
def _progress(here: int, language: str) -> SafeString:
    """How far a project has come as HTML, in the reader's language."""
    steps = [{"word": each.title} for each in stations_in_order()]
    return render_to_string("components/progress.html", {"steps": steps, "here": here})


def _bar(project: Project) -> MoneyBar | None:
    """What the project may spend of its first year's lines, and how far that has come; None where it holds nothing."""
    held = held_by_project(project.pk).values()
    if not held:
        return None
    reserved = sum((each.reserved for each in held), ZERO)
    committed = sum((each.committed for each in held), ZERO)
    paid = sum((each.paid for each in held), ZERO)
    return MoneyBar(project.needed_first_year or ZERO, reserved, committed, paid, _("当年安排"))
