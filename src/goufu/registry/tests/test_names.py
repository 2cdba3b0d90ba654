"""Names of bodies are stored as they are written, and compared however they are written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from goufu.core.errors import Refusal
from goufu.registry.actions.bodies import change_body, close_body, register_body
from goufu.registry.models import Body
from goufu.registry.names import folds
from goufu.registry.queries.bodies import chosen, suggested
from goufu.registry.queries.providers import RegisteredNames
from goufu.registry.tests.county import County, body

GROUP = "云岭康宁养老服务（集团）有限公司"
OTHERWISE = [
    "云岭康宁养老服务(集团)有限公司",
    "云岭康宁养老服务 （集团） 有限公司",
    "云岭康宁养老服务（集团)有限公司\u200b",
    "\u3000云岭康宁养老服务（集团）\u00a0有限公司",
]


@pytest.mark.parametrize("typed", OTHERWISE)
def test_a_name_is_found_however_it_is_written(county: County, typed: str) -> None:
    group = body(GROUP, county.place, kind="enterprise")
    assert RegisteredNames([typed]).body(typed, field="provider") == group
    assert chosen(county.system, typed, field="body") == group
    assert list(suggested(county.system, typed)) == [group]


def test_letters_are_compared_without_case_and_width(county: County) -> None:
    firm = body("云岭ＡＢＣ科技有限公司", county.place, kind="enterprise")
    assert RegisteredNames(["云岭abc科技有限公司"]).body("云岭abc科技有限公司", field="provider") == firm
    assert folds(["云岭ＡＢＣ", "云岭abc "]) == {"云岭ＡＢＣ": "云岭abc", "云岭abc ": "云岭abc"}


@pytest.mark.parametrize("typed", ["云岭县民政局(示例)", "云岭县 民政局（示例）"])
def test_the_same_name_written_otherwise_is_not_registered_again(county: County, typed: str) -> None:
    facts: Any = {"kind": "state_organ", "level": "county", "place": county.place, "office": county.finance}
    Body.objects.filter(pk=county.civil.pk).update(name="云岭县民政局（示例）")
    with pytest.raises(Refusal, match="已经登记了同名的单位：云岭县民政局（示例）") as refused:
        register_body(by=county.system, name=typed, **facts)
    assert refused.value.field == "name"
    with pytest.raises(Refusal, match="同名的单位"):
        change_body(by=county.system, body=county.education, version=1, name=typed)
    with pytest.raises(IntegrityError, match="body_name_once"), transaction.atomic():
        body(typed, county.place)


def test_a_closed_body_keeps_its_name_and_is_to_be_reopened(county: County) -> None:
    close_body(by=county.system, body=county.nursing, version=1)
    with pytest.raises(Refusal, match=f"{county.nursing.name}（已停用）"):
        change_body(by=county.system, body=county.education, version=1, name=county.nursing.name)


def test_a_name_is_stored_as_written_without_what_is_not_seen(county: County) -> None:
    firm = register_body(
        by=county.system, name=f" {GROUP}\u200b\u3000", kind="enterprise", place=county.place, level=""
    )
    assert Body.objects.get(pk=firm.pk).name == GROUP


@pytest.mark.parametrize("lookup", ["name__folded", "name__folded__contains"])
def test_indexes_serve_the_comparison(county: County, lookup: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Body.objects.filter(**{lookup: "康宁养老（集团"}).order_by().explain()
    assert "Index Cond" in plan and "body_name" in plan
