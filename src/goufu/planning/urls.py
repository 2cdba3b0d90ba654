"""The addresses of budgets and projects."""

from __future__ import annotations

from django.urls import include, path

from goufu.planning.urls_budget import BUDGET

urlpatterns = [path("budget/", include((BUDGET, "budget")))]
