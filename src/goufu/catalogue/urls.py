"""The URLs of the catalogue."""

from __future__ import annotations

from django.urls import path

from goufu.catalogue.steps import EDITION_STEPS
from goufu.catalogue.views import central_lists, comments, coverage, editing, edition, reading

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
    path("editions/<int:number>/table/", editing.upload, name="upload"),
    path("editions/<int:number>/entries/new/", editing.add, name="add"),
    *EDITION_STEPS.urls("editions/"),
    path("entries/<int:number>/", reading.entry, name="entry"),
    path("entries/<int:number>/change/", editing.change, name="change"),
    path("central-lists/", central_lists.central_list_page, name="central_lists"),
    path("central-lists/new/", central_lists.upload, name="import_central_list"),
    path("central-lists/<int:number>/", central_lists.central_list, name="central_list"),
    path("empty-central-list.xlsx", central_lists.empty_table, name="empty_central_list"),
    path("comments/", comments.comment_list, name="comments"),
    path("comments/<int:number>/", comments.comment, name="comment"),
    path("empty-table.xlsx", editing.empty_sheet, name="empty_sheet"),
]
