"""Applicants told by two people at once, who are told once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from goufu.core.errors import Refusal
from goufu.procurement.actions.admitting import tell_applicants
from goufu.procurement.applications import letters_of
from goufu.procurement.models import ParticipationState
from goufu.procurement.tests.procuring import on
from goufu.procurement.tests.test_applications import NEXT_DAY, applied, examined, prequalified
from goufu.registry.tests.county import County, county

__all__ = ["county"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_tell_at_once_one_does(county: County) -> None:
    made = prequalified(county)
    applied(county, made)
    outcomes: list[str] = []
    with on(NEXT_DAY):
        examined(made, county.officer, failing=1)

        def tell() -> None:
            try:
                tell_applicants(procurement=made.pk, by=county.officer)
                outcomes.append("told")
            except Refusal:
                outcomes.append("refused")
            finally:
                connection.close()

        both = [threading.Thread(target=tell) for _each in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
    assert sorted(outcomes) == ["refused", "told"]
    assert letters_of(made).count() == 2
    assert made.participations.filter(state=ParticipationState.TAKING_PART).count() == 1
