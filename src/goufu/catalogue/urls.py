"""The addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from goufu.catalogue.steps import EDITION_STEPS
from goufu.catalogue.views import coverage, editing, edition, opinions, reading

app_name = "catalogue"
urlpatterns = [
    path("", reading.start, name="start"),
    path("applied/", reading.applied, name="applied"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("editions/", reading.edition_list, name="editions"),
    path("editions/new/", editing.draft, name="draft"),
    path("editions/<int:number>/", edition.edition, name="edition"),
    path("editions/<int:number>/comparison/", reading.comparison, name="comparison"),
    path("editions/<int:number>/table.xlsx", reading.export, name="export"),
    path("editions/<int:number>/table/", editing.bring, name="bring"),
    path("editions/<int:number>/entries/new/", editing.add, name="add"),
    *EDITION_STEPS.urls("editions/"),
    path("entries/<int:number>/", reading.entry, name="entry"),
    path("entries/<int:number>/change/", editing.change, name="change"),
    path("opinions/", opinions.opinion_list, name="opinions"),
    path("opinions/<int:number>/", opinions.opinion, name="opinion"),
    path("empty-table.xlsx", editing.empty_sheet, name="empty_sheet"),
]
