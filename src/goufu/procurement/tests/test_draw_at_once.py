"""Two draws at once, of which one is done."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from goufu.core.errors import Refusal
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import listed
from goufu.procurement.tests.test_drawing import DAY, WANTED
from goufu.registry.tests.county import County, county

__all__ = ["county"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_draws_at_once_one_is_done(county: County) -> None:
    made = running(county)
    outcomes: list[str] = []
    with on(DAY):
        commit_draw(procurement=made.pk, of=listed(county).pk, wanted=WANTED, by=county.officer)

        def draw() -> None:
            try:
                draw_experts(procurement=made.pk, by=county.officer)
                outcomes.append("drawn")
            except Refusal:
                outcomes.append("refused")
            finally:
                connection.close()

        both = [threading.Thread(target=draw) for _each in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
    assert sorted(outcomes) == ["drawn", "refused"]
    assert made.panel.count() == 3
