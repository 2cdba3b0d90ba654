"""The arguments of the registry's addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.registry.actions.appointments import delegate
from goufu.registry.models import Appointment, Body, Debarment, FileRequest, Person, Place
from goufu.registry.tests.county import County, a_provider, agent, body


def the_bureau(county: County) -> dict[str, Any]:
    return {"number": county.civil.pk}


def the_county(county: County) -> dict[str, Any]:
    return {"number": county.place.pk}


def a_debarment_of_the_bureau(county: County) -> dict[str, Any]:
    made = Debarment.objects.create(
        body=county.civil, starts_on=date(2026, 1, 1), decision_number="1", authority="云岭县财政局"
    )
    return {"kind": "debarment", "entry": made.pk}


def a_paper_of_the_bureau(county: County) -> dict[str, Any]:
    entry = a_debarment_of_the_bureau(county)["entry"]
    made = attach_document(
        by=county.treasurer, subject=("debarment", entry), kind="decision", file_name="1.pdf", chunks=[pdf()]
    )
    return {"number": made.pk}


def a_request_of_the_provider(county: County) -> dict[str, Any]:
    made = FileRequest.objects.create(
        body=a_provider(county),
        text="法定代表人变更了",
        asked_by=county.officer.person,
        asked_at=timezone.now(),
    )
    return {"number": made.pk}


def more_bodies(county: County, count: int) -> None:
    before = Body.objects.count()
    for number in range(before, before + count):
        body(f"单位{number}", county.place, office=county.finance, parent=county.civil)


def more_bodies_in_ended_places(county: County, count: int) -> None:
    before = Place.objects.exclude(listed_until=None).count()
    for number in range(before, before + count):
        ended = Place.objects.create(
            code=f"{538999 - number}", name="旧县", level="county", listed_from=1980, listed_until=2010
        )
        body(f"旧单位{number}", ended)


def more_places(county: County, count: int) -> None:
    taken = Place.objects.filter(level="province").count()
    for number in range(count):
        Place.objects.create(
            code=f"{60 + taken + number}0000", name=f"省{number}", level="province", listed_from=1980
        )


def the_officer(county: County) -> dict[str, Any]:
    return {"number": county.officer.person.pk}


def what_the_officer_holds(county: County) -> dict[str, Any]:
    held = Appointment.objects.get(person=county.officer.person, delegated_by=None)
    return {"number": county.officer.person.pk, "appointment": held.pk}


def what_the_lead_lent(county: County) -> dict[str, Any]:
    lent = Appointment.objects.filter(delegated_by=county.lead.person).first()
    if lent is None:
        to, today = county.officer.person.pk, timezone.localdate()
        lent = delegate(role=Role.PURCHASING_LEAD, to=to, last_day=today, by=county.lead)
    return {"appointment": lent.pk}


def many_people(county: County, count: int) -> None:
    start = Person.objects.count()
    for number in range(start, start + count):
        agent(f"人员{number}", county.civil, Role.PURCHASING_OFFICER)


_OF_PEOPLE = (
    "person",
    "change_person",
    "deactivate_person",
    "hand_over",
    "reactivate_person",
    "appoint",
)
ARGUMENTS = {
    **dict.fromkeys(
        [f"registry:{name}" for name in ("file_request", "settle", "decline")], a_request_of_the_provider
    ),
    **dict.fromkeys(
        [
            f"registry:{name}"
            for name in (
                "body",
                "branch",
                "change_body",
                "move_body",
                "rename_body",
                "merge_bodies",
                "split_body",
                "close_body",
                "reopen_body",
                "move_to_successor_place",
                "founding",
            )
        ],
        the_bureau,
    ),
    **dict.fromkeys(["registry:place", "registry:change_place", "registry:merge_place"], the_county),
    **dict.fromkeys(
        ["registry:correct_entry", "registry:strike_entry", "registry:end_entry"], a_debarment_of_the_bureau
    ),
    "documents:attach": lambda county: {
        "kind": "debarment",
        "number": a_debarment_of_the_bureau(county)["entry"],
    },
    **dict.fromkeys(["documents:download", "documents:supersede"], a_paper_of_the_bureau),
    "registry:add_entry": lambda county: {**the_bureau(county), "kind": "debarment"},
    **{f"registry:{name}": the_officer for name in _OF_PEOPLE},
    "registry:unmask": lambda county: the_officer(county) | {"field": "phone"},
    "registry:end_appointment": what_the_officer_holds,
    "registry:withdraw": what_the_lead_lent,
}
MANY = {
    "bodies": more_bodies,
    "bodies in ended places": more_bodies_in_ended_places,
    "provinces": more_places,
    "people": many_people,
}
