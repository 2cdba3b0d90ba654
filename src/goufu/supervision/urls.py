"""The URLs of the journal: for auditors, and the public roots of days."""

from __future__ import annotations

from django.urls import path

from goufu.supervision import log_views, public_views, views

app_name = "journal"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("entries/<int:number>/", views.entry, name="entry"),
    path("entries/<int:number>/proof/", views.proof, name="proof"),
    path("verifications/", views.verifications, name="verifications"),
    path("verifications/<int:number>/", views.verification, name="verification"),
    path("export/", views.export, name="export"),
    path("days/", public_views.days, name="days"),
    path("days.txt", public_views.days_as_text, name="days-text"),
    path("log/checkpoint", log_views.checkpoint, name="log-checkpoint"),
    path("log/tile/entries/<path:end>", log_views.entries, name="log-entries"),
    path("log/tile/<int:level>/<path:end>", log_views.tile, name="log-tile"),
    path("proofs/", public_views.proofs, name="proofs"),
]
