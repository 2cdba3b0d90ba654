"""A person who was just enrolled, and pages as text, for the tests of people and of their accounts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from goufu.registry.actions import people
from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.registry.tests.county import County

SignedIn = Callable[[Agent], Client]
PHONE, IDENTITY = "13812345678", "11010519491231002X"
PASSWORD = re.compile(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){3}")


@pytest.fixture
def zhou(county: County) -> Person:
    person, _ = people.enrol_person(
        username="zhou",
        name="周新",
        body=county.civil,
        phone=PHONE,
        identity_number=IDENTITY,
        by=county.system,
    )
    return person


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()
