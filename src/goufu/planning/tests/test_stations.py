"""How far a project has come, as its page shows it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from goufu.core.stations import stations_in_order
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.forms import text
from goufu.planning.tests.writing import put
from goufu.planning.views.facts import STATE_BADGES
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

WAY = ["需求", "预算", "采购", "合同", "履约", "验收", "支付", "评价"]
SHOWN = re.compile(r'<li class="(done|here|ahead)"[^>]*>.*?<span>(\w+)</span>', re.DOTALL)


@pytest.mark.parametrize(
    ("state", "here"),
    [
        ("draft", "需求"),
        ("returned", "需求"),
        ("withdrawn", "需求"),
        ("submitted", "预算"),
        ("adjusting", "预算"),
        ("approved", "采购"),
    ],
)
def test_a_project_page_says_where_it_stands(
    county: County, draft: Project, signed_in: Callable[[Agent], Client], state: str, here: str
) -> None:
    put(draft, state, county.officer, county.treasurer)
    page = text(signed_in(county.officer).get(f"/projects/{draft.pk}/"))
    place = WAY.index(here)
    signs = ["done"] * place + ["here"] + ["ahead"] * (len(WAY) - place - 1)
    assert SHOWN.findall(page) == list(zip(signs, WAY, strict=True))


def test_no_two_stations_lie_at_one_place() -> None:
    orders = [each.order for each in stations_in_order()]
    assert len(orders) == len(set(orders)) == len(WAY)


def test_what_came_back_needs_a_person_and_is_no_refusal() -> None:
    assert STATE_BADGES[ProjectState.RETURNED] == "warn"
