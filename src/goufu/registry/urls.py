"""The addresses of the registry."""

from __future__ import annotations

from django.urls import path

from goufu.registry.views import account, appointments, care, people

app_name = "registry"

ACCOUNT = [
    path("account/", account.show, name="account"),
    path("work-for", account.work_for, name="work_for"),
    path("account/delegations/", appointments.delegate, name="delegations"),
    path("account/delegations/<int:appointment>/withdraw", appointments.withdraw, name="withdraw"),
]
PEOPLE = [
    path("people/", people.people, name="people"),
    path("people/enrol", people.enrol, name="enrol"),
    path("people/<int:number>/", people.show, name="person"),
    path("people/<int:number>/change", people.change, name="change_person"),
    path("people/<int:number>/deactivate", care.deactivate, name="deactivate_person"),
    path("people/<int:number>/reactivate", care.reactivate, name="reactivate_person"),
    path("people/<int:number>/password", care.reset_password, name="reset_password"),
    path("people/<int:number>/second-factor", care.reset_second_factor, name="reset_second_factor"),
    path("people/<int:number>/unlock", care.unlock, name="unlock_person"),
    path("people/<int:number>/unmask/<slug:field>", care.unmask, name="unmask"),
    path("people/<int:number>/appoint", appointments.appoint, name="appoint"),
    path("people/<int:number>/appointments/<int:appointment>/end", appointments.end, name="end_appointment"),
]
urlpatterns = [*ACCOUNT, *PEOPLE]
