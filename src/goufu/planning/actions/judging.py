"""Deciding the doubts of a project: whether what the law leaves to a person may be bought, for this one and those like it."""

from __future__ import annotations

from uuid import UUID

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.decisions.actions import decide_on_project
from goufu.decisions.models import Verdict
from goufu.planning.actions.deciding import check_approver
from goufu.planning.law import opinion_of
from goufu.planning.models import Project
from goufu.planning.transitions import PROJECT
from goufu.registry.agents import Agent
from goufu.registry.queries.designations import names_of


def judge_doubt(
    *,
    project: int,
    rule: str,
    verdict: str,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Project:
    """Decides the doubt of that rule in the project's title and need. The project stays as it is: nobody is bound by it.

    Raises Refusal where the rule doubts nothing, or the office has decided on these texts; NotAllowed for the person who
    submitted the project; Stale.
    """
    with action("planning.project.judged", Permission.DECIDE_PROJECT, by=by, once=once) as act:
        found, _state = PROJECT.lock(act, Project.objects, project, "judge", version=version)
        check_approver(found, by)
        opinion = act.ask(lambda: opinion_of(found))
        made = decide_on_project(
            act,
            opinion,
            project=found.pk,
            rule=rule,
            title=found.title,
            need=found.need,
            verdict=verdict,
            reason=reason,
            known=names_of(found.purchaser),
            by=by,
        )
        act.log(judged={made.rule_title: str(Verdict(made.verdict).label)}, reason=made.reason)
        act.log_opinion(opinion)
    return found
