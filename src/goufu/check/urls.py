"""The URLs of the check."""

from __future__ import annotations

from django.urls import path

from goufu.check import body_questions, list_views, views

app_name = "check"
urlpatterns = [
    path("", views.start, name="start"),
    path("lists/", list_views.receive, name="receive"),
    path("lists/<str:token>/", list_views.show, name="list"),
    path("lists/<str:token>/unit/", list_views.choose_unit, name="unit"),
    path("lists/<str:token>/column/", list_views.choose_column, name="column"),
    path("lists/<str:token>/bodies/", body_questions.answer, name="bodies"),
    path("lists/<str:token>/sheet/", list_views.choose_sheet, name="sheet"),
    path("lists/<str:token>/columns/", list_views.choose_columns, name="columns"),
    path("lists/<str:token>/lines/<int:number>/", list_views.line, name="line"),
    path("lists/<str:token>/result.<str:kind>", list_views.download, name="download"),
]
