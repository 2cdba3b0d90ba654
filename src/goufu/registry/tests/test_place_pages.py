"""Pages of places: found, read with their history, changed by the system administrator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from goufu.registry.agents import Agent
from goufu.registry.models import Place
from goufu.registry.place_data import load_places
from goufu.registry.tests.county import County

SignedIn = Callable[[Agent], Client]


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_places_are_found_and_paged(
    county: County, signed_in: SignedIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    load_places()
    client = signed_in(county.officer)
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        assert "西藏自治区" in text_of(client, "/places/")
    assert "昆明市" in text_of(client, "/places/?q=五华")
    assert "没有找到" in text_of(client, "/places/?q=密云县")
    assert "1982—2014" in text_of(client, "/places/?q=密云县&ended=yes")
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        assert "第 2 / " in text_of(client, "/places/?q=县&page=2")
    assert "没有找到" in text_of(client, "/places/?q=没有这里")


def test_a_place_is_changed_and_merged(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    opened = {"parent": "530000", "code": "539998", "name": "云谷区", "year": "2020"}
    assert client.post("/places/open/", opened).status_code == 302
    heir = Place.objects.get(code="539998")
    changed = client.post(
        f"/places/{county.place.pk}/change/",
        {"code": "539999", "name": "云岭县", "year": "2027", "version": 1},
    )
    assert "没有变" in changed.content.decode()
    sent = {"into": "539998", "year": "2027", "version": 1}
    assert client.post(f"/places/{county.place.pk}/merge/", sent).status_code == 302
    page = text_of(client, f"/places/{county.place.pk}/")
    assert "2026年以后不再使用" in page and "云谷区（539998）" in page and "合并了区划" in page
    assert "云岭县（539999）" in text_of(client, f"/places/{heir.pk}/")


@pytest.mark.parametrize("address", ["/places/open/", "/places/{}/change/", "/places/{}/merge/"])
def test_nobody_else_changes_places(county: County, signed_in: SignedIn, address: str) -> None:
    text_of(signed_in(county.treasurer), address.format(county.place.pk), 404)


def test_no_such_place(county: County, signed_in: SignedIn) -> None:
    text_of(signed_in(county.officer), "/places/999999/", 404)
