"""Deadlines of a project: what must be done by which day, under which article."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.core.work import WorkItem
from goufu.law.load import load_rulebook
from goufu.planning.models import Project

_INTENTION_RULE = "plan.intention-notice"


def intention_due(project: Project) -> WorkItem | None:
    """The publication of the purchase intention, by that many days before the procurement begins; None where it isn't due.

    It is due of what reaches the threshold of its day and place, as soon as the beginning of the procurement is known.
    """
    said = project.facts.get("started_on")
    if not said or "intention_published_on" in project.facts or project.amount is None:
        return None
    begins = date.fromisoformat(said)
    days = _value("intention_notice_days", begins, project)
    threshold = _value("procurement_threshold_yuan", begins, project)
    if not days or not threshold or project.amount < threshold:
        return None
    return WorkItem(
        _("公开采购意向：%s") % project.title,
        reverse("planning:project", args=[project.pk]),
        due=begins - timedelta(days=int(days)),
        article=load_rulebook().rules[_INTENTION_RULE].articles[0],
    )


def _value(parameter: str, day: date, project: Project) -> Any:
    held = load_rulebook().parameters[parameter].at(day, project.level, project.place_code)
    return held.value if held else None
