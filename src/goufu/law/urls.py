"""The URLs of the rules."""

from __future__ import annotations

from django.urls import path

from goufu.law import views

app_name = "law"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("instruments/", views.instruments, name="instruments"),
    path("instruments/<str:instrument_id>/", views.instrument, name="instrument"),
    path("changes/", views.law_changes, name="changes"),
    path("<str:rule_id>/", views.rule, name="rule"),
]
