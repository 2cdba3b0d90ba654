"""The addresses of projects."""

from __future__ import annotations

from django.urls import path

from goufu.planning.views import editing, importing, projects, steps

app_name = "planning"
urlpatterns = [
    path("", projects.listing, name="projects"),
    path("new/", editing.new, name="new"),
    path("waivers/", projects.waiver_list, name="waivers"),
    path("from-list/<str:token>/", importing.from_list, name="from_list"),
    path("<int:number>/", projects.show, name="project"),
    path("<int:number>/edit/", editing.edit, name="edit"),
    path("<int:number>/submit/", steps.submit, name="submit"),
    path("<int:number>/return/", steps.return_, name="return"),
    path("<int:number>/approve/", steps.approve, name="approve"),
    path("<int:number>/adjust/", steps.adjust, name="adjust"),
    path("<int:number>/withdraw/", steps.withdraw, name="withdraw"),
    path("<int:number>/waive/", steps.waive, name="waive"),
]
