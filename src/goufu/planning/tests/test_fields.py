"""A field of a project stands in its model: form, page and API have each."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Field
from django.test import Client

from goufu.planning.actions.writing import WRITTEN, save_project
from goufu.planning.api import ProjectOut, SaveIn
from goufu.planning.facts import WRITTEN_AS
from goufu.planning.forms import ProjectForm
from goufu.planning.models import Project
from goufu.planning.tests.forms import text
from goufu.planning.tests.test_api import Program
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

NOT_WRITTEN = {"id", "purchaser", "office", "state"}
FIELDS = {
    field.name
    for field in Project._meta.concrete_fields
    if isinstance(field, Field) and field.editable and field.name not in NOT_WRITTEN
}
# As the page shows them, where it doesn't show them as they are stored.
SAID: dict[str, tuple[Any, str]] = {
    "title": ("老人夜间巡访服务", "老人夜间巡访服务"),
    "year": (2028, "2028"),
    "need": ("夜间每两小时巡访一次", "夜间每两小时巡访一次"),
    "duty_basis": ("三定规定第九条", "三定规定第九条"),
    "service_class": ("auxiliary", "政府履职辅助性服务"),
    "item_code": ("C20060000", "C20060000"),
    "standard": ("老有所养第四项", "老有所养第四项"),
    "beneficiaries": ("独居老人", "独居老人"),
    "field": ("community", "城乡社区"),
    "is_new": (True, "<dt>今年第一次安排</dt><dd>是</dd>"),
    "new_amount": (Decimal("1234.56"), "1,234.56"),
    "quantity": (Decimal("730"), "730"),
    "unit": ("夜次", "夜次"),
    "unit_price": (Decimal("77.10"), "77.10"),
    "costing": ("两人一班，每班四小时", "两人一班，每班四小时"),
    "amount": (Decimal("56283.00"), "56,283.00"),
    "first_year": (Decimal("30001.00"), "30,001.00"),
    "second_year": (Decimal("20002.00"), "20,002.00"),
    "third_year": (Decimal("6280.00"), "6,280.00"),
    "term_months": (31, "31 个月"),
    "method": ("single_source", "单一来源"),
    "provider_kind": ("enterprise", "企业"),
    "provider": ("安心巡访有限公司", "安心巡访有限公司"),
}


def test_form_actions_and_program_take_every_field() -> None:
    assert WRITTEN - {"facts"} == FIELDS
    assert ProjectForm.base_fields.keys() == FIELDS
    assert SaveIn.model_fields.keys() >= FIELDS
    assert ProjectOut.model_fields.keys() >= FIELDS
    assert set(WRITTEN_AS.values()) <= FIELDS


@pytest.fixture
def written(county: County, draft: Project) -> Project:
    values = {name: value for name, (value, _shown) in SAID.items()} | {"entry": None}
    return save_project(project=draft.pk, by=county.officer, version=draft.version, values=values, funding={})


@pytest.mark.parametrize("name", sorted(FIELDS - {"entry"}))
def test_the_page_shows_every_field(
    county: County, written: Project, signed_in: Callable[[Agent], Client], name: str
) -> None:
    page = text(signed_in(county.officer).get(f"/projects/{written.pk}/"))
    [_before, facts] = page.split('class="gf-sides"') if name != "title" else ["", page]
    assert SAID[name][1] in facts


def test_a_program_writes_what_it_reads(county: County, draft: Project) -> None:
    officer = Program(county.officer)
    sent: dict[str, Any] = {
        name: value if isinstance(value, bool | int) else str(value) for name, (value, _) in SAID.items()
    }
    sent |= {"entry": None, "funding": []}
    status, saved = officer.send(f"/{draft.pk}", "put", version=draft.version, **sent)
    assert status == 200, saved
    _status, read = officer.ask(f"/{draft.pk}")
    numbers = {name: Decimal(read[name]) for name, (value, _) in SAID.items() if isinstance(value, Decimal)}
    assert read | numbers == json.loads(json.dumps(read)) | {name: value for name, (value, _) in SAID.items()}
