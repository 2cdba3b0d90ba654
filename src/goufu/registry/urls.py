"""The addresses of the registry."""

from __future__ import annotations

from django.urls import URLPattern, path

from goufu.registry.views import account, bodies, body_import, offered, places, providers

app_name = "registry"

ACCOUNT = [
    path("account/", account.show, name="account"),
    path("work-for", account.work_for, name="work_for"),
]
PEOPLE: list[URLPattern] = []
BODIES = [
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/tree/", bodies.tree, name="tree"),
    path("bodies/register", bodies.register, name="register_body"),
    path("bodies/import", body_import.bring, name="import_bodies"),
    path("bodies/import/form.xlsx", body_import.empty_form, name="bodies_form"),
    path("bodies/ended-places", bodies.ended, name="ended_places"),
    path("bodies/offered", offered.offer_bodies, name="bodies_offered"),
    path("bodies/offices-offered", offered.offer_offices, name="offices_offered"),
    path("bodies/<int:number>/", bodies.show, name="body"),
    path("bodies/<int:number>/branch", bodies.branch, name="branch"),
    path("bodies/<int:number>/change", bodies.change, name="change_body"),
    path("bodies/<int:number>/move", bodies.move, name="move_body"),
    path("bodies/<int:number>/close", bodies.close, name="close_body"),
    path("bodies/<int:number>/reopen", bodies.reopen, name="reopen_body"),
    path("bodies/<int:number>/follow", bodies.follow, name="follow_place"),
    path("bodies/<int:number>/founding", providers.founding, name="founding"),
    path("bodies/<int:number>/file/<slug:kind>/add", providers.add, name="add_entry"),
    path("files/<slug:kind>/<int:entry>/correct", providers.correct, name="correct_entry"),
    path("files/<slug:kind>/<int:entry>/strike", providers.strike, name="strike_entry"),
    path("files/<slug:kind>/<int:entry>/end", providers.end, name="end_entry"),
]
PLACES = [
    path("places/", places.places, name="places"),
    path("places/open", places.open_place, name="open_place"),
    path("places/offered", offered.offer_places, name="places_offered"),
    path("places/<int:number>/", places.show, name="place"),
    path("places/<int:number>/change", places.change, name="change_place"),
    path("places/<int:number>/merge", places.merge, name="merge_place"),
]
urlpatterns = [*ACCOUNT, *PEOPLE, *BODIES, *PLACES]
