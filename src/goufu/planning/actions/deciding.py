"""The transitions of a project from draft to approval: each asks the law and reserves or releases money."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.composed import related
from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal, refuse_all
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.core.rooms import contributed_objects
from goufu.funds.actions.ledger import lock_lines
from goufu.funds.models import BudgetLine
from goufu.funds.queries.ledger import Held, held_by_project
from goufu.law.answers import Answer
from goufu.law.load import load_rulebook
from goufu.law.model import Rule
from goufu.law.pages import WAIVERS
from goufu.law.versions import version_of
from goufu.planning.actions.reserving import (
    HoldChange,
    against_hold,
    against_lines,
    against_sums,
    changes_to_hold,
    committed_by,
    hold,
)
from goufu.planning.law import facts_as_text, opinion_of
from goufu.planning.models import Project, Waiver
from goufu.planning.transitions import PROJECT
from goufu.registry.agents import Agent

WAIVED_BY = {"purchaser": Permission.WAIVE_AS_PURCHASER, "finance": Permission.WAIVE_AS_FINANCE}
# Cleared on a further transition: approval and return are those of the current round only.
_NOT_APPROVED = {"approved_by": None, "approved_at": None}
_NOT_RETURNED = {"returned_by": None, "returned_at": None, "return_reason": ""}


def submit_project(
    *, project: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Project:
    """Submits the project to the finance office, and reserves its money.

    Raises AgainstTheLaw for blocking rules, and for unwaived ones that the purchaser may waive; Refusal where sums do
    not agree, or a line is of another year or body or has too little money; Stale, NotAllowed.
    """
    with action("planning.project.submitted", Permission.SUBMIT_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "submit", version)
        wanted = {each.line_id: each.amount for each in related(found, "funding")}
        # Nobody changes it while the project is locked. One that was never submitted holds nothing.
        held = held_by_project(found.pk) if found.submitted_at else {}
        lines = lock_lines(act, wanted, held=held)
        changes = check_submission(found, lines, wanted, _asked(act, found), held)
        act.change(
            found,
            state=state,
            submitted_by=by.person,
            submitted_at=wall_clock.now(),
            **_NOT_APPROVED,
            **_NOT_RETURNED,
            changed_at=wall_clock.now(),
            law_day=wall_clock.today(),
        )
        hold(act, found, changes)
        act.log(title=found.title, amount=found.amount)
    return found


def check_submission(
    project: Project,
    lines: Mapping[int, BudgetLine],
    wanted: Mapping[int, Decimal],
    opinion: Opinion,
    held: Mapping[int, Held] | None = None,
) -> list[HoldChange]:
    """Checks that nothing stands in the way of submission, and returns how what the lines hold for the project changes.

    lines: those that the project wants or that hold money for it, by number; wanted: the amounts in yuan; held: as of
    `changes_to_hold`. Raises AgainstTheLaw or Refusal, with everything that stands in the way.
    """
    failed = against_submission(opinion)
    changes = changes_to_hold(project, lines, wanted, held)
    refuse_all(
        [
            *([AgainstTheLaw(cards(failed))] if failed else []),
            *against_lines(project, [lines[number] for number in wanted]),
            *against_sums(project, wanted.values()),
            *against_hold(changes),
        ]
    )
    return changes


def against_submission(opinion: Opinion) -> list[Answer]:
    """The failed answers for which submission is refused; what the finance office may waive it decides afterwards."""
    return [*opinion.blocking, *(each for each in opinion.to_explain if each.rule.waiver != "finance")]


def return_project(
    *, project: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Project:
    """Returns the project to the purchaser with a reason, and releases what no contract has committed.

    What one has committed stays: nobody but its parties ends a contract (政府采购法第五十条). Raises Stale, NotAllowed.
    """
    with action("planning.project.returned", Permission.DECIDE_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "return", version)
        lines = lock_lines(act, (), held=held_by_project(found.pk))
        now, reason = wall_clock.now(), required_reason(reason, "退回")
        act.change(
            found, state=state, returned_by=by.person, returned_at=now, return_reason=reason, changed_at=now
        )
        hold(act, found, changes_to_hold(found, lines, committed_by(found)), released="项目退回，释放")
        act.log(reason=reason)
    return found


def approve_project(
    *,
    project: int,
    by: Agent,
    reviewed: Collection[str] = (),
    note: str = "",
    version: int | None = None,
    once: UUID | None = None,
) -> Project:
    """Approves the project for the finance office. `reviewed`: the ids of the rules that a person has reviewed.

    Raises AgainstTheLaw for rules that block, or that are neither waived nor reviewed; NotAllowed for the person who
    submitted the project.
    """
    with action("planning.project.approved", Permission.DECIDE_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "approve", version)
        check_approver(found, by)
        lock_lines(act, [each.line_id for each in related(found, "funding")])  # the law is asked about them
        opinion = _asked(act, found)
        check_approval(opinion, reviewed)
        now = wall_clock.now()
        act.change(
            found,
            state=state,
            approved_by=by.person,
            approved_at=now,
            changed_at=now,
            law_day=wall_clock.today(),
        )
        act.log(note=note, reviewed=[each.rule.title for each in opinion.to_review])
    return found


def check_approver(project: Project, by: Agent) -> None:
    """Checks that another person submitted the project. Raises NotAllowed."""
    if project.submitted_by_id == by.person.pk:
        raise NotAllowed("这个项目是您自己提交的，不能由您审核", f"请{by.body.name}的另一位财政经办人审核")


def check_approval(opinion: Opinion, reviewed: Collection[str]) -> None:
    """Checks that nothing blocks, and that all else is met, waived or reviewed (ids of rules). Raises AgainstTheLaw."""
    doubts = [each for each in opinion.to_review if each.rule.id not in reviewed]
    _refuse([*opinion.blocking, *opinion.to_explain, *doubts])


def adjust_project(
    *, project: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Project:
    """Opens an approved project for changes; its money stays reserved until resubmission. Raises Refusal, Stale.

    Until it is approved again, the totals of other projects count it as it was.
    """
    with action("planning.project.adjusted", Permission.WRITE_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "adjust", version)
        refuse_all(against_loosening(found))
        act.change(found, state=state, granted=facts_as_text(found.pk), changed_at=wall_clock.now())
        act.log(reason=required_reason(reason, "调整"))
    return found


def withdraw_project(
    *, project: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Project:
    """Withdraws the project for the purchaser, and releases its money.

    Raises Refusal where money is committed; Stale, NotAllowed.
    """
    with action("planning.project.withdrawn", Permission.SUBMIT_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "withdraw", version)
        refuse_all(against_loosening(found))
        changes = changes_to_hold(found, lock_lines(act, (), held=held_by_project(found.pk)), {})
        refuse_all(against_hold(changes))
        now, reason = wall_clock.now(), required_reason(reason, "撤回")
        act.change(
            found,
            state=state,
            withdrawn_by=by.person,
            withdrawn_at=now,
            withdrawal_reason=reason,
            **_NOT_RETURNED,
            changed_at=now,
        )
        hold(act, found, changes, released="项目撤回，释放")
        act.log(reason=reason)
    return found


def against_loosening(project: Project) -> list[Refusal]:
    """The refusals of later rooms, which use the approved project as it is."""
    users: list[Callable[[Project], Refusal | None]] = contributed_objects("uses_projects")
    return [refusal for each in users if (refusal := each(project))]


def waive_rules(
    *,
    project: int,
    reasons: Mapping[str, str],
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> list[Waiver]:
    """Waives rules for one project, each with a reason, in the agent's name; waivers are public.

    Raises Refusal for a rule that is met or can't be waived, NotAllowed for one that another office waives.
    """
    with action("planning.rules.waived", *WAIVED_BY.values(), by=by, once=once) as act:
        found, _state = _locked(act, project, "waive", version)
        failed = {each.rule.id: each.rule for each in _asked(act, found).to_explain}
        made = [_waiver(found, failed.get(rule), rule, reason, by) for rule, reason in reasons.items()]
        for waiver in made:
            act.create(waiver)
        act.log(waived={each.rule_title: each.reason for each in made})
    return made


def _waiver(project: Project, failed: Rule | None, rule: str, reason: str, by: Agent) -> Waiver:
    """The waiver, not stored yet. Raises Refusal, NotAllowed."""
    known = load_rulebook().rules.get(rule)
    title = known.title if known else rule
    if failed is None:
        raise Refusal(f"“{title}”不是要说明理由的规则，或者已经符合，不能豁免", "请刷新页面，看最新的回答")
    if not by.may_on(WAIVED_BY[failed.waiver], project):
        raise NotAllowed(f"“{title}”不由您的岗位豁免", WAIVERS[failed.waiver])
    return Waiver(
        project=project,
        rule=rule,
        rule_version=version_of(failed, load_rulebook()),
        rule_title=failed.title,
        reason=required_reason(reason, "豁免"),
        person=by.person,
        body=by.body,
        day=wall_clock.today(),
        place_code=project.place_code,
    )


def _locked(act: Action, project: int, verb: str, version: int | None) -> tuple[Project, str]:
    """The project, locked, and the state that the verb leads to."""
    return PROJECT.lock(act, Project.objects, project, verb, version=version)


def _asked(act: Action, project: Project) -> Opinion:
    opinion = act.ask(lambda: opinion_of(project))
    act.log_opinion(opinion)
    return opinion


def _refuse(failed: Collection[Answer]) -> None:
    if failed:
        raise AgainstTheLaw(cards(failed))
