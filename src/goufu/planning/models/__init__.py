"""What is stored of budgets and projects."""

from goufu.planning.models.budget import BudgetAdjustment, BudgetLine
from goufu.planning.models.files import BudgetFile
from goufu.planning.models.ledger import LedgerEntry
from goufu.planning.models.projects import Funding, Project, State, Target
from goufu.planning.models.waivers import Waiver

__all__ = [
    "BudgetAdjustment",
    "BudgetFile",
    "BudgetLine",
    "Funding",
    "LedgerEntry",
    "Project",
    "State",
    "Target",
    "Waiver",
]
