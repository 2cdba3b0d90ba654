"""The arguments of the registry's addresses and of those for signing in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from goufu.registry.actions.appointments import delegate
from goufu.registry.models import Appointment, Person
from goufu.registry.roles import Role
from goufu.registry.tests.county import County, agent


def a_key_of_the_officer(county: County) -> dict[str, Any]:
    made = Authenticator.objects.create(
        user=county.officer.person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "钥匙", "passwordless": False},
    )
    return {"pk": made.pk}


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
    "reactivate_person",
    "reset_password",
    "reset_second_factor",
    "unlock_person",
    "appoint",
)
ARGUMENTS = {
    **{f"registry:{name}": the_officer for name in _OF_PEOPLE},
    "registry:unmask": lambda county: the_officer(county) | {"field": "phone"},
    "registry:end_appointment": what_the_officer_holds,
    "registry:withdraw": what_the_lead_lent,
    "mfa_edit_webauthn": a_key_of_the_officer,
    "mfa_remove_webauthn": a_key_of_the_officer,
}
MANY = {"people": many_people}
