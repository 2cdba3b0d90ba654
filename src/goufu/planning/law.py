"""What the law says of a project as it is stored."""

from __future__ import annotations

from collections.abc import Iterable

from goufu.core.opinion import Opinion
from goufu.law.model import Verdict
from goufu.planning.facts import STAGE, askable
from goufu.planning.models import Project


def opinion_of(project: Project) -> Opinion:
    """The law's opinion, with the project's waivers taken into account."""
    return opinion_on(project.pk, [each.rule for each in project.waivers.all()])


def opinion_on(project: int, waived: Iterable[str] = ()) -> Opinion:
    """Every rule for plans, asked of the stored project; `waived` are the ids of rules that were set aside for it."""
    return Opinion.of_record(STAGE, project, waived=waived)


def facts_asked(opinion: Opinion) -> list[str]:
    """Facts that only this project's circumstances tell, where nothing else is missing for a rule to answer."""
    missing = [each.missing for each in opinion.answers if each.verdict is Verdict.MISSING]
    asked = [names for names in missing if all(name in askable() for name in names)]
    return list(dict.fromkeys(name for names in asked for name in names))
