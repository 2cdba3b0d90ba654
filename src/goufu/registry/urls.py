"""The URLs of the registry."""

from __future__ import annotations

from django.urls import path

from goufu.registry.steps import FILE_REQUEST_STEPS
from goufu.registry.views import (
    appointments,
    bodies,
    body_changes,
    body_import,
    file_requests,
    people,
    people_administration,
    places,
    providers,
    suggestions,
)

app_name = "registry"

DELEGATIONS = [
    path("account/delegations/", appointments.delegate, name="delegations"),
    path("account/delegations/<int:appointment>/withdraw/", appointments.withdraw, name="withdraw"),
]
PEOPLE = [
    path("people/review/", people.review, name="review"),
    path("people/", people.people, name="people"),
    path("people/enrol/", people.enrol, name="enrol"),
    path("people/<int:number>/", people.show, name="person"),
    path("people/<int:number>/change/", people.change, name="change_person"),
    path("people/<int:number>/deactivate/", people_administration.deactivate, name="deactivate_person"),
    path("people/<int:number>/reactivate/", people_administration.reactivate, name="reactivate_person"),
    path("people/<int:number>/unmask/<slug:field>/", people_administration.unmask, name="unmask"),
    path("people/<int:number>/hand-over/", appointments.hand_over, name="hand_over"),
    path("people/<int:number>/appoint/", appointments.appoint, name="appoint"),
    path("people/<int:number>/appointments/<int:appointment>/end/", appointments.end, name="end_appointment"),
]
BODIES = [
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/tree/", bodies.tree, name="tree"),
    path("bodies/register/", bodies.register, name="register_body"),
    path("bodies/import/", body_import.upload, name="import_bodies"),
    path("bodies/import/form.xlsx", body_import.empty_form, name="bodies_form"),
    path("bodies/ended-places/", bodies.ended, name="ended_places"),
    path("bodies/suggested/", suggestions.suggest_bodies, name="bodies_suggested"),
    path("bodies/suggested-providers/", suggestions.suggest_providers, name="providers_suggested"),
    path("bodies/suggested-offices/", suggestions.suggest_offices, name="offices_suggested"),
    path("bodies/<int:number>/", bodies.show, name="body"),
    path("bodies/<int:number>/branch/", bodies.branch, name="branch"),
    path("bodies/<int:number>/change/", bodies.change, name="change_body"),
    path("bodies/<int:number>/move/", body_changes.move, name="move_body"),
    path("bodies/<int:number>/rename/", body_changes.rename, name="rename_body"),
    path("bodies/<int:number>/merge/", body_changes.merge, name="merge_bodies"),
    path("bodies/<int:number>/split/", body_changes.split, name="split_body"),
    path("bodies/<int:number>/close/", bodies.close, name="close_body"),
    path("bodies/<int:number>/reopen/", bodies.reopen, name="reopen_body"),
    path("bodies/<int:number>/follow/", bodies.follow, name="move_to_successor_place"),
    path("bodies/<int:number>/founding/", providers.founding, name="founding"),
    path("bodies/<int:number>/file/<slug:kind>/add/", providers.add, name="add_entry"),
    path("file-requests/ask/", file_requests.ask, name="ask_for_change"),
    path("file-requests/<int:number>/", file_requests.show, name="file_request"),
    *FILE_REQUEST_STEPS.urls("file-requests/"),
    path("files/<slug:kind>/<int:entry>/correct/", providers.correct, name="correct_entry"),
    path("files/<slug:kind>/<int:entry>/strike/", providers.strike, name="strike_entry"),
    path("files/<slug:kind>/<int:entry>/end/", providers.end, name="end_entry"),
]
PLACES = [
    path("places/", places.places, name="places"),
    path("places/open/", places.open_place, name="open_place"),
    path("places/suggested/", suggestions.suggest_places, name="places_suggested"),
    path("places/<int:number>/", places.show, name="place"),
    path("places/<int:number>/change/", places.change, name="change_place"),
    path("places/<int:number>/merge/", places.merge, name="merge_place"),
]
urlpatterns = [*DELEGATIONS, *PEOPLE, *BODIES, *PLACES]
