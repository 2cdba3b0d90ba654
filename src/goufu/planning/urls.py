"""The addresses of budgets and projects."""

from __future__ import annotations

from django.urls import include, path

from goufu.planning.urls_budget import BUDGET
from goufu.planning.urls_projects import PROJECTS

urlpatterns = [
    path("budget/", include((BUDGET, "budget"))),
    path("projects/", include((PROJECTS, "planning"))),
]
