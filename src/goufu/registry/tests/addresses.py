"""The arguments of the registry's addresses and of those for signing in, and many of what its lists show."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator

from goufu.registry.actions.tokens import issue_token
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Place, Qualification
from goufu.registry.roles import Role
from goufu.registry.tests.county import County, agent, body


def a_key_of_the_officer(county: County) -> dict[str, Any]:
    made = Authenticator.objects.create(
        user=county.officer.person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "钥匙", "passwordless": False},
    )
    return {"pk": made.pk}


def the_officer(county: County, **more: Any) -> dict[str, Any]:
    return {"number": county.officer.person.pk} | more


def an_appointment(by: Agent) -> int:
    return Appointment.objects.filter(person=by.person).latest("pk").pk


def the_bureau(county: County, **more: Any) -> dict[str, Any]:
    return {"number": county.civil.pk} | more


def a_qualification(county: County) -> dict[str, Any]:
    made = Qualification.objects.create(
        body=county.civil, name="养老机构备案", issuer="云岭县民政局", valid_from=date(2026, 1, 1)
    )
    return {"kind": "qualification", "entry": made.pk}


def a_token(county: County) -> dict[str, Any]:
    made, _text = issue_token(name="财务系统", days=30, by=county.officer)
    return {"number": made.pk}


def many_bodies(county: County, count: int) -> None:
    for number in range(count):
        body(f"云岭县第{number}单位", county.place, office=county.finance, parent=county.civil)


def many_people(county: County, count: int) -> None:
    there = Appointment.objects.count()
    for number in range(there, there + count):
        agent(f"第{number}人", county.civil, Role.PURCHASING_OFFICER)


def many_places(county: County, count: int) -> None:
    there = Place.objects.count()
    for number in range(there, there + count):
        Place.objects.create(
            code=str(539900 + number),
            name=f"第{number}县",
            level="county",
            parent=county.place.parent,
            listed_from=1980,
        )


def many_tokens(county: County, count: int) -> None:
    for _each in range(count):
        a_token(county)


ARGUMENTS = {
    "mfa_edit_webauthn": a_key_of_the_officer,
    "mfa_remove_webauthn": a_key_of_the_officer,
    "registry:withdraw": lambda county: {"appointment": an_appointment(county.officer)},
    "registry:unmask": lambda county: the_officer(county, field="phone"),
    "registry:end_appointment": lambda county: the_officer(
        county, appointment=an_appointment(county.officer)
    ),
    "registry:add_entry": lambda county: the_bureau(county, kind="qualification"),
    "registry:revoke_token": a_token,
    **dict.fromkeys(
        (
            "registry:person",
            "registry:change_person",
            "registry:deactivate_person",
            "registry:reactivate_person",
            "registry:reset_password",
            "registry:reset_second_factor",
            "registry:unlock_person",
            "registry:appoint",
        ),
        the_officer,
    ),
    **dict.fromkeys(
        (
            "registry:body",
            "registry:branch",
            "registry:change_body",
            "registry:move_body",
            "registry:close_body",
            "registry:reopen_body",
            "registry:follow_place",
            "registry:founding",
        ),
        the_bureau,
    ),
    **dict.fromkeys(
        ("registry:correct_entry", "registry:strike_entry", "registry:end_entry"), a_qualification
    ),
    **dict.fromkeys(
        ("registry:place", "registry:change_place", "registry:merge_place"),
        lambda county: {"number": county.place.pk},
    ),
}
MANY = {"bodies": many_bodies, "people": many_people, "places": many_places, "tokens": many_tokens}
