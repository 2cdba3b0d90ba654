"""Somebody has the whole database, the disk, the log and one custodian's key: he reads no bid, and what he does to one is found."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from goufu.documents.store import store
from goufu.journal.replay import replay
from goufu.journal.told_entries import begin_proof
from goufu.procurement.models import Bid
from goufu.procurement.sealed.ceremony import label_of, outside_of
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
from goufu.procurement.tests.test_opening import begun
from goufu.registry.tests.county import County
from goufu.sealing.errors import SealError
from goufu.sealing.peel import combine, peel
from goufu.sealing.suites import AGE

pytestmark = pytest.mark.django_db
IN_TIME = DEADLINE - timedelta(days=1)
DUE = DEADLINE + timedelta(minutes=5)
A_SENTENCE = "方案里的秘密一句话"
PRICE = "476543.21"
FILES = (("quotation.json", quotation(PRICE)), ("方案.txt", A_SENTENCE.encode()))


def everything() -> bytes:
    """All that the house holds: every table, and every file on its disk."""
    out = io.BytesIO()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.app_label in (
                "procurement",
                "journal",
                "documents",
                "core",
            ):
                cursor.execute(
                    f"SELECT COALESCE(string_agg(t::text, E'\\n'), '') FROM \"{model._meta.db_table}\" t"  # noqa: S608, our own names
                )
                out.write(cursor.fetchone()[0].encode())
    for path in Path(settings.DOCUMENTS).rglob("*"):
        if path.is_file():
            out.write(path.read_bytes())
    return out.getvalue()


def test_database_disk_and_log_hold_no_bid_before_the_keys_come_together(
    county: County, caplog: pytest.LogCaptureFixture
) -> None:
    found, holders = receiving(county)
    with at(IN_TIME):
        made = bidder(county)
        bid = send(found, made, sealed_for(found, made, files=FILES))
    held = everything() + caplog.text.encode()
    assert bid.digest.encode() in held  # the search does find things
    for needle in (A_SENTENCE, PRICE, "方案.txt"):
        assert needle.encode() not in held
    for holder in holders:
        assert holder.key.secret not in held
    with at(DUE):
        begun(Receiving(found, holders), county, 0)
        held = everything()
        assert A_SENTENCE.encode() not in held and PRICE.encode() not in held
    outside = outside_of(bid)
    [one] = [peel(outside, holders[0].key.secret, label_of(bid))]
    with pytest.raises(SealError, match="要 2 位"):
        combine(outside, [one])
    for group in one.shares.values():  # a share alone is no key
        with pytest.raises(SealError), store().unverified(bid.digest) as stream:
            AGE.decrypt(stream, io.BytesIO(), group)


def test_a_row_is_neither_changed_nor_removed(county: County) -> None:
    found, _holders = receiving(county)
    with at(IN_TIME):
        made = bidder(county)
        bid = send(found, made, sealed_for(found, made))
    for statement in (
        "UPDATE procurement_bid SET received_at = received_at - interval '1 day' WHERE id = %s",
        "DELETE FROM procurement_bid WHERE id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="只能添加"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [bid.pk])
    assert Bid.objects.count() == 1


def test_a_bid_that_the_operator_removes_past_every_trigger_is_found_in_the_log(county: County) -> None:
    found, _holders = receiving(county)
    begin_proof()
    with at(IN_TIME):
        made = bidder(county)
        bid = send(found, made, sealed_for(found, made))
        before = replay().faults
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM procurement_bid WHERE id = %s", [bid.pk])
            cursor.execute("SET LOCAL session_replication_role = origin")
        faults = [each for each in replay().faults if each not in before]
    assert any("投标" in str(each) or "bid" in str(each) for each in faults), faults
