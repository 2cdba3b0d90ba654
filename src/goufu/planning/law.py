"""Opinions of the law on stored projects."""

from __future__ import annotations

from collections.abc import Iterable

from goufu.core.opinion import Opinion
from goufu.law.load import load_rulebook
from goufu.law.model import Verdict
from goufu.law.versions import version_of
from goufu.planning.facts import STAGE, askable
from goufu.planning.models import Project


def opinion_of(project: Project) -> Opinion:
    """The opinion on the project, with those of its waivers that are of the rules as they read now."""
    book = load_rulebook()
    waivers = [(book.rules.get(each.rule), each.rule_version) for each in project.waivers.all()]
    return opinion_on(
        project.pk, [rule.id for rule, version in waivers if rule and version_of(rule, book) == version]
    )


def opinion_on(project: int, waived: Iterable[str] = ()) -> Opinion:
    """The opinion of all rules of the stage on the stored project; `waived` holds the ids of waived rules."""
    return Opinion.of_record(STAGE, project, waived=waived)


def facts_asked(opinion: Opinion) -> list[str]:
    """The names of the facts to ask for: of each rule that misses nothing else than facts of `Project.facts`."""
    missing = [each.missing for each in opinion.answers if each.verdict is Verdict.MISSING]
    asked = [names for names in missing if all(name in askable() for name in names)]
    return list(dict.fromkeys(name for names in asked for name in names))
