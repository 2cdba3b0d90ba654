"""The URLs of the rules."""

from __future__ import annotations

from django.urls import path

from goufu.law import data_views, views

app_name = "law"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("instruments/", views.instruments, name="instruments"),
    path("instruments/<str:instrument_id>/", views.instrument, name="instrument"),
    path("changes/", views.law_changes, name="changes"),
    path("words/", data_views.words, name="words"),
    path("words/<str:name>/", data_views.word_list, name="word_list"),
    path("parameters/", data_views.parameters, name="parameters"),
    path("parameters/<str:name>/", data_views.parameter, name="parameter"),
    path("<str:rule_id>/", views.rule, name="rule"),
]
