"""Movements of money. Each is part of another action, which has locked the line and writes the log entry.

    lines = lock_lines(act, [line.pk, other.pk])
    project = ProjectReference(found.pk, found.title)
    reserve(act, lines[line.pk], amount, project=project, why="报送项目")

A reservation holds money, a commitment promises it, a payment spends what was promised. The database adds each entry
to the line's totals and refuses whatever would overspend; the checks here come first and give the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.money import yuan
from goufu.funds.queries.ledger import Held, held, holders

Kind = LedgerEntry.Kind
NAMED_HOLDERS = 3
_TOTALS = {Kind.RESERVATION: "reserved", Kind.COMMITMENT: "committed", Kind.PAYMENT: "paid"}


@dataclass(frozen=True, slots=True)
class ProjectReference:
    """The project of a movement, as the ledger stores it: its number, and its title at that time."""

    number: int
    title: str


def lock_lines(act: Action, pks: Iterable[int], *, held: Iterable[int] = ()) -> dict[int, BudgetLine]:
    """The lines by number, locked in ascending order, so that two actions on the same lines can't deadlock.

    held: the lines on which the project that the action has locked holds money. The permission on the project is enough
    for them: after a merger a line of an earlier year stays with the ended body.

    Raises NotFound for another line that the agent may not see.
    """
    held = set(held)
    return {
        pk: act.lock(BudgetLine.objects, pk, seeing=None if pk in held else Permission.SEE_BUDGET)
        for pk in sorted({*pks, *held})
    }


def reserve(
    act: Action, line: BudgetLine, amount: Decimal, *, project: ProjectReference | None, why: str
) -> LedgerEntry:
    """Reserves an amount of the line for the project. Raises Refusal where less is available."""
    _positive(amount)
    check_available(line, amount)
    return _add(act, line, Kind.RESERVATION, amount, project, why)


def check_available(line: BudgetLine, amount: Decimal) -> None:
    """Checks that the line has the amount, in yuan, to reserve. Raises Refusal."""
    if amount > line.available:
        raise Refusal(
            f"预算项目“{line}”可用{yuan(line.available)}，本次要占用{yuan(amount)}，"
            f"还差{yuan(amount - line.available)}。{held_by(line)}",
            "减少金额，或者先依法调整预算",
            field="amount",
        )


def release(
    act: Action, line: BudgetLine, amount: Decimal, *, project: ProjectReference | None, why: str
) -> LedgerEntry:
    """Releases money that the project has reserved. Raises Refusal for more than that."""
    _within(amount, held(line, _number(project)).reserved, line, "释放", "占用而没有承诺")
    return _add(act, line, Kind.RESERVATION, -amount, project, why)


def commit(
    act: Action, line: BudgetLine, amount: Decimal, *, project: ProjectReference | None, why: str
) -> tuple[LedgerEntry, LedgerEntry]:
    """Turns a reservation of the project into a commitment. Raises Refusal for more than it has reserved."""
    _within(amount, held(line, _number(project)).reserved, line, "承诺", "占用而没有承诺")
    freed = _add(act, line, Kind.RESERVATION, -amount, project, why)
    return freed, _add(act, line, Kind.COMMITMENT, amount, project, why)


def uncommit(
    act: Action, line: BudgetLine, amount: Decimal, *, project: ProjectReference | None, why: str
) -> tuple[LedgerEntry, LedgerEntry]:
    """Turns an unpaid commitment of the project back into a reservation. Raises Refusal for more than is unpaid.

    For a planned project, which may have been returned since, this is part of planning's `end_commitment`.
    """
    _within(amount, held(line, _number(project)).unpaid, line, "撤销承诺", "承诺而没有支付")
    freed = _add(act, line, Kind.COMMITMENT, -amount, project, why)
    return freed, _add(act, line, Kind.RESERVATION, amount, project, why)


def pay(
    act: Action, line: BudgetLine, amount: Decimal, *, project: ProjectReference | None, why: str
) -> LedgerEntry:
    """Pays money that the project has committed. Raises Refusal for more than is committed and not paid yet."""
    _within(amount, held(line, _number(project)).unpaid, line, "支付", "承诺而没有支付")
    return _add(act, line, Kind.PAYMENT, amount, project, why)


def refund(
    act: Action, line: BudgetLine, amount: Decimal, *, project: ProjectReference | None, why: str
) -> LedgerEntry:
    """Takes back a payment of the project; the commitment stays. Raises Refusal for more than was paid."""
    _within(amount, held(line, _number(project)).paid, line, "退回", "支付")
    return _add(act, line, Kind.PAYMENT, -amount, project, why)


def held_by(line: BudgetLine) -> str:
    """A sentence on the projects that hold the line's money; '' when there are none."""
    found = holders(line)
    if not found:
        return ""
    named = "、".join(_holder(each) for each in found[:NAMED_HOLDERS])
    more = f"等{len(found)}个项目" if len(found) > NAMED_HOLDERS else ""
    return f"已占用和承诺：{named}{more}。"


def _holder(each: Held) -> str:
    return f"{each.title or '未列项目'} {yuan(each.all_held)}"


def _number(project: ProjectReference | None) -> int | None:
    return project.number if project else None


def _positive(amount: Decimal) -> None:
    if amount <= 0:
        raise Refusal("金额必须大于零", "请填写大于零的金额", field="amount")


def _within(amount: Decimal, limit: Decimal, line: BudgetLine, verb: str, state: str) -> None:
    _positive(amount)
    if amount > limit:
        raise Refusal(
            f"本项目在预算项目“{line}”上已{state}的金额是{yuan(limit)}，本次要{verb}{yuan(amount)}，"
            f"多出{yuan(amount - limit)}",
            "请核对金额",
            field="amount",
        )


def _add(
    act: Action,
    line: BudgetLine,
    kind: LedgerEntry.Kind,
    amount: Decimal,
    project: ProjectReference | None,
    why: str,
) -> LedgerEntry:
    """Adds the ledger entry, and updates the line in memory to the totals that the database has computed."""
    entry = act.create(
        LedgerEntry(
            line=line,
            kind=kind,
            amount=amount,
            project=_number(project),
            project_title=project.title if project else "",
            why=why,
            at=wall_clock.now(),
            person=act.by.actor.person,
            body=act.by.actor.body,
            journal_entry_id=act.entry_number,
        )
    )
    total = _TOTALS[kind]
    setattr(line, total, getattr(line, total) + amount)
    line.available = line.approved - line.reserved - line.committed
    act.log_each(money=f"{line.code} {kind.label} {amount:+,.2f}元")
    return entry
