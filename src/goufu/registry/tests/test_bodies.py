"""Bodies: registered with what must be true of them, changed, closed and opened again."""

from __future__ import annotations

from typing import Any

import pytest

from goufu.core.action import history
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.roles import Role
from goufu.journal.words import facts_for_people
from goufu.registry.actions import bodies
from goufu.registry.actions.bodies import (
    change_body,
    close_body,
    move_to_successor_place,
    register_body,
    reopen_body,
)
from goufu.registry.actions.places import merge_place
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Place
from goufu.registry.queries.places import bodies_in_ended_places
from goufu.registry.tests.county import County, agent, body
from goufu.registry.tests.test_credit_codes import code_of


def register(by: Agent, place: Place, **more: Any) -> Body:
    facts: dict[str, Any] = {
        "name": "云岭县文化馆",
        "kind": "public_institution_class_1",
        "level": "county",
        "place": place,
    }
    return register_body(by=by, **facts | more)


def test_a_registered_body_stands_in_the_tree_and_the_journal(county: County) -> None:
    made = register(
        county.system, county.place, parent=county.civil, office=county.finance, credit_code=code_of("12")
    )
    assert made.path == f"{county.civil.path}{made.pk}/"
    assert facts_for_people(history(made).get()) == {
        "body.name": "云岭县文化馆",
        "body.kind": "public_institution_class_1",
    }


def test_a_finance_office_is_its_own(county: County) -> None:
    made = register(
        county.system, county.place, kind="state_organ", name="云岭县财政二局", is_finance_office=True
    )
    assert Body.objects.get(pk=made.pk).office == made


@pytest.mark.parametrize(
    ("facts", "field", "what"),
    [
        ({"name": ""}, "name", "名称"),
        ({"credit_code": "12530000"}, "credit_code", "现在是8位"),
        ({"credit_code": code_of("12")[:17] + "Z"}, "credit_code", "第18位“Z”"),
        ({"credit_code": code_of("91")}, "credit_code", "市场监督管理部门登记"),
        ({"level": ""}, "level", "预算级次"),
        ({"level": "township"}, "", ""),
        ({"size": "small"}, "size", "只有企业"),
        ({"kind": "enterprise", "level": "", "size": "small"}, "", ""),
        ({"kind": "enterprise", "level": ""}, "", ""),
    ],
)
def test_what_must_be_true_of_a_body(county: County, facts: dict[str, Any], field: str, what: str) -> None:
    if not what:
        assert register(county.system, county.place, **facts).pk
        return
    with pytest.raises(Refusal, match=what) as refused:
        register(county.system, county.place, **facts)
    assert refused.value.field == field
    assert refused.value.remedy


def test_a_county_body_does_not_sit_in_a_province(county: County) -> None:
    province = county.place.parent
    assert province
    with pytest.raises(Refusal, match="云南省是省级的区划，单位不能是县级的"):
        register(county.system, province)
    assert register(county.system, county.place, level="province").pk  # a province's body may sit in a county


def test_the_office_is_the_finance_office_of_level_and_place(county: County) -> None:
    province = county.place.parent
    above = body("云南省财政厅", province, is_finance_office=True)  # type: ignore[arg-type]
    elsewhere = Place.objects.create(
        code="539998", name="云谷县", level="county", parent=province, listed_from=1980
    )
    other = body("云谷县财政局", elsewhere, is_finance_office=True)
    for office, what in ((county.civil, "不是财政部门"), (above, "同级"), (other, "不管云岭县")):
        with pytest.raises(Refusal) as refused:
            register(county.system, county.place, office=office)
        assert what in refused.value.what + refused.value.remedy
    assert register(county.system, county.place, level="township", office=county.finance).pk


@pytest.mark.parametrize("level", ["county", "township"])
def test_a_state_organ_of_the_places_own_level_has_a_finance_office(county: County, level: str) -> None:
    organ = {"name": "云岭县司法局", "kind": "state_organ", "level": level}
    with pytest.raises(Refusal, match="云岭县司法局是国家机关，没有填写主管财政部门") as refused:
        register(county.system, county.place, **organ)
    assert refused.value.field == "office"
    assert "先登记它" in refused.value.remedy
    made = register(county.system, county.place, office=county.finance, **organ)
    with pytest.raises(Refusal, match="没有填写主管财政部门"):
        change_body(by=county.system, body=made, version=1, office=None)


