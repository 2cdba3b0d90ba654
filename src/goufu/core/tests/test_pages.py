"""Whoever is not signed in any more is led to sign in, whole pages and parts of them alike."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_leads_to_sign_in_and_back() -> None:
    answer = Client().get("/projects/?state=draft")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/account/login/?next=/projects/%3Fstate%3Ddraft",
    )


def test_a_part_of_a_page_leads_the_whole_page() -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/projects/3/edit/"}
    answer = Client().post("/projects/3/edit/", headers=headers)
    assert answer.headers["HX-Redirect"] == "/account/login/?next=/projects/3/edit/"
