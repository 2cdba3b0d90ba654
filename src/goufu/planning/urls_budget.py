"""The addresses of the budget, below /budget/."""

from __future__ import annotations

from django.urls import path

from goufu.planning.views import budget, budget_import

BUDGET = [
    path("", budget.tree, name="tree"),
    path("lines/", budget.lines, name="lines"),
    path("lines/new/", budget.add, name="add"),
    path("lines/<int:pk>/", budget.line, name="line"),
    path("lines/<int:pk>/adjust/", budget.adjust, name="adjust"),
    path("import/", budget_import.bring, name="import"),
    path("import/form.xlsx", budget_import.empty_table, name="empty_table"),
    path("import/<int:pk>/", budget_import.confirm, name="confirm"),
]
