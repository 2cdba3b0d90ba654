"""The URLs of decisions."""

from __future__ import annotations

from django.urls import path

from goufu.decisions import views
from goufu.decisions.steps import DECISION_STEPS

app_name = "decisions"
urlpatterns = [
    path("", views.listing, name="decisions"),
    path("decide/", views.decide, name="decide"),
    path("decisions.<str:kind>", views.export, name="export"),
    path("<int:number>/", views.show, name="decision"),
    *DECISION_STEPS.urls(),
]
