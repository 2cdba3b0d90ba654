"""The URLs of the own account, and of administrators' actions on a person's sign-in."""

from __future__ import annotations

from django.urls import path

from goufu.accounts.steps import SIGN_UP_STEPS
from goufu.accounts.views import account, administration, joining, kept_forms, keys, sign_ups

app_name = "accounts"
urlpatterns = [
    path("account/", account.show, name="account"),
    path("work-for/", account.work_for, name="work_for"),
    path("account/kept-form/", kept_forms.show, name="kept_form"),
    path("account/keys/", keys.keys, name="keys"),
    path("account/keys/<int:number>/revoke/", keys.revoke, name="revoke_key"),
    path("people/<int:number>/password/", administration.reset_password, name="reset_password"),
    path(
        "people/<int:number>/second-factor/", administration.reset_second_factor, name="reset_second_factor"
    ),
    path("people/<int:number>/unlock/", administration.unlock, name="unlock_person"),
    path("join/", joining.begin, name="join"),
    path("join/as/", joining.ask, name="join_as"),
    path("join/state/", joining.state, name="joined"),
    path("join/invitation/<str:secret>/", joining.accept, name="invitation"),
    path("sign-ups/", sign_ups.listing, name="sign_ups"),
    path("sign-ups/invite/", sign_ups.invite, name="invite"),
    path("sign-ups/<int:number>/", sign_ups.show, name="sign_up"),
    *SIGN_UP_STEPS.urls("sign-ups/"),
]
