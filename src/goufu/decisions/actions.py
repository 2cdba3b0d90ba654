"""Decisions made, decided anew and withdrawn: by finance offices, each with a reason, none ever changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.decisions.doubts import STAGE, Doubt, doubt_rules, doubts_of, folded
from goufu.decisions.finding import pairs
from goufu.decisions.models import Decision, DecisionState, Verdict
from goufu.decisions.names import without_names
from goufu.decisions.transitions import DECISION
from goufu.law.load import load_rulebook
from goufu.law.readings import reading_to_keep
from goufu.law.versions import version_of
from goufu.registry.agents import Agent

_COPIED = (
    "rule", "rule_version", "rule_title", "title", "need", "said", "kind", "head", "object", "core", "plain", "reading",
    "digest", "project",
)  # fmt: skip


def decide_title(
    *, rule: str, title: str, need: str = "", verdict: str, reason: str, by: Agent, once: UUID | None = None
) -> Decision:
    """Decides the doubt of that rule in a title out of a list, for the agent's finance office.

    Raises NotAllowed; Refusal where the rule doubts nothing there, or the office has decided on it before.
    """
    with action("decisions.decision.made", Permission.DECIDE_DOUBT, by=by, once=once) as act:
        act.allow(Decision(body=by.body, place_code=by.body.place.code))
        title = title.strip()
        opinion = act.ask(lambda: _opinion_on(rule, title, need))
        doubt = doubt_in(opinion, rule, title, need)
        made = act.create(_decision(rule, doubt, title, need, verdict, reason, by))
        act.log(rule=made.rule_title)
        act.log_opinion(opinion)
    return made


def decide_on_project(
    act: Action,
    opinion: Opinion,
    *,
    project: int,
    rule: str,
    title: str,
    need: str,
    verdict: str,
    reason: str,
    known: Iterable[str],
    by: Agent,
) -> Decision:
    """The same about a project, within the action of the room whose it is, which holds the project locked.

    known: the purchaser's names, which only those may see who may see the project. Raises Refusal.
    """
    names = [*known]
    doubt = doubt_in(opinion, rule, title, need, names)
    made = _decision(rule, doubt, title, need, verdict, reason, by, project=project, known=names)
    act.create(made)
    act.log_for(made, "decisions.decision.made", rule=made.rule_title)
    return made


def replace_decision(
    *,
    decision: int,
    verdict: str,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Decision:
    """Decides anew on the same doubt; the earlier decision stays readable as replaced. Raises Refusal, Stale, NotAllowed."""
    with action("decisions.decision.replaced", Permission.DECIDE_DOUBT, by=by, once=once) as act:
        found, state = DECISION.lock(act, Decision.objects, decision, "replace", version=version)
        given = required_reason(reason, "改定")
        copied = {name: getattr(found, name) for name in _COPIED}
        act.change(found, state=state, ended_by=by.person, ended_on=wall_clock.today(), ending_reason=given)
        made = act.create(_made(verdict, given, by, replaces=found, **copied))
        act.log(verdict=str(Verdict(verdict).label), reason=given)
        act.log_for(made, "decisions.decision.made", rule=made.rule_title)
    return made


def withdraw_decision(
    *, decision: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Decision:
    """Withdraws the decision: it stays readable, and is shown nowhere else. Raises Refusal, Stale, NotAllowed."""
    with action("decisions.decision.withdrawn", Permission.DECIDE_DOUBT, by=by, once=once) as act:
        found, state = DECISION.lock(act, Decision.objects, decision, "withdraw", version=version)
        given = required_reason(reason, "撤回")
        act.change(found, state=state, ended_by=by.person, ended_on=wall_clock.today(), ending_reason=given)
        act.log(reason=given)
    return found


def doubt_in(opinion: Opinion, rule: str, title: str, need: str, known: Iterable[str] = ()) -> Doubt:
    """What the rule doubts in the texts. Raises Refusal where the opinion leaves nothing of that rule to a person."""
    book = load_rulebook()
    called = book.rules[rule].title if rule in book.rules else rule
    if rule not in doubt_rules():
        raise Refusal(
            f"“{called}”不是由人看名称和需求来判定的规则",
            "可以判定的疑点列在“哪条规则的疑点”里",
            field="rule",
        )
    doubts = doubts_of(title, need, [rule], known)
    if rule not in doubts or rule not in {each.rule.id for each in opinion.to_review}:
        raise Refusal(
            f"这个名称和需求在“{called}”这条规则下没有疑点", "请核对名称和需求，或者另选规则", field="rule"
        )
    return doubts[rule]


def _opinion_on(rule: str, title: str, need: str) -> Opinion:
    facts = {"title": title, "description": need or None, "on_date": wall_clock.today()}
    return Opinion.of_facts(STAGE, facts, rules=[rule] if rule in doubt_rules() else ())


def _decision(
    rule: str,
    doubt: Doubt,
    title: str,
    need: str,
    verdict: str,
    reason: str,
    by: Agent,
    *,
    project: int | None = None,
    known: Iterable[str] = (),
) -> Decision:
    """The decision on the doubt, not stored yet."""
    book = load_rulebook()
    return _made(
        verdict,
        required_reason(reason, "判定"),
        by,
        rule=rule,
        rule_version=version_of(book.rules[rule], book),
        rule_title=book.rules[rule].title,
        title=title,
        need=need,
        said=doubt.said,
        kind=doubt.kind,
        head=doubt.head,
        object=doubt.object,
        core=doubt.core,
        plain=without_names(title, known),
        reading=reading_to_keep(title, need),
        digest=hashlib.sha256(folded(title, need).encode()).hexdigest(),
        project=project,
    )


def _made(verdict: str, reason: str, by: Agent, **texts: Any) -> Decision:
    return Decision(
        verdict=verdict,
        reason=reason,
        person=by.person,
        body=by.body,
        day=wall_clock.today(),
        place_code=by.body.place.code,
        state=DecisionState.STANDING,
        words=pairs(texts["plain"], texts["core"], reason),
        **texts,
    )
