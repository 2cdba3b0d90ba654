"""Two awards at once, of which one stands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from goufu.core.errors import Refusal
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.models import Award
from goufu.procurement.tests.procuring import deputy, on, running
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.registry.tests.county import County, county

__all__ = ["county"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_awards_at_once_one_stands(county: County) -> None:
    made = running(county)
    other = deputy(county)
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first, second = (report.placings.get(rank=rank).response_id for rank in (1, 2))
        reason = "第一名书面放弃成交"
        said = at_once(
            partial(award, procurement=made.pk, response=first, by=county.lead),
            partial(award, procurement=made.pk, response=second, reason=reason, by=other),
        )
    assert sorted(said) == ["Award", "Refusal"]
    assert Award.objects.count() == 1


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each came to: the name of what it returned or raised."""
    said: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            said.append(type(act()).__name__)
        except Refusal:
            said.append("Refusal")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return said
