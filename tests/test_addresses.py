"""How addresses are written: those of pages end in a slash; without it one is led there."""

from __future__ import annotations

import pytest
from django.test import Client

from goufu.config.tests.addresses import addresses, arguments
from goufu.registry.tests.county import County, county

__all__ = ["county"]

FOR_PROGRAMS = (
    "/api/", "/health", "/ready", "/metrics", "/certificate/goufu-ca.crt", "/static/",
    "/journal/log/",  # as C2SP's tlog-tiles says
)  # fmt: skip
FILES = (".gbid", ".xlsx", ".csv", ".json", ".txt", ".ics", ".pdf", ".docx")


@pytest.mark.django_db
def test_each_page_s_address_ends_in_a_slash(county: County) -> None:
    paths = {
        name: address.path(county)
        for name, address in addresses().items()
        if not name.startswith("api:") and (not address.arguments or name in arguments())
    }
    assert len(paths) > 100
    wrong = {
        name: path
        for name, path in paths.items()
        if not path.startswith(FOR_PROGRAMS) and not path.endswith(("/", *FILES))
    }
    assert wrong == {}


@pytest.mark.django_db
def test_without_the_slash_one_is_led_to_the_page(client: Client) -> None:
    assert client.get("/bodies/register?kind=1").headers["Location"] == "/bodies/register/?kind=1"
