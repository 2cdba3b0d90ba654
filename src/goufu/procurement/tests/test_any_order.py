"""Whatever lawful or unlawful is tried in whatever order: the state is one of the states, and what is stored fits together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.procurement.actions import appearing, deciding, noticing, planning
from goufu.procurement.law import facts_of, opinion_of, timetable_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Notice, NoticeState, Procurement, ProcurementState
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.recording import recordable
from goufu.procurement.tests.procuring import ADDRESS, BEGIN, approved_project, on, planned, publish
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
START = BEGIN - timedelta(days=36)
Verb = Callable[[int, County], object]


def _draft(kind: str) -> Verb:
    return lambda number, county: noticing.draft_notice(procurement=number, kind=kind, by=county.officer)


def _newest(number: int, *states: str) -> Notice:
    found = Notice.objects.filter(procurement=number, state__in=states).order_by("-pk").first()
    if found is None:
        raise Refusal("没有这样的公告")
    return found


def _write(number: int, county: County) -> object:
    notice = _newest(number, "draft")
    typed = {"reason": "响应的供应商太少"} if notice.kind == "termination" else {}
    return noticing.save_notice(notice=notice.pk, by=county.officer, version=notice.version, typed=typed)


def _appear(number: int, county: County) -> object:
    notice = _newest(number, "published")
    day = notice.published_at.date() if notice.published_at else BEGIN
    return appearing.record_appearance(
        notice=notice.pk, day=day + timedelta(days=1), address=ADDRESS, by=county.officer
    )


def _record(number: int, county: County) -> object:
    known = recordable(Procurement.objects.get(pk=number))
    if not known:
        raise Refusal("没有可以登记的")
    return deciding.record_event(
        procurement=number, event=known[0].name, day=START, note="网址", by=county.officer
    )


VERBS: dict[str, Verb] = {
    "draft intention": _draft("intention"),
    "draft notice": _draft("consultation"),
    "draft correction": _draft("correction"),
    "draft termination": _draft("termination"),
    "write": _write,
    "publish": lambda number, county: publish(_newest(number, "draft"), county.lead),
    "publish oneself": lambda number, county: publish(_newest(number, "draft"), county.officer),
    "appear": _appear,
    "discard": lambda number, county: noticing.discard_notice(
        notice=_newest(number, "draft", "published").pk, reason="重新起草公告", by=county.officer
    ),
    "record": _record,
    "begin": lambda number, county: deciding.begin_procurement(procurement=number, by=county.lead),
    "withdraw": lambda number, county: deciding.withdraw_procurement(
        procurement=number, reason="今年不再采购", by=county.officer
    ),
    "save": lambda number, county: planning.save_procurement(
        procurement=number,
        by=county.officer,
        version=Procurement.objects.get(pk=number).version,
        values={"ceiling": Decimal(500000)},
    ),
    "change method": lambda number, county: planning.choose_method(
        procurement=number, method="open_tender", by=county.officer
    ),
}
METHODS = load_methods().methods
NOTICES = {
    "open_tender": "tender",
    "invited_tender": "tender",
    "framework_closed": "framework_call",
    "framework_open": "framework_call",
}
STEPS = st.lists(st.tuples(st.sampled_from([*VERBS]), st.integers(0, 20)), min_size=3, max_size=14)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_order_of_events_leaves_one_of_the_states(county: County, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        _walk(county, steps)
        transaction.set_rollback(True)


@pytest.mark.parametrize("method", [*METHODS])
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_order_of_each_method_leaves_one_of_the_states(
    county: County, method: str, steps: list[tuple[str, int]]
) -> None:
    """Whether the plan may be of this method or not."""
    grounds = METHODS[method].grounds
    ground = next(iter(grounds.cases)) if grounds else ""
    verbs = VERBS | {
        "change method": lambda number, county: planning.choose_method(
            procurement=number, method=method, ground=ground, by=county.officer
        ),
        "draft notice": _draft(NOTICES.get(method, method)),
    }
    with transaction.atomic():
        _walk(county, [("change method", 0), *steps], verbs)
        transaction.set_rollback(True)


def _walk(county: County, steps: list[tuple[str, int]], verbs: dict[str, Verb] = VERBS) -> None:
    day = START
    with on(day):
        number = planned(county, approved_project(county)).pk
    before = ProcurementState.PLANNING
    for verb, days in steps:
        day += timedelta(days=days)
        with on(day):
            try:
                with transaction.atomic():
                    verbs[verb](number, county)
            except Refusal:
                pass
            before = _sound(number, before)


def _sound(number: int, before: ProcurementState) -> ProcurementState:
    """The state, which the table leads to from the one before; what is stored fits it."""
    found = Procurement.objects.get(pk=number)
    state = ProcurementState(found.state)
    targets = {
        str(each.target) for each in PROCUREMENT.table.values() if before in each.sources and each.target
    }
    assert state == before or state in targets
    published = [each for each in found.notices.all() if each.state == NoticeState.PUBLISHED]
    if state == ProcurementState.RUNNING and found.method in ("consultation", "open_tender"):
        assert any(each.kind in ("consultation", "tender") for each in published)
    assert all(each.published_by_id != each.drafted_by_id for each in published)
    for each in published:
        assert noticing.notice_digest(each.number, each.kind, each.content or []) == each.digest
    facts = facts_of(found)
    assert (found.ended_at is not None) == (state in ENDED)
    opinion_of(found)
    timetable_of(found, facts, found.occurrences.all())
    return state
