"""The URLs of projects."""

from __future__ import annotations

from django.urls import path

from goufu.planning.steps import PROJECT_STEPS
from goufu.planning.views import editing, importing, projects, several

app_name = "planning"
urlpatterns = [
    path("", projects.listing, name="projects"),
    path("new/", editing.new, name="new"),
    path("several/", several.several, name="several"),
    path("waivers/", projects.waiver_list, name="waivers"),
    path("from-list/<str:token>/", importing.from_list, name="from_list"),
    path("<int:number>/", projects.show, name="project"),
    path("<int:number>/copy/", editing.copy, name="copy"),
    path("<int:number>/delete/", editing.delete, name="delete"),
    path("<int:number>/edit/", editing.edit, name="edit"),
    *PROJECT_STEPS.urls(),
]
