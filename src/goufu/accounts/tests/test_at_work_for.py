"""For which of several bodies somebody works just now: the one that was chosen, as long as a role is held there."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from goufu.core.roles import Role
from goufu.registry.models import Appointment, Body
from goufu.registry.tests.county import County, sign_in


def works_for(client: Client) -> Body:
    answer = client.get("/account/")
    body: Body = answer.wsgi_request.agent.body  # type: ignore[attr-defined]
    return body


@pytest.fixture
def client(county: County) -> Client:
    """Of the civil affairs officer, who is an officer of the education bureau too and works for the former."""
    Appointment.objects.create(
        person=county.officer.person,
        body=county.education,
        role=Role.PURCHASING_OFFICER,
        family="business",
        days=DateRange(date(2026, 1, 1), None),
    )
    return sign_in(county.officer)


def test_it_is_the_body_that_was_chosen(county: County, client: Client) -> None:
    assert works_for(client) == county.civil
    client.post("/work-for/", {"body": county.education.pk})
    assert works_for(client) == county.education


def test_without_a_role_there_it_is_the_first_by_name(county: County, client: Client) -> None:
    session = client.session
    session["body"] = county.finance.pk
    session.save()
    assert works_for(client) == county.education
