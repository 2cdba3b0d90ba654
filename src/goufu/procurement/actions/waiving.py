"""Waivers: whoever the rule names waives it for one procurement before it begins, with a reason and, where wanted, a last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.reasons import required_reason
from goufu.law.load import load_rulebook
from goufu.law.model import Rule
from goufu.law.pages import WAIVERS
from goufu.law.versions import version_of
from goufu.planning.actions.deciding import WAIVED_BY
from goufu.procurement.law import opinion_of, waivable
from goufu.procurement.models import Procurement, RuleWaiver
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


def waive_rules(
    *,
    procurement: int,
    reasons: Mapping[str, str],
    until: date | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> list[RuleWaiver]:
    """Waives rules of the stage for one procurement, each with a reason, in the agent's name; public with its notice.

    until: the last day on which they hold; None as long as the rule reads as it does. Raises Refusal for a rule that is met
    or can't be waived, and for a day that is over; NotAllowed for one that another office waives; Stale.
    """
    with action("procurement.rules.waived", *WAIVED_BY.values(), by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "waive", version=version)
        if until is not None and until < wall_clock.today():
            raise Refusal("豁免到期的日子已经过了", "写以后的日子，或者空着", field="until")
        opinion = act.ask(lambda: opinion_of(found))
        act.log_opinion(opinion)
        failed = {each.rule.id: each.rule for each in waivable(opinion)}
        made = [_waiver(found, failed.get(rule), rule, reason, until, by) for rule, reason in reasons.items()]
        for waiver in made:
            act.create(waiver)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(waived={each.rule_title: each.reason for each in made}, until=until)
    return made


def _waiver(
    procurement: Procurement, failed: Rule | None, rule: str, reason: str, until: date | None, by: Agent
) -> RuleWaiver:
    """The waiver, not stored yet. Raises Refusal, NotAllowed."""
    known = load_rulebook().rules.get(rule)
    title = known.title if known else rule
    if failed is None:
        raise Refusal(f"“{title}”不是要说明理由的规则，或者已经符合，不能豁免", "请刷新页面，看最新的回答")
    if not by.may_on(WAIVED_BY[failed.waiver], procurement):
        raise NotAllowed(f"“{title}”不由您的岗位豁免", WAIVERS[failed.waiver])
    return RuleWaiver(
        procurement=procurement,
        rule=rule,
        rule_version=version_of(failed, load_rulebook()),
        rule_title=failed.title,
        reason=required_reason(reason, "豁免"),
        until=until,
        person=by.person,
        body=by.body,
        day=wall_clock.today(),
    )
