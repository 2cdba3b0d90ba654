"""The money of a project: sums that must agree, and what is reserved for it on budget lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from functools import partial
from typing import NamedTuple

from goufu.core.action import Action
from goufu.core.errors import Refusal, refusal_of
from goufu.funds.actions.ledger import ProjectReference, check_available, release, reserve, uncommit
from goufu.funds.models import BudgetLine
from goufu.funds.money import ZERO, yuan
from goufu.funds.queries.ledger import Held, held_by_project
from goufu.planning.models import Project, ProjectState

# The longest quantity times the highest price has more digits than Python's default keeps.
_EXACT = Context(prec=MAX_PREC, rounding=ROUND_HALF_UP)


def against_lines(project: Project, lines: Iterable[BudgetLine]) -> Iterator[Refusal]:
    """A refusal of each line of another year or body: the project may have moved to another year since they were chosen."""
    for line in lines:
        if (line.year, line.body_id) != (project.year, project.purchaser_id):
            yield Refusal(
                f"{line.body.name}{line.year}年的预算指标“{line}”不能用于{project.year}年{project.purchaser.name}的项目",
                f"请从{project.purchaser.name}{project.year}年的预算指标里重新安排",
                field="funding",
            )


def against_sums(project: Project, given: Iterable[Decimal]) -> Iterator[Refusal]:
    """A refusal where quantity × price or the sum of years isn't the amount, or lines don't cover the first year.

    given: the amounts from the budget lines, in yuan.
    """
    amount, needed = project.amount, project.needed_first_year
    if amount is None or needed is None:
        yield Refusal("没有写预算金额", "请写明全部年度合计的预算金额", field="amount")
        return
    if project.quantity is not None and project.unit_price is not None:
        product = _EXACT.multiply(project.quantity, project.unit_price)
        yield from _differing("数量×单价", product, "预算金额", amount, "amount")
    years = [
        each for each in (project.first_year, project.second_year, project.third_year) if each is not None
    ]
    if years:
        yield from _differing("各年安排合计", sum(years, ZERO), "预算金额", amount, "first_year")
    yield from _differing("从预算指标安排", sum(given, ZERO), "当年需要", needed, "funding")


class HoldChange(NamedTuple):
    """What a line is to hold `more` for a project, in yuan; negative is released. `wanted` is held then, `committed` is now."""

    line: BudgetLine
    wanted: Decimal
    committed: Decimal
    more: Decimal


def changes_to_hold(
    project: Project,
    lines: Mapping[int, BudgetLine],
    wanted: Mapping[int, Decimal],
    held: Mapping[int, Held] | None = None,
) -> list[HoldChange]:
    """The change of each line after which it holds what is wanted of it, in yuan by number; what is committed is held too.

    held: what the lines hold for the project, where it was read already.
    """
    held = held_by_project(project.pk) if held is None else held
    changes = []
    for number, line in sorted(lines.items()):
        has, amount = held.get(number, Held(project.pk)), wanted.get(number, ZERO)
        changes.append(HoldChange(line, amount, has.committed, amount - has.all_held))
    return changes


def against_hold(changes: Iterable[HoldChange]) -> Iterator[Refusal]:
    """A refusal of each line of which less is wanted than is committed, or more than is available."""
    for line, wanted, committed, more in changes:
        if wanted < committed:
            yield Refusal(
                f"本项目在预算项目“{line}”上已承诺{yuan(committed)}，不能减到{yuan(wanted)}",
                "请先解除合同的承诺，或者把金额安排到不少于已承诺的数",
                field="funding",
            )
        elif short := refusal_of(partial(check_available, line, more)):
            yield short


def hold(
    act: Action, project: Project, changes: Iterable[HoldChange], *, released: str = "项目调整，释放"
) -> None:
    """Reserves and releases on the locked lines, as the changes say, against which `against_hold` has nothing.

    released: the reason of a release, for the ledger.
    """
    reference = ProjectReference(project.pk, project.title)
    for line, _wanted, _committed, more in changes:
        if more > 0:
            reserve(act, line, more, project=reference, why="项目提交")
        elif more < 0:
            release(act, line, -more, project=reference, why=released)


def committed_by(project: Project) -> dict[int, Decimal]:
    """What contracts of the project have committed, in yuan, by the number of the line."""
    return {number: each.committed for number, each in held_by_project(project.pk).items()}


def _differing(one: str, sum_one: Decimal, other: str, sum_other: Decimal, field: str) -> Iterator[Refusal]:
    """A refusal where the two sums differ, the first rounded to the fen (halves up)."""
    sum_one = sum_one.quantize(ZERO, context=_EXACT)
    if sum_one != sum_other:
        yield Refusal(
            f"{one}{yuan(sum_one)}，{other}{yuan(sum_other)}，两者不符",
            "请核对，改到相等",
            field=field,
        )


def end_commitment(act: Action, project: Project, line: BudgetLine, amount: Decimal, *, why: str) -> None:
    """Takes back what a contract of the project had committed on a locked line and not paid.

    It is reserved for the project again; a returned project reserves nothing, and frees it. Raises Refusal for more than
    is unpaid.
    """
    reference = ProjectReference(project.pk, project.title)
    uncommit(act, line, amount, project=reference, why=why)
    if project.state == ProjectState.RETURNED:
        release(act, line, amount, project=reference, why=why)