def test_an_organ_of_a_higher_level_in_a_county_may_have_none(county: County) -> None:
    tax = {"name": "国家税务总局云岭县税务局", "kind": "state_organ", "level": "central"}
    assert register(county.system, county.place, **tax).office is None


def test_an_organ_that_was_set_up_without_one_is_corrected_all_the_same(county: County) -> None:
    first = body("云岭县司法局", county.place, kind="state_organ")
    changed = change_body(by=county.system, body=first, version=1, name="云岭县司法行政局")
    assert (changed.name, changed.office) == ("云岭县司法行政局", None)
    bureau = body("云岭县文化馆", county.place, kind="public_institution_class_1")
    with pytest.raises(Refusal, match="没有填写主管财政部门"):
        change_body(by=county.system, body=bureau, version=1, kind="state_organ")


def test_a_taken_code_names_its_holder_to_whoever_may_see_it(county: County) -> None:
    code = code_of("12")
    register(county.system, county.place, credit_code=code, name="云岭县图书馆")
    with pytest.raises(Refusal, match="已经登记在云岭县图书馆名下"):
        register(county.system, county.place, credit_code=code)


def test_a_merged_place_is_not_picked_and_names_its_successor(county: County) -> None:
    heir = Place.objects.create(
        code="539998", name="云谷区", level="county", parent=county.place.parent, listed_from=2020
    )
    merge_place(by=county.system, place=county.place, version=1, into=heir, year=2027)
    with pytest.raises(Refusal, match=r"云岭县.*现在是云谷区") as refused:
        register(county.system, Place.objects.get(pk=county.place.pk))
    assert refused.value.field == "place"
    assert bodies_in_ended_places(county.system).count() == 4
    assert not bodies_in_ended_places(county.officer).exclude(pk=county.civil.pk).exists()
    for each in bodies_in_ended_places(county.system).order_by("-is_finance_office"):
        move_to_successor_place(by=county.system, body=each, version=each.version)
    assert not bodies_in_ended_places(county.system).exists()
    was, now = history(county.civil).get().facts["body.place"]
    assert (was, now) == (f"云岭县（第{county.place.pk}号）", f"云谷区（第{heir.pk}号）")


def test_other_facts_change_while_the_place_has_ended(county: County) -> None:
    Place.objects.filter(pk=county.place.pk).update(listed_until=2020)
    changed = change_body(by=county.system, body=county.civil, version=1, name="云岭县民政和养老局")
    assert changed.version == 2


def test_nothing_changed_is_no_change(county: County) -> None:
    with pytest.raises(Refusal, match="没有改动"):
        change_body(by=county.system, body=county.civil, version=1, name=county.civil.name)


def test_a_finance_office_with_clients_stays_one(county: County) -> None:
    with pytest.raises(Refusal, match="还有 3 个单位由云岭县财政局主管"):
        change_body(by=county.system, body=county.finance, version=1, is_finance_office=False, office=None)


def test_a_body_in_use_is_not_closed(county: County) -> None:
    with pytest.raises(Refusal, match="2 个人任职没有结束"):
        close_body(by=county.system, body=county.civil, version=1)
    Appointment.objects.filter(body=county.civil).delete()
    with pytest.raises(Refusal, match="下面还有 1 个正常的单位"):
        close_body(by=county.system, body=county.civil, version=1)
    close_body(by=county.system, body=county.nursing, version=1)
    closed = close_body(by=county.system, body=county.civil, version=1)
    assert not closed.is_active
    with pytest.raises(Refusal, match="已经停用"):
        register(county.system, county.place, parent=closed)
    with pytest.raises(Refusal, match="上级单位云岭县民政局已经停用"):
        reopen_body(by=county.system, body=county.nursing, version=2)
    reopen_body(by=county.system, body=closed, version=2)
    assert reopen_body(by=county.system, body=county.nursing, version=2).is_active


def test_a_finance_office_that_pays_for_others_is_not_closed(county: County) -> None:
    Appointment.objects.filter(body=county.finance).delete()
    with pytest.raises(Refusal, match="还有 3 个单位由云岭县财政局主管"):
        close_body(by=county.system, body=county.finance, version=1)


def test_only_the_system_administrator_registers(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as nobody_locks:
        nobody_locks.setattr(bodies, "lock_tree", lambda: pytest.fail("the tree is locked for nothing"))
        with pytest.raises(NotAllowed):
            register(county.treasurer, county.place)
    someone = agent("外县员", body("外县局", county.place), Role.PURCHASING_LEAD)
    with pytest.raises(Refusal):
        change_body(by=someone, body=county.civil, version=1, name="x")
