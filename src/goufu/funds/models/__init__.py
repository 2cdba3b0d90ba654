"""The models of budgets and of the ledger."""

from goufu.funds.models.budget import BudgetAdjustment, BudgetLine
from goufu.funds.models.files import BudgetFile
from goufu.funds.models.ledger import LedgerEntry

__all__ = ["BudgetAdjustment", "BudgetFile", "BudgetLine", "LedgerEntry"]
