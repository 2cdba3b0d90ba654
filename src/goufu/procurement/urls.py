"""The URLs of procurements."""

from __future__ import annotations

from django.urls import path

from goufu.procurement.case_steps import CHALLENGE_STEPS, COMPLAINT_STEPS
from goufu.procurement.steps import NOTICE_STEPS, PROCUREMENT_STEPS
from goufu.procurement.views import challenges, complaints, notices, planning, procurements, scoring

app_name = "procurement"
urlpatterns = [
    path("", procurements.listing, name="procurements"),
    path("new/", planning.new, name="new"),
    path("join/<int:number>/", planning.join, name="join"),
    path("notices/", notices.listing, name="notices"),
    path("notices/<int:number>/", notices.show, name="notice"),
    path("notices/<int:number>/edit/", notices.edit, name="edit_notice"),
    *NOTICE_STEPS.urls("notices/"),
    path("notices/<int:number>/challenge/", challenges.file, name="file_challenge"),
    path("challenges/", challenges.listing, name="challenges"),
    path("challenges/<int:number>/", challenges.show, name="challenge"),
    path("challenges/<int:number>/complain/", challenges.complain, name="file_complaint"),
    *CHALLENGE_STEPS.urls("challenges/"),
    path("complaints/", complaints.listing, name="complaints"),
    path("complaints/<int:number>/", complaints.show, name="complaint"),
    *COMPLAINT_STEPS.urls("complaints/"),
    path("<int:number>/challenges/new/", challenges.enter, name="enter_challenge"),
    path("<int:number>/complaints/new/", complaints.enter, name="enter_complaint"),
    path("<int:number>/", procurements.show, name="procurement"),
    path("<int:number>/method/", planning.method, name="method"),
    path("<int:number>/plan/", planning.plan, name="plan"),
    path("<int:number>/money/", planning.money, name="money"),
    path("<int:number>/lots/", planning.lots, name="lots"),
    path("<int:number>/scoring/", scoring.show, name="scoring"),
    path("<int:number>/scoring/edit/", scoring.edit, name="edit_scoring"),
    path("<int:number>/judgement/", planning.judgement, name="judgement"),
    path("<int:number>/notices/new/", notices.new, name="new_notice"),
    path("<int:number>/calendar.ics", procurements.calendar, name="calendar"),
    *PROCUREMENT_STEPS.urls(),
]
