"""The URLs of the budget."""

from __future__ import annotations

from django.urls import path

from goufu.funds.views import budget, importing

app_name = "budget"
urlpatterns = [
    path("", budget.tree, name="tree"),
    path("lines/", budget.lines, name="lines"),
    path("lines/new/", budget.add, name="add"),
    path("lines/<int:pk>/", budget.line, name="line"),
    path("lines/<int:pk>/adjust/", budget.adjust, name="adjust"),
    path("import/", importing.upload, name="import"),
    path("import/form.xlsx", importing.empty_table, name="empty_table"),
    path("imported/", importing.imported, name="imported"),
    path("imported/<int:pk>/", importing.result, name="import_result"),
    path("import/<int:pk>/", importing.confirm, name="confirm"),
]
