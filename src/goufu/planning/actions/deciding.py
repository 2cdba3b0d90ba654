"""The transitions of a project from draft to approval: each asks the law and reserves or releases money."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from uuid import UUID

from django.utils import timezone

from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.funds.actions import ledger
from goufu.funds.models import BudgetLine
from goufu.funds.money import ZERO, yuan
from goufu.funds.queries.ledger import Held, held_by_project
from goufu.law.answers import Answer
from goufu.law.load import load_rulebook
from goufu.law.model import Rule
from goufu.law.pages import WAIVERS
from goufu.planning.law import opinion_of
from goufu.planning.models import Project, Waiver
from goufu.planning.transitions import PROJECT
from goufu.registry.agents import Agent

WAIVED_BY = {"purchaser": Permission.WAIVE_AS_PURCHASER, "finance": Permission.WAIVE_AS_FINANCE}
# Cleared on a further transition: approval and return are those of the current round only.
_NOT_APPROVED = {"approved_by": None, "approved_at": None}
_NOT_RETURNED = {"returned_by": None, "returned_at": None, "return_reason": ""}
# Digits of the longest quantity times the highest price; half a fen is rounded up.
_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)


def submit_project(
    *, project: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Project:
    """Submits the project to the finance office, and reserves its money.

    Raises AgainstTheLaw for blocking rules, and for unwaived ones that the purchaser may waive; Refusal where sums do
    not agree, or a line is of another year or body or has too little money; Stale, NotAllowed.
    """
    with action("planning.project.submitted", Permission.SUBMIT_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "submit", version)
        wanted = {each.line_id: each.amount for each in found.funding.all()}
        lines = ledger.lock_lines(act, wanted.keys() | held_by_project(found.pk).keys())
        _check_lines(found, [lines[number] for number in wanted])
        opinion = _asked(act, found)
        _refuse([*opinion.blocking, *(each for each in opinion.to_explain if each.rule.waiver != "finance")])
        _agree_sums(found, sum(wanted.values(), Decimal(0)))
        act.change(
            found,
            state=state,
            submitted_by=by.person,
            submitted_at=timezone.now(),
            **_NOT_APPROVED,
            **_NOT_RETURNED,
            changed_at=timezone.now(),
            law_day=timezone.localdate(),
        )
        _hold(act, found, lines, wanted)
        act.log(title=found.title, amount=found.amount)
    return found


def return_project(
    *, project: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Project:
    """Returns the project to the purchaser with a reason, and releases its money.

    Raises Refusal where money is committed; Stale, NotAllowed.
    """
    with action("planning.project.returned", Permission.DECIDE_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "return", version)
        lines = ledger.lock_lines(act, held_by_project(found.pk).keys())
        now, reason = timezone.now(), required_reason(reason, "退回")
        act.change(
            found, state=state, returned_by=by.person, returned_at=now, return_reason=reason, changed_at=now
        )
        _hold(act, found, lines, {})
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
        if found.submitted_by_id == by.person.pk:
            raise NotAllowed(
                "这个项目是您自己提交的，不能由您审核", f"请{by.body.name}的另一位财政经办人审核"
            )
        ledger.lock_lines(act, [each.line_id for each in found.funding.all()])  # the law is asked about them
        opinion = _asked(act, found)
        doubts = [each for each in opinion.to_review if each.rule.id not in reviewed]
        _refuse([*opinion.blocking, *opinion.to_explain, *doubts])
        now = timezone.now()
        act.change(
            found,
            state=state,
            approved_by=by.person,
            approved_at=now,
            changed_at=now,
            law_day=timezone.localdate(),
        )
        act.log(note=note, reviewed=sorted(each.rule.id for each in opinion.to_review))
    return found


def adjust_project(
    *, project: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Project:
    """Opens an approved project for changes; its money stays reserved until resubmission. Raises Refusal, Stale."""
    with action("planning.project.adjusted", Permission.WRITE_PROJECT, by=by, once=once) as act:
        found, state = _locked(act, project, "adjust", version)
        act.change(found, state=state, changed_at=timezone.now())
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
        lines = ledger.lock_lines(act, held_by_project(found.pk).keys())
        now, reason = timezone.now(), required_reason(reason, "撤回")
        act.change(
            found,
            state=state,
            withdrawn_by=by.person,
            withdrawn_at=now,
            withdrawal_reason=reason,
            **_NOT_RETURNED,
            changed_at=now,
        )
        _hold(act, found, lines, {})
        act.log(reason=reason)
    return found


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
        act.log(waived={each.rule: each.reason for each in made})
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
        rule_version=failed.version,
        rule_title=failed.title,
        reason=required_reason(reason, "豁免"),
        person=by.person,
        body=by.body,
        day=timezone.localdate(),
        place_code=project.place_code,
    )


def _locked(act: Action, project: int, verb: str, version: int | None) -> tuple[Project, str]:
    """The project, locked, and the state that the verb leads to."""
    return PROJECT.lock(act, Project.objects.all(), project, verb, version=version)


def _asked(act: Action, project: Project) -> Opinion:
    opinion = act.ask(lambda: opinion_of(project))
    act.log_answers(opinion.log_form())
    return opinion


def _refuse(failed: Collection[Answer]) -> None:
    if failed:
        raise AgainstTheLaw(cards(failed))


def _check_lines(project: Project, lines: Collection[BudgetLine]) -> None:
    """Refuses lines of another year or body: the project may have moved to another year since they were chosen."""
    for line in lines:
        if (line.year, line.body_id) != (project.year, project.purchaser_id):
            raise Refusal(
                f"{line.body.name}{line.year}年的预算指标“{line}”不能用于{project.year}年{project.purchaser.name}的项目",
                f"请从{project.purchaser.name}{project.year}年的预算指标里重新安排",
                field="funding",
                articles=["order-102:16"],
            )


def _agree_sums(project: Project, given: Decimal) -> None:
    """Checks that quantity × price (以事定费) and the sum of years equal the amount, and lines cover the first year.

    given: the total of the budget lines, in yuan. Raises Refusal.
    """
    amount, needed = project.amount, project.needed_first_year
    if amount is None or needed is None:
        raise Refusal(
            "没有写预算金额", "请写明全部年度合计的预算金额", field="amount", articles=["order-102:16"]
        )
    if project.quantity is not None and project.unit_price is not None:
        product = _EXACT.multiply(project.quantity, project.unit_price)
        _agree("数量×单价", product, "预算金额", amount, "amount", "order-102:3")
    years = [
        each for each in (project.first_year, project.second_year, project.third_year) if each is not None
    ]
    if years:
        _agree("各年安排合计", sum(years, Decimal(0)), "预算金额", amount, "first_year", "order-102:16")
    _agree("从预算指标安排", given, "当年需要", needed, "funding", "order-102:16")


def _agree(one: str, sum_one: Decimal, other: str, sum_other: Decimal, field: str, article: str) -> None:
    """Raises Refusal where the two sums differ, rounded to the fen."""
    sum_one = sum_one.quantize(Decimal("0.01"), context=_EXACT)
    if sum_one != sum_other:
        raise Refusal(
            f"{one}{sum_one:,.2f}元，{other}{sum_other:,.2f}元，两者不符",
            "请核对，改到相等",
            field=field,
            articles=[article],
        )


def _hold(
    act: Action, project: Project, lines: Mapping[int, BudgetLine], wanted: Mapping[int, Decimal]
) -> None:
    """Reserves on each locked line what is wanted and not held yet, and releases what is held and not wanted.

    What is committed is held as well. Raises Refusal where less is wanted than is committed.
    """
    held = held_by_project(project.pk)
    reference = ledger.ProjectReference(project.pk, project.title)
    for number, line in sorted(lines.items()):
        has, amount = held.get(number, Held(project.pk)), wanted.get(number, ZERO)
        if amount < has.committed:
            raise Refusal(
                f"本项目在预算项目“{line}”上已承诺{yuan(has.committed)}，不能减到{yuan(amount)}",
                "请先解除合同的承诺，或者把金额安排到不少于已承诺的数",
                field="funding",
                articles=ledger.ARTICLES,
            )
        more = amount - has.all_held
        if more > 0:
            ledger.reserve(act, line, more, project=reference, why="项目提交")
        elif more < 0:
            ledger.release(act, line, -more, project=reference, why="项目不再需要")
