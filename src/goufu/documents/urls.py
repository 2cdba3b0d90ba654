"""The URLs of documents."""

from __future__ import annotations

from django.urls import path

from goufu.documents import views

app_name = "documents"
urlpatterns = [
    path("check/", views.check, name="check"),
    path("<int:number>/", views.download, name="download"),
    path("<int:number>/supersede/", views.supersede, name="supersede"),
    path("of/<slug:kind>/<int:number>/attach/", views.attach, name="attach"),
    path("of/<slug:kind>/<int:number>/<slug:paper>/", views.paper, name="paper"),
]
