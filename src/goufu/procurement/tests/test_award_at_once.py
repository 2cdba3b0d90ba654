"""Two awards at once, or an award and the end, of which one stands."""

from __future__ import annotations

from functools import partial

import pytest

from goufu.core.errors import Refusal
from goufu.core.tests.racing import at_once
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.ending import end_procurement
from goufu.procurement.models import Award, Procurement
from goufu.procurement.tests.procuring import deputy, on, running
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.procurement.tests.talking import begun
from goufu.procurement.tests.test_ending import LATER, REASON, settled
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
            [
                partial(award, procurement=made.pk, response=first, by=county.lead),
                partial(award, procurement=made.pk, response=second, reason=reason, by=other),
            ]
        )
    assert [isinstance(each, list) for each in said].count(True) == 1  # of one award
    assert [isinstance(each, Refusal) for each in said].count(True) == 1
    assert Award.objects.count() == 1


def test_the_end_and_the_award_at_once_are_never_both(county: County) -> None:
    made = begun(county)
    with on(LATER):
        chosen = settled(county, made)
        other = deputy(county)
        said = at_once(
            [
                lambda: award(procurement=made.pk, response=chosen.pk, by=county.lead),
                lambda: end_procurement(procurement=made.pk, cause="need_gone", reason=REASON, by=other),
            ]
        )
    found = Procurement.objects.get(pk=made.pk)
    assert any(isinstance(each, Refusal) for each in said)
    assert (found.state == "terminated") != Award.objects.filter(procurement=made).exists()
