"""The person of a session is whom Django's own backend would find."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goufu.accounts.backend import Backend
from goufu.registry.models import Person
from goufu.registry.tests.county import County, sign_in


def test_it_is_the_person_with_that_number_as_stored_now(county: County) -> None:
    for number in (county.officer.person.pk, county.lead.person.pk):
        found, due = Backend().get_user(number), ModelBackend().get_user(number)
        assert found is not None and due is not None
        assert {**vars(found), "_state": None} == {**vars(due), "_state": None}
    person = county.officer.person
    Person.objects.filter(pk=person.pk).update(name="改名")
    assert str(Backend().get_user(person.pk)) == "改名"


def test_nobody_is_found_by_the_number_of_a_closed_account_or_of_none(county: County) -> None:
    person = county.officer.person
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert Backend().get_user(person.pk) is None
    assert Backend().get_user(0) is None


def test_a_closed_account_is_signed_out_with_its_next_page(county: County) -> None:
    browser = sign_in(county.officer)
    assert browser.get("/account/").status_code == 200
    Person.objects.filter(pk=county.officer.person.pk).update(is_active=False)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/account/").status_code == 302
    assert sum("registry_person" in each["sql"] for each in asked) == 1
