"""The URLs of sign-in and of the own account: allauth's pages that are used here."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path

from goufu.accounts.views import body_sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("oidc/<slug:provider_id>/login/", body_sign_in.begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", body_sign_in.come_back, name="openid_connect_callback"),
]
