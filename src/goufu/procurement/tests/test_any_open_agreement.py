"""Whatever is asked, answered and ended in whatever order in an open agreement: who is in it was admitted, and its end frees its money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.procurement.actions.agreeing import Terms, conclude_framework, end_framework
from goufu.procurement.actions.applying import (
    admit_application,
    apply_to_join,
    refuse_application,
    withdraw_application,
)
from goufu.procurement.actions.membership import leave_framework, suspend_member
from goufu.procurement.actions.planning import left_of
from goufu.procurement.models import Framework, FrameworkApplication, FrameworkMember, Procurement
from goufu.procurement.tests.framing import called, of_provider
from goufu.procurement.tests.procuring import BEGIN, on
from goufu.procurement.tests.standing import made_once, standing
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing()
Verb = Callable[[Procurement, County, int], object]


def _agreement() -> int:
    if (found := Framework.objects.first()) is None:
        raise Refusal("没有协议")
    return found.pk


def _application(index: int) -> FrameworkApplication:
    rows = [*FrameworkApplication.objects.order_by("pk")]
    if not rows:
        raise Refusal("没有申请")
    return rows[index % len(rows)]


def _member(index: int) -> FrameworkMember:
    rows = [*FrameworkMember.objects.order_by("pk")]
    if not rows:
        raise Refusal("没有人入围")
    return rows[index % len(rows)]


def _agree(made: Procurement, county: County, index: int) -> object:
    terms = Terms("小时", Decimal(400_000), wall_clock.today(), "持证护理员不少于五名")
    return conclude_framework(procurement=made.pk, terms=terms, by=county.officer)


VERBS: dict[str, Verb] = {
    "agree": _agree,
    "ask": lambda made, county, index: apply_to_join(
        framework=_agreement(),
        text="持证护理员八名",
        meets_conditions=index % 5 > 0,
        by=of_provider(county, 1 + index % 3),
    ),
    "admit": lambda made, county, index: admit_application(
        frameworkapplication=_application(index).pk, by=county.officer
    ),
    "refuse": lambda made, county, index: refuse_application(
        frameworkapplication=_application(index).pk, reason="持证护理员不足五名", by=county.officer
    ),
    "withdraw": lambda made, county, index: withdraw_application(
        frameworkapplication=_application(index).pk, by=of_provider(county, 1 + index % 3)
    ),
    "suspend": lambda made, county, index: suspend_member(
        frameworkmember=_member(index).pk, reason="投诉正在调查", by=county.officer
    ),
    "leave": lambda made, county, index: leave_framework(
        frameworkmember=_member(index).pk, reason="不再做上门服务", by=of_provider(county, 1 + index % 3)
    ),
    "end": lambda made, county, index: end_framework(
        framework=_agreement(), reason="服务改由机构提供" if index % 2 else "", by=county.officer
    ),
}
# The agreement, one asks and is admitted, another asks and is refused with its end.
WALKS = st.lists(st.tuples(st.sampled_from([*VERBS]), st.integers(0, 9)), min_size=5, max_size=16)
PLAIN = (("agree", 0), ("ask", 1), ("admit", 0), ("ask", 2), ("end", 1))


@made_once(called, "open")
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS, is_agreed=st.booleans())
def test_any_order_of_an_open_agreement_admits_only_who_asked_and_ends_whole(
    county: County, made: Procurement, walk: list[tuple[str, int]], is_agreed: bool
) -> None:
    with transaction.atomic(), on(BEGIN + timedelta(days=1)):
        for verb, index in [*(PLAIN[:3] if is_agreed else ()), *walk]:
            try:
                with transaction.atomic():
                    VERBS[verb](made, county, index)
            except Refusal:
                pass
            _sound(made)
        transaction.set_rollback(True)


@made_once(called, "open")
def test_the_plain_way_ends_with_one_in_it_and_one_refused(county: County, made: Procurement) -> None:
    with on(BEGIN + timedelta(days=1)):
        for verb, index in PLAIN:
            VERBS[verb](made, county, index)
            _sound(made)
    assert [*FrameworkApplication.objects.order_by("pk").values_list("state", flat=True)] == [
        "admitted",
        "refused",
    ]


def _sound(made: Procurement) -> None:
    share = made.shares.select_related("project").get()
    agreements = [*Framework.objects.filter(procurement=made)]
    assert len(agreements) <= 1
    is_over = any(each.state == "ended" for each in agreements)
    assert left_of(share.project) == (share.amount if is_over else 0)
    asked = FrameworkApplication.objects.all()
    assert all(each.state in ("received", "admitted", "refused", "withdrawn") for each in asked)
    admitted = sorted(each.provider_id for each in asked if each.state == "admitted")
    assert sorted(each.provider_id for each in FrameworkMember.objects.all()) == admitted
    assert len({*admitted}) == len(admitted)
    assert not (is_over and any(each.state == "received" for each in asked))
