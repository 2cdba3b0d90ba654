"""What is stored of budgets and projects."""

from goufu.planning.models.decisions import Decision, Waiver
from goufu.planning.models.projects import Funding, Project, State, Target

__all__ = ["Decision", "Funding", "Project", "State", "Target", "Waiver"]
