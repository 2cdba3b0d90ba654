"""What is stored of budgets, projects and their money."""

from goufu.planning.models.budget import BudgetAdjustment, BudgetLine
from goufu.planning.models.ledger import LedgerEntry

__all__ = ["BudgetAdjustment", "BudgetLine", "LedgerEntry"]
