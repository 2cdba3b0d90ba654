"""Whatever is tried in whatever order once bids have come, by each method: the record gives what was reported, within the money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.procurement.actions.planning import left_of
from goufu.procurement.law import days_of
from goufu.procurement.models import Award, Framework, Procurement, ProcurementState, ReviewReport
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.rounds import reports_of
from goufu.procurement.tests.procuring import on
from goufu.procurement.tests.standing import Wanted, standing
from goufu.procurement.tests.ways import VERBS, WAYS
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing()
EACH_METHOD = pytest.mark.parametrize(
    "world", [Wanted(way.make) for way in WAYS.values()], ids=[*WAYS], indirect=True, scope="module"
)
DEVELOPERS = 3
# Mostly forward, so that many walks come to an award; with anything in between.
NOISE = st.lists(st.tuples(st.sampled_from([*VERBS]), st.integers(0, 20)), max_size=3)
LONGEST = max(len(way.forward) for way in WAYS.values())
WALKS = st.lists(st.tuples(st.integers(0, 12), st.booleans(), NOISE), min_size=LONGEST, max_size=LONGEST)


@EACH_METHOD
def test_the_plain_way_of_each_method_ends_in_an_award(county: County, made: Procurement) -> None:
    way = WAYS[made.method]
    with on(way.day):
        for verb, index in way.forward:
            if verb != "explain" or made.method != "framework_closed":  # its unit prices are near each other
                VERBS[verb](made, county, index)
            _sound(made)
    assert Award.objects.exists()
    assert [*differences(Procurement.objects.get(pk=made.pk))] == []


@EACH_METHOD
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_any_order_of_a_review_leaves_what_the_record_gives(
    county: County, made: Procurement, walk: list[tuple[int, bool, list[tuple[str, int]]]]
) -> None:
    way = WAYS[made.method]
    with transaction.atomic(), on(way.day):
        for (verb, plain), (index, is_plain, noise) in zip(way.forward, walk, strict=False):
            for step, number in ((verb, plain if is_plain else index), *noise):
                _try(step, made, county, number)
                _sound(made)
        assert [*differences(Procurement.objects.get(pk=made.pk))] == []
        transaction.set_rollback(True)


def _try(verb: str, made: Procurement, county: County, index: int) -> None:
    try:
        with transaction.atomic():
            VERBS[verb](made, county, index)
    except Refusal:
        pass


def _sound(made: Procurement) -> None:
    found = Procurement.objects.get(pk=made.pk)
    assert found.state in (ProcurementState.RUNNING, ProcurementState.TERMINATED)
    happened = days_of(found.occurrences.all())
    awards = Award.objects.filter(procurement=found)
    assert {"awarded", "shortlist_decided"}.isdisjoint(happened) == (not awards)
    assert {"letter_sent", "shortlist_letter_sent"}.isdisjoint(happened) or awards
    *earlier, last = [None, *ReviewReport.objects.filter(procurement=found).order_by("pk")]
    assert all(each is None or each.rereview for each in earlier)
    if "review_ended" in happened:
        assert last and last.signatures.count() == found.panel.filter(left_at=None).count()
    if awards:
        assert reports_of(found).get().outcome == "ranked"
        assert all(each.signed_at for each in found.panel.filter(left_at=None))
    assert all(each.declared_at for each in found.panel.filter(finished_at__isnull=False))
    _within_money(found, [each.amount for each in awards])


def _within_money(found: Procurement, amounts: list[Decimal]) -> None:
    """Awards stay within the money, prices of an agreement below its ceiling; what has ended holds nothing."""
    [share] = found.shares.select_related("project")
    left = left_of(share.project)
    is_over = (
        found.state == ProcurementState.TERMINATED
        or Framework.objects.filter(procurement=found, state="ended").exists()
    )
    assert left == (share.amount if is_over else 0)
    if found.framework_kind:
        assert found.ceiling and all(amount <= found.ceiling for amount in amounts)
    else:
        assert sum(amounts) <= share.amount
        assert len(amounts) <= (DEVELOPERS if found.method == "innovation" else 1)
