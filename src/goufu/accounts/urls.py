"""The URLs of the own account, and of administrators' actions on a person's sign-in."""

from __future__ import annotations

from django.urls import path

from goufu.accounts.views import account, administration, kept_forms, keys

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
]
