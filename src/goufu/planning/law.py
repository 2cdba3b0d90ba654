"""Opinions of the law on stored projects."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from goufu.core.composed import related
from goufu.core.fact_views import KEY, facts_of_stage
from goufu.core.opinion import Opinion
from goufu.law.answers import Answer
from goufu.law.conditions import conditions_of
from goufu.law.load import load_rulebook
from goufu.law.readings import VERSION
from goufu.law.versions import version_of
from goufu.planning.facts import STAGE, askable
from goufu.planning.models import Project, Waiver


def opinion_of(project: Project) -> Opinion:
    """The opinion on the project, with those of its waivers that are of the rules as they read now.

    Where every rule is met they are not asked for.
    """
    opinion = opinion_on(project.pk)
    if not opinion.has_unmet:
        return opinion
    waived = frozenset(waiver.rule for waiver, holds in waivers_of(project) if holds)
    return replace(opinion, waived=waived) if waived else opinion


def waivers_of(project: Project) -> list[tuple[Waiver, bool]]:
    """The project's waivers, newest first, and whether each holds: its rule reads as it did."""
    book = load_rulebook()

    def holds(waiver: Waiver) -> bool:
        rule = book.rules.get(waiver.rule)
        return rule is not None and version_of(rule, book) == waiver.rule_version

    return [(waiver, holds(waiver)) for waiver in related(project, "waivers")]


def opinion_on(project: int) -> Opinion:
    """The opinion of all rules of the stage on the stored project, as if none were waived."""
    return Opinion.of_record(STAGE, project)


def reader_version_of(project: Project) -> str:
    """The version of the reader that has read the project's title and need; "" where none has yet."""
    return str((project.reading or {}).get(VERSION, ""))


def facts_as_text(project: int) -> dict[str, str]:
    """The facts of the stored project, each as text by name; those that are not given are left out."""
    facts = facts_of_stage(STAGE)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, value FROM {facts.view.name} f, jsonb_each_text(to_jsonb(f))"  # noqa: S608, our own name
            f" WHERE f.{KEY} = %s AND key = ANY(%s) AND value IS NOT NULL ORDER BY key",
            [project, [*facts.stage.facts]],
        )
        return dict(cursor.fetchall())


def is_to_fill(answer: Answer, project: Project) -> bool:
    """Whether a failed answer only says that nobody has written yet what its rule asks for: it is no mistake."""
    if not project.funding.all() and "is_budgeted" in answer.facts:
        return True
    if project.entry_id is None and "is_in_catalogue" in answer.facts:
        return True
    blanks = conditions_of(answer.rule, load_rulebook()).blanks
    return any(not str(answer.facts.get(name) or "").strip() for name in blanks)


def facts_asked(opinion: Opinion) -> list[str]:
    """The names of the facts to ask for: of each rule that misses nothing else than facts of `Project.facts`."""
    missing = [each.missing for each in opinion.unanswered]
    asked = [names for names in missing if all(name in askable() for name in names)]
    return list(dict.fromkeys(name for names in asked for name in names))
