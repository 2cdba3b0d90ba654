"""What providers declare of themselves: dated, so that what held on a day can be read; entered by them, by the office, and in tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.registry.actions.bodies import register_body
from goufu.registry.actions.body_import import import_bodies
from goufu.registry.actions.providers import add_entry, correct_entry, end_entry
from goufu.registry.models import Affiliation, Body, Headship
from goufu.registry.queries.declared import heads_on, holders_on
from goufu.registry.tests.county import County, agent, body, sign_in
from goufu.registry.tests.test_body_import import Read, faults, table
from goufu.registry.tests.test_credit_codes import code_of

__all__ = ["table"]


@pytest.fixture
def home(county: County) -> Body:
    return body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")


def head(county: County, home: Body, name: str, since: date | None) -> Headship:
    return add_entry(by=county.treasurer, entry=Headship(body=home, name=name, starts_on=since))


def test_a_head_is_in_charge_until_the_next_one_begins(county: County, home: Body) -> None:
    head(county, home, "张伟", None)
    head(county, home, "李娜", date(2026, 3, 1))
    read = [heads_on([home], date(2026, *day))[home.pk].name for day in ((2, 28), (3, 1))]
    assert read == ["张伟", "李娜"]
    page = sign_in(county.treasurer).get(f"/bodies/{home.pk}/").content.decode()
    assert "张伟" in page and "李娜" in page
    with pytest.raises(Refusal, match="从这一天起的负责人已经登记"):
        head(county, home, "王芳", date(2026, 3, 1))
    with pytest.raises(Refusal, match="从这一天起的负责人已经登记"):
        head(county, home, "王芳", None)
    with pytest.raises(Refusal, match="今天以后"):
        head(county, home, "王芳", date(2226, 3, 1))


def test_holders_are_declared_with_both_days(county: County, home: Body) -> None:
    said: dict[str, Any] = {"body": home, "relation": "holds", "starts_on": date(2026, 3, 1)}
    with pytest.raises(Refusal, match="要写明是哪个单位"):
        add_entry(by=county.treasurer, entry=Affiliation(**said))
    with pytest.raises(Refusal) as refused:
        add_entry(by=county.treasurer, entry=Affiliation(**said, holder_name="集团", holder_code="9111"))
    assert refused.value.field == "holder_code"
    code = code_of("91")
    entry = Affiliation(**said, holder_name="集团", holder_code=f" {code.lower()} ")
    made = add_entry(by=county.treasurer, entry=entry)
    assert made.holder_code == code
    end_entry(by=county.treasurer, entry=made, version=1, day=date(2026, 3, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [bool(holders_on([home], day)) for day in days] == [False, True, True, False]
    right = Affiliation(relation="none", starts_on=date(2026, 3, 1))
    correct_entry(by=county.treasurer, entry=made, version=2, right=right, reason="实际没有控股")
    assert holders_on([home], date(2026, 3, 15)) == {}


def test_a_provider_declares_for_itself_and_for_no_other(county: County, home: Body) -> None:
    made = agent("供应商甲", home, Role.PROVIDER_AGENT)
    other = body("云岭县另一养老服务中心", county.place, kind="social_service_organisation")
    client = sign_in(made)
    page = client.get(f"/bodies/{home.pk}/").content.decode()
    assert f"/bodies/{home.pk}/file/headship/add/" in page
    assert f"/bodies/{home.pk}/file/debarment/add/" not in page
    address = f"/bodies/{home.pk}/file/affiliation/add/"
    said = {"relation": "none", "starts_on": "2026-01-01"}
    assert client.post(address, said).status_code == 302
    assert Affiliation.objects.get().body == home
    assert client.get(f"/bodies/{home.pk}/file/debarment/add/").status_code == 404
    assert client.get(f"/bodies/{other.pk}/file/headship/add/").status_code == 404
    for entry in (Headship(body=other, name="张伟"), Headship(body=county.civil, name="张伟")):
        with pytest.raises(NotFound):
            add_entry(by=made, entry=entry)
    found = Affiliation.objects.get()
    assert (
        client.post(f"/files/affiliation/{found.pk}/end/", {"day": "2026-02-01", "version": 1}).status_code
        == 302
    )


def test_a_body_is_registered_with_its_head(county: County) -> None:
    said: dict[str, Any] = {"kind": "enterprise", "size": "small", "place": county.place}
    made = register_body(by=county.system, name="云岭新设有限公司", head="赵敏", **said)
    assert [each.name for each in Headship.objects.filter(body=made)] == ["赵敏"]
    with pytest.raises(Refusal, match="没有承接主体档案") as refused:
        register_body(
            by=county.system, name="云岭新馆", kind="public_institution_class_1", level="county", place=county.place, head="赵敏"
        )  # fmt: skip
    assert refused.value.field == "head"
    assert 'name="head"' in sign_in(county.system).get("/bodies/register/").content.decode()


def test_a_table_of_bodies_has_their_heads(county: County, table: Read) -> None:
    firm = {"name": "云岭新设有限公司", "kind": "企业", "level": "", "head": "赵敏"}
    [made] = import_bodies(by=county.system, sheet=table(firm))
    assert Headship.objects.get().body == made
    [wrong] = faults(county.system, table({"name": "云岭新馆", "head": "赵敏"}))
    assert "没有承接主体档案，不登记负责人" in wrong
