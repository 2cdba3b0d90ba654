"""Addresses of sign-in and of one's own account: of allauth's pages only those that are used here."""

from __future__ import annotations

from allauth.account import views as allauth
from allauth.socialaccount import views as providers
from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
]
if apps.is_installed("allauth.socialaccount.providers.openid_connect"):
    urlpatterns += [
        path("provider/cancelled/", providers.login_cancelled, name="socialaccount_login_cancelled"),
        path("provider/error/", providers.login_error, name="socialaccount_login_error"),
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]
