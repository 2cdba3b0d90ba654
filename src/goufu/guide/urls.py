"""The URLs of the guide."""

from __future__ import annotations

from django.urls import path

from goufu.guide import views

app_name = "guide"
urlpatterns = [
    path("", views.start, name="start"),
    path("<slug:name>/", views.chapter, name="chapter"),
]
