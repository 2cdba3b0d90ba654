"""What is stored of budgets, projects and their money."""

from goufu.planning.models.budget import BudgetAdjustment, BudgetLine
from goufu.planning.models.files import BudgetFile
from goufu.planning.models.ledger import LedgerEntry

__all__ = ["BudgetAdjustment", "BudgetFile", "BudgetLine", "LedgerEntry"]
