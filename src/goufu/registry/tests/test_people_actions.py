"""Enrolling people, and what administrators may do for them and not for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from goufu.core.action import history
from goufu.core.errors import AlreadyDone, NotAllowed, NotFound, Refusal, Stale
from goufu.core.personal import Personal
from goufu.journal.models import Entry
from goufu.journal.words import facts_for_people
from goufu.registry.actions import people
from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.registry.tests.county import County

PHONE = "13812345678"
IDENTITY = "11010519491231002X"  # the worked example of the national standard
SignedIn = Callable[[Agent], Client]


def enrol(county: County, **more: str) -> tuple[Person, str]:
    said: dict[str, Any] = {
        "username": "zhou",
        "name": "周新",
        "body": county.civil,
        "phone": PHONE,
        "identity_number": IDENTITY,
    } | more
    return people.enrol_person(**said, by=county.system)


def test_somebody_enrolled_signs_in_with_a_password_to_be_changed(county: County) -> None:
    person, password = enrol(county, username=" Zhou ")
    assert person.username == "zhou"
    assert person.check_password(password)
    assert person.must_change_password
    assert len(password) == 19


def test_a_person_is_found_only_where_she_is_enrolled(county: County) -> None:
    person, _ = enrol(county)
    assert county.civil.enrolled.get(pk=person.pk) == person
    with pytest.raises(Person.DoesNotExist):
        county.education.enrolled.get(pk=person.pk)


def test_what_a_form_shows_masked_stays_as_it_was(county: County) -> None:
    person, _ = enrol(county)
    changed = people.change_person(
        person=person.pk,
        version=person.version,
        name="周鑫",
        email="",
        phone=None,
        identity_number=None,
        by=county.system,
    )
    assert (changed.name, changed.phone) == ("周鑫", Personal(PHONE))
    assert facts_for_people(history(person)[0]) == {"person.name": ["周新", "周鑫"]}


def test_a_stale_page_changes_nothing(county: County) -> None:
    person, _ = enrol(county)
    new = {"name": "周鑫", "email": "", "phone": None, "identity_number": None}
    people.change_person(person=person.pk, version=1, by=county.system, **new)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        people.change_person(person=person.pk, version=1, by=county.system, **new)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("phone", "1381234567", "11位"),
        ("phone", "23812345678", "以1开头"),
        ("phone", "1381234567a", "11位"),
        ("identity_number", "11010519491231002", "不是18位"),
        ("identity_number", "110105194912310021", "校验位"),
        ("identity_number", "1101051949123100AX", "17位是数字"),
        ("identity_number", "110105194913310021", "出生日期"),
        ("username", "", "不能为空"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(
    county: County, field: str, wrong: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        enrol(county, **{field: wrong})
    assert refused.value.field == field
    assert wrong == "" or wrong not in refused.value.what


def test_a_name_is_taken_once_whatever_its_case(county: County) -> None:
    enrol(county)
    with pytest.raises(Refusal, match="已经有人使用") as refused:
        enrol(county, username="ZHOU")
    assert refused.value.field == "username"


def test_a_form_sent_twice_enrols_once(county: County) -> None:
    token = uuid4()
    people.enrol_person(username="zhou", name="周新", body=county.civil, by=county.system, once=token)
    with pytest.raises(AlreadyDone):
        people.enrol_person(username="zhou", name="周新", body=county.civil, by=county.system, once=token)


def test_only_a_system_administrator_enrols(county: County) -> None:
    for other in (county.security, county.audit, county.lead, county.treasurer):
        with pytest.raises(NotAllowed):
            people.enrol_person(username="zhou", name="周新", body=county.civil, by=other)


def test_a_deactivated_person_is_out_at_once_and_an_old_session_stays_out(
    county: County, signed_in: SignedIn
) -> None:
    client = signed_in(county.officer)
    person = county.officer.person
    assert client.get("/account/").status_code == 200
    people.deactivate_person(person=person.pk, reason="调离本单位", by=county.system)
    assert client.get("/account/").status_code == 302
    people.reactivate_person(person=person.pk, by=county.system)
    assert client.get("/account/").status_code == 302
    assert [entry.action for entry in history(person)] == [
        "registry.person.reactivated",
        "registry.person.deactivated",
    ]


def test_personal_data_is_told_once_for_a_reason_that_stays(county: County) -> None:
    person, _ = enrol(county)
    with pytest.raises(Refusal, match="理由"):
        people.unmask(person=person.pk, field="phone", reason="看看", by=county.security)
    assert people.unmask(person=person.pk, field="phone", reason="核对联系方式", by=county.security) == PHONE
    entry = history(person).first()
    assert entry is not None
    assert entry.action == "registry.person.unmasked"
    assert entry.facts == {"field": "手机号码", "reason": "核对联系方式"}
    assert entry.person_name == "安全员"


def test_personal_data_is_told_to_the_security_administrator_alone(county: County) -> None:
    stranger, _ = enrol(county)
    for other in (county.system, county.audit, county.auditor, county.lead):
        with pytest.raises(NotAllowed):
            people.unmask(person=stranger.pk, field="phone", reason="核对联系方式", by=other)
    with pytest.raises(NotFound):
        people.unmask(person=stranger.pk, field="password", reason="核对联系方式", by=county.security)


def test_nobody_is_a_superuser() -> None:
    fields = {field.name for field in Person._meta.get_fields()}
    assert not fields & {"is_superuser", "is_staff", "groups", "user_permissions"}


def test_neither_password_nor_numbers_are_in_the_journal(county: County) -> None:
    person, password = enrol(county)
    people.change_person(
        person=person.pk,
        version=person.version,
        name="周新",
        email="",
        phone="13912345678",
        identity_number="",
        by=county.system,
    )
    person.refresh_from_db()
    logged = str(list(Entry.objects.values_list("facts", flat=True)))
    for secret in (password, person.password, PHONE, "13912345678", IDENTITY):
        assert secret not in logged
    assert "138****5678" in logged
    assert "139****5678" in logged


def test_nobody_closes_his_own_account(county: County) -> None:
    with pytest.raises(Refusal, match="自己"):
        people.deactivate_person(person=county.system.person.pk, reason="试一试看看", by=county.system)
