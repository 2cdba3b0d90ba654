"""Two last requests of one bid at once, as of a bidder who clicks twice: both get the one receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from goufu.core.tests.racing import at_once
from goufu.documents.store import FolderStore
from goufu.procurement.actions.receiving import receive
from goufu.procurement.models import Bid, HandedInBy, Procurement
from goufu.procurement.sealed.reception import Incoming
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, brought, digest_of, receiving, sealed_for
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, sign_in

IN_TIME = DEADLINE - timedelta(days=1)
LIST = "a" * 64


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("of", "before"),
    [(Incoming, "note_list"), (Incoming, "arrived"), (FolderStore, "linked"), (FolderStore, "keep")],
)
def test_whatever_the_other_request_overtakes_both_have_one_receipt(
    county: County,
    monkeypatch: pytest.MonkeyPatch,
    of: type,
    before: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    found, made = receiving(county).procurement, bidder(county)
    with at(IN_TIME):
        incoming = brought(found, made.body.pk, sealed_for(found, made))
        first: list[Bid] = []
        step: Callable[..., Any] = getattr(of, before)

        def taken() -> Bid:
            return receive(
                procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB, list_digest=LIST
            )

        def overtaken(*given: Any, **more: Any) -> Any:
            monkeypatch.setattr(of, before, step)
            with django_capture_on_commit_callbacks(execute=True):
                first.append(taken())
            return step(*given, **more)

        monkeypatch.setattr(of, before, overtaken)
        assert taken() == first[0]
    assert Bid.objects.count() == 1
    assert not incoming.have


@pytest.mark.django_db(transaction=True)
def test_clicked_twice_the_page_answers_both_with_the_same_receipt(county: County) -> None:
    found, made = receiving(county).procurement, bidder(county)
    for number in range(1, 5):
        with at(IN_TIME):
            data = sealed_for(found, made, sequence=number)
            brought(found, made.body.pk, data)
            answers: list[Any] = at_once([_sending(found, made, data)] * 4)
        assert {each.status_code for each in answers} == {200}, [each.content.decode() for each in answers]
        assert {each.json()["number"] for each in answers} == {Bid.objects.get(sequence=number).number}


def _sending(found: Procurement, made: Agent, data: bytes) -> Callable[[], Any]:
    """The last request of a bid that has come whole."""
    address = reverse("procurement:piece", args=[found.pk, digest_of(data)])
    client = sign_in(made)
    client.raise_request_exception = False
    return lambda: client.post(address, {"list": LIST})
