"""What is stored of a project beside what somebody typed into a page that is no longer the newest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from goufu.core.errors import Refusal
from goufu.core.model_fields import all_as_stored
from goufu.funds.models import BudgetLine
from goufu.planning.actions.writing import known_values
from goufu.planning.facts import asked_facts
from goufu.planning.models import Project, Target
from goufu.planning.sections import Said, sections_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the project: as it is stored, as it was typed, and the id of its input."""

    input: str
    stored: Said
    typed: Said


def differences(
    project: Project,
    values: Mapping[str, Any],
    funding: Mapping[int, Decimal],
    targets: Sequence[Mapping[str, Any]],
) -> list[Difference]:
    """Where the stored project differs from what was typed (as for `save_project`), in the order of the page."""
    typed = copy(project)
    for name, value in _as_stored(project, values).items():
        setattr(typed, name, value)
    rows = [*_of_fields(project, typed), *_of_funding(project, funding), _of_targets(project, targets)]
    return [
        each
        for each in rows
        if (each.stored.text, each.stored.amount) != (each.typed.text, each.typed.amount)
    ]


def _as_stored(project: Project, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as it would be stored, even where that would be refused."""
    try:
        return known_values(project, values)
    except Refusal:
        return {**values, "facts": asked_facts(values["facts"])}


def _of_fields(project: Project, typed: Project) -> Iterator[Difference]:
    stored, now = _rows(project), _rows(typed)
    for name in stored | now:
        title = (stored.get(name) or now[name]).title
        yield Difference(f"id_{name}", stored.get(name, Said(name, title)), now.get(name, Said(name, title)))


def _rows(project: Project) -> dict[str, Said]:
    return {each.name: each for section in sections_of(project) for each in section.said}


def _of_funding(project: Project, funding: Mapping[int, Decimal]) -> Iterator[Difference]:
    stored = {each.line_id: each.amount for each in project.funding.all()}
    for line in BudgetLine.objects.filter(pk__in={*stored, *funding}):
        name, title = f"line-{line.pk}", str(line)
        had, wants = stored.get(line.pk), funding.get(line.pk)
        yield Difference(f"id_{name}", Said(name, title, amount=had), Said(name, title, amount=wants))


def _of_targets(project: Project, targets: Sequence[Mapping[str, Any]]) -> Difference:
    typed = [
        Target(position=number, **all_as_stored(Target, said)) for number, said in enumerate(targets, start=1)
    ]
    title = _("绩效目标")
    return Difference(
        "targets",
        *(
            Said("targets", title, "\n".join(each.in_words() for each in listed))
            for listed in (project.targets.all(), typed)
        ),
    )
