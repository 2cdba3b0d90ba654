"""The URLs of the demonstration."""

from __future__ import annotations

from django.urls import path

from goufu.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("cases/", views.cases, name="cases"),
    path("keys/<int:custodian>/", views.key, name="key"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("move-on/", views.move_on, name="move_on"),
]
