"""How the tables of funds are proved: lines and movements by the log, totals by the movements."""

from __future__ import annotations

from django.apps import apps

from goufu.funds.models import BudgetAdjustment, BudgetFile, BudgetLine, LedgerEntry
from goufu.journal.proofs import Derivation, Proof


def _sum_of(kind: str, column: str) -> str:
    return f"""
        SELECT line.id, COALESCE(moved.total, 0), line.{column} FROM funds_budgetline line
        LEFT JOIN (
            SELECT line_id, sum(amount) AS total FROM funds_ledgerentry WHERE kind = '{kind}' GROUP BY line_id
        ) moved ON moved.line_id = line.id
        WHERE line.{column} <> COALESCE(moved.total, 0)
    """  # noqa: S608


def _of_its_entry(column: str) -> str:
    """Who moved the money is who the movement's log entry says."""
    return f"""
        SELECT moved.id, entry.{column}, moved.{column} FROM funds_ledgerentry moved
        JOIN journal_entry entry ON entry.id = moved.journal_entry_id
        WHERE moved.{column} IS DISTINCT FROM entry.{column}
    """  # noqa: S608


PROOFS = [
    Proof(BudgetAdjustment),
    Proof(BudgetFile),
    Proof(
        BudgetLine,
        derived={
            "reserved": _sum_of("reservation", "reserved"),
            "committed": _sum_of("commitment", "committed"),
            "paid": _sum_of("payment", "paid"),
        },
        trail="funds.BudgetLineEvent",
    ),
    Proof(apps.get_model("funds.BudgetLineEvent"), is_whole=True),
    Proof(LedgerEntry, derived={name: _of_its_entry(name) for name in ("person", "body")}),
]
CHECKS = [
    # What was approved at first and every adjustment since.
    Derivation(
        "funds_budgetline",
        "approved",
        """
        SELECT line.id, first.approved + COALESCE(adjusted.total, 0), line.approved FROM funds_budgetline line
        JOIN (
            SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, approved FROM funds_budgetlineevent
            ORDER BY pgh_obj_id, pgh_id
        ) first ON first.pgh_obj_id = line.id
        LEFT JOIN (
            SELECT line_id, sum(amount) AS total FROM funds_budgetadjustment GROUP BY line_id
        ) adjusted ON adjusted.line_id = line.id
        WHERE line.approved <> first.approved + COALESCE(adjusted.total, 0)
        """,
    ),
]
