"""What is stored of budgets and of their money."""

from goufu.funds.models.budget import BudgetAdjustment, BudgetLine
from goufu.funds.models.files import BudgetFile
from goufu.funds.models.ledger import LedgerEntry

__all__ = ["BudgetAdjustment", "BudgetFile", "BudgetLine", "LedgerEntry"]
