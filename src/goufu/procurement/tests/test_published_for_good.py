"""What is published stays: the database refuses changes, and of two who publish at once one is told so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from goufu import wall_clock
from goufu.core.errors import Refusal, Stale
from goufu.procurement.actions.appearing import record_appearance, record_receipt
from goufu.procurement.actions.noticing import draft_notice, publish_notice
from goufu.procurement.filling import Filling
from goufu.procurement.models import Notice, Occurrence
from goufu.procurement.readiness import opinions_on
from goufu.procurement.tests.procuring import ADDRESS, BEGIN, announced, deputy, on, planned
from goufu.registry.tests.county import County, make_county


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"content": []}, {"number": "x"}, {"kind": "tender"}, {"state": "draft"}])
def test_the_database_refuses_to_change_what_was_published(county: County, change: dict[str, object]) -> None:
    with on(BEGIN):
        published = announced(planned(county), "intention", county)
    with pytest.raises(IntegrityError, match="不能改"), transaction.atomic():
        Notice.objects.filter(pk=published.pk).update(**change)
    with pytest.raises(IntegrityError, match="不能删除"), transaction.atomic():
        Notice.objects.filter(pk=published.pk).delete()


@pytest.mark.django_db
def test_receipt_and_appearance_are_recorded_once_and_in_their_order(county: County) -> None:
    with on(BEGIN):
        published = announced(planned(county), "intention", county)
    with on(BEGIN + timedelta(days=3)):
        for day in (BEGIN - timedelta(days=1), BEGIN + timedelta(days=4)):
            with pytest.raises(Refusal, match=r"不能早于|还没有到"):
                record_receipt(notice=published.pk, day=day, by=county.officer)
        record_receipt(notice=published.pk, day=BEGIN + timedelta(days=2), by=county.officer)
        with pytest.raises(Refusal, match="不能早于指定媒体收到"):
            record_appearance(notice=published.pk, day=BEGIN, address=ADDRESS, by=county.officer)
        with pytest.raises(Refusal, match="网址"):
            record_appearance(
                notice=published.pk, day=wall_clock.today(), address="javascript:1", by=county.officer
            )
        record_appearance(notice=published.pk, day=wall_clock.today(), address=ADDRESS, by=county.officer)
        with pytest.raises(Refusal, match="已经登记过"):
            record_appearance(notice=published.pk, day=wall_clock.today(), address=ADDRESS, by=county.officer)
    [seen] = Occurrence.objects.filter(event="intention_published")
    assert seen.day == BEGIN + timedelta(days=3) and seen.person == county.officer.person


@pytest.mark.django_db(transaction=True)
def test_of_two_publishers_one_is_first() -> None:
    county = make_county()
    with on(BEGIN):
        drafted = draft_notice(procurement=planned(county).pk, kind="intention", by=county.officer)
        other = deputy(county)
        fresh = Notice.objects.select_related("procurement__purchaser__place").get(pk=drafted.pk)
        doubts = [
            each.rule.id for opinion in opinions_on(fresh, Filling(fresh)) for each in opinion.to_review
        ]
        given: dict[str, Any] = {"notice": drafted.pk, "reviewed": doubts, "version": drafted.version}
        said = _at_once([partial(publish_notice, by=by, **given) for by in (county.lead, other)])
    assert sorted(said) == ["Notice", "Stale"]
    assert Notice.objects.get(pk=drafted.pk).number == f"{county.place.code}-{BEGIN.year}-GG-0001"


def _at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each came to: the name of what it returned or raised."""
    said: list[str] = []
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            said.append(type(act()).__name__)
        except (Refusal, Stale) as refused:
            said.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
