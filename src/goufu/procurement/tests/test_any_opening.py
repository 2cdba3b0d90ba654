"""Whatever is sent, withdrawn, opened and read in whatever order around the deadline: nothing is readable early, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.documents.models import Document
from goufu.procurement.actions.attending import download_envelope
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.joining import give_peels, join_keys
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import withdraw_bid
from goufu.procurement.actions.unsealing import read_envelope
from goufu.procurement.models import Bid, Envelope, Opening, Response
from goufu.procurement.sealed.standing import bids_that_stand, own_sequences
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    quotation,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.quoting import peels_of
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db


def with_bidders(county: County) -> tuple[Receiving, list[Agent]]:
    return receiving(county), [bidder(county, number) for number in range(3)]


world, own, county, found = standing(with_bidders)
NUMBERS = count()


class Walk(NamedTuple):
    """A procurement and its people; what bidders seal is nobody else's, as files of another walk may still lie there."""

    found: Receiving
    bidders: list[Agent]
    county: County
    secret: bytes


Verb = Callable[[Walk, int], object]
MINUTES = (0, 1, 5, 60, 12 * 60)


def _opening() -> Opening:
    if (opening := Opening.objects.first()) is None:
        raise Refusal("还没有开始")
    return opening


def _send(on: Walk, index: int) -> object:
    made, by = on.found.procurement, on.bidders[index % 3]
    kind = ("price", "technical")[index % 2]
    sequence = own_sequences(made, by.body).get((None, kind), 0) + 1
    files = [("quotation.json", quotation("500000.00")), ("方案.txt", on.secret)]
    return send(made, by, sealed_for(made, by, kind, files, sequence))


def _give(on: Walk, index: int) -> object:
    opening, holder = _opening(), on.found.holders[index % 3]
    return give_peels(opening=opening.pk, peels=peels_of(opening, holder), by=holder.agent)


def _read(on: Walk, index: int) -> object:
    waiting = [*Envelope.objects.order_by("number")]
    if not waiting:
        raise Refusal("没有信封")
    return [read_envelope(envelope=each.pk, by=on.county.officer) for each in waiting[: 1 + index]]


VERBS: dict[str, Verb] = {
    "send": _send,
    "withdraw": lambda on, index: withdraw_bid(procurement=on.found.procurement.pk, by=on.bidders[index % 3]),
    "begin": lambda on, index: begin_opening(
        procurement=on.found.procurement.pk, reason="停电" if index % 2 else "", by=on.county.officer
    ),
    "give": _give,
    "join": lambda on, index: join_keys(opening=_opening().pk, by=on.county.officer),
    "read": _read,
    "close": lambda on, index: close_opening(opening=_opening().pk, by=on.county.officer),
}
STEP = st.tuples(st.sampled_from([*VERBS]), st.integers(0, 5), st.sampled_from(MINUTES))
# Mostly forward: what was sent a day before is opened five minutes after the deadline.
FORWARD = (
    *(("send", 0, 0), ("send", 1, 0), ("send", 3, 0), ("begin", 1, 24 * 60 + 5)),
    *(("give", 1, 0), ("give", 2, 0), ("join", 0, 0), ("read", 5, 0), ("close", 0, 0)),
)
WALKS = st.lists(st.lists(STEP, max_size=2), min_size=len(FORWARD), max_size=len(FORWARD))


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(walk=[[]] * len(FORWARD))
@given(walk=WALKS)
def test_any_order_around_the_deadline_shows_nothing_early_and_loses_nothing(
    county: County, found: tuple[Receiving, list[Agent]], walk: list[list[tuple[str, int, int]]]
) -> None:
    walker = Walk(*found, county, f"每周上门四次，夜里也有人：{next(NUMBERS)}。".encode())
    now, sent = DEADLINE - timedelta(days=1), 0
    with transaction.atomic():
        for step, noise in zip(FORWARD, walk, strict=True):
            for verb, index, minutes in (*noise, step):
                now += timedelta(minutes=minutes)
                with at(now):
                    try:
                        with transaction.atomic():
                            VERBS[verb](walker, index)
                    except Refusal:
                        pass
                    sent = _sound(walker, sent)
        assert any(walk) or Opening.objects.get().state == "closed"
        transaction.set_rollback(True)


def _sound(on: Walk, sent: int) -> int:
    """How many bids there are: never fewer than before."""
    opening, bids = Opening.objects.first(), Bid.objects.all()
    if opening is None:
        assert not Envelope.objects.exists()
        for each in bids:
            for who in (on.county.officer, *(holder.agent for holder in on.found.holders)):
                with pytest.raises(Refusal):
                    download_envelope(bid=each.pk, by=who)
    if opening is None or opening.state == "begun":
        assert not Response.objects.exists() and not Document.objects.filter(kind="content").exists()
        assert not _lies_open(on.secret)
    else:
        assert opening.state in ("joined", "closed", "not_opened")
    if opening is not None:
        counted = {each.bid_id for each in opening.envelopes.all()}
        assert counted == {each.pk for each in bids_that_stand(on.found.procurement)}
        assert not any(each.is_late for each in bids.filter(pk__in=counted))
        opened = opening.envelopes.filter(state="opened", bid__kind="price")
        assert {each.bidder_id for each in Response.objects.all()} >= {each.bid.bidder_id for each in opened}
    assert bids.count() >= sent
    return bids.count()


def _lies_open(secret: bytes) -> bool:
    files = [each for each in Path(django_settings.DOCUMENTS).rglob("*") if each.is_file()]
    return any(secret in each.read_bytes() for each in files)
