"""Pages of bodies: the list, the tree, a body's page, forms that keep what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from rustpy_xlsxwriter import FastExcel

from goufu.registry.agents import Agent
from goufu.registry.models import Body, Debarment, Place
from goufu.registry.sheet import COLUMNS
from goufu.registry.tests.county import County, body
from goufu.registry.tests.papers import paper

SignedIn = Callable[[Agent], Client]
REGISTERED = {
    "name": "云岭县文化馆",
    "kind": "public_institution_class_1",
    "level": "county",
    "place": "539999 云岭县",
    "office": "云岭县财政局",
}


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_list_is_what_one_may_see(county: County, signed_in: SignedIn) -> None:
    seen = text_of(signed_in(county.lead), "/bodies/")
    assert "云岭县民政局" in seen and "云岭县养老服务中心" in seen
    assert "教育体育局" not in seen
    assert "教育体育局" in text_of(signed_in(county.treasurer), "/bodies/")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=养老", {"nursing"}),
        ("kind=public_institution_class_2", {"nursing"}),
        ("place=539999&q=教育", {"education"}),
        ("place=530000&q=民政局", {"civil"}),
        ("place=云南&q=民政局", {"civil"}),
        ("place=44", set()),
        ("level=county&office=财政&q=民政局", {"civil"}),
        ("is_active=no", set()),
    ],
)
def test_filters(county: County, signed_in: SignedIn, asked: str, found: set[str]) -> None:
    table = (
        text_of(signed_in(county.treasurer), f"/bodies/?{asked}")
        .partition("<table")[2]
        .partition("</table>")[0]
    )
    for name in ("nursing", "education", "civil"):
        assert (getattr(county, name).name in table) == (name in found)


def test_filters_that_make_no_sense_are_told(county: County, signed_in: SignedIn) -> None:
    text_of(
        signed_in(county.treasurer),
        "/bodies/?sort=x&page=99&q=%E2%80%AE&kind=x&level=x&is_active=x&place=%E2%80%AE",
    )


def test_a_thousand_bodies_are_no_more_queries(
    county: County, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    made = [
        Body(
            name=f"单位{n}",
            kind="state_organ",
            level="county",
            place=county.place,
            office=county.finance,
            path=f"/x{n}/",
        )
        for n in range(1_000)
    ]
    Body.objects.bulk_create(made)
    client = signed_in(county.treasurer)
    for address, most in (("/bodies/", 10), ("/bodies/tree/", 8), (f"/bodies/{county.civil.pk}/", 21)):
        with django_assert_max_num_queries(most):
            text_of(client, address)


def test_the_tree_opens_branch_by_branch(county: County, signed_in: SignedIn) -> None:
    tree = text_of(signed_in(county.lead), "/bodies/tree/")
    assert "云岭县民政局" in tree and "下属 1 个" in tree and "养老" not in tree
    assert "云岭县养老服务中心" in text_of(signed_in(county.lead), f"/bodies/{county.civil.pk}/branch/")
    assert text_of(signed_in(county.lead), f"/bodies/{county.education.pk}/branch/", 404)


def test_a_page_says_what_the_kind_may_do_under_which_article(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.treasurer)
    organ = text_of(client, f"/bodies/{county.civil.pk}/")
    assert "第五条" in organ and "不得承接政府购买服务" in organ and "承接主体档案" not in organ
    assert "李经办" not in organ and "李经办" in text_of(
        signed_in(county.security), f"/bodies/{county.civil.pk}/"
    )
    nursing = text_of(client, f"/bodies/{county.nursing.pk}/")
    assert "不能作为政府购买服务的购买主体" in nursing and "承接主体档案" in nursing


def may_be(client: Client, body: Body) -> dict[str, str]:
    """What the page of a body says of it as purchaser and as provider."""
    cards = text_of(client, f"/bodies/{body.pk}/").split('<div class="reg-may">')[1].split("</section>")[:2]
    said = [" ".join(re.sub(r"<[^>]+>", " ", card).split()) for card in cards]
    return dict(zip(("purchaser", "provider"), said, strict=True))


def test_a_debarred_body_may_not_provide(county: County, signed_in: SignedIn) -> None:
    firm = body("云岭康宁公司", county.place, kind="enterprise")
    client, days = signed_in(county.treasurer), {"starts_on": date(2020, 1, 1), "ends_on": date(9998, 12, 31)}
    assert "✓ 可以 作承接主体" in may_be(client, firm)["provider"]
    Debarment.objects.create(body=firm, decision_number="云财罚〔2026〕1号", authority="财政局", **days)
    said = may_be(client, firm)["provider"]
    assert "✕ 不可以 作承接主体" in said
    assert "禁止参加政府采购期内（云财罚〔2026〕1号，到9998-12-31为止）" in said
    assert "承接主体档案" in text_of(client, f"/bodies/{firm.pk}/")


def test_a_body_that_has_ended_may_be_neither(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.treasurer)
    assert "✓ 可以 作购买主体" in may_be(client, county.education)["purchaser"]
    Body.objects.filter(pk=county.education.pk).update(is_active=False)
    said = may_be(client, county.education)["purchaser"]
    assert "✕ 不可以 作购买主体" in said and "已经停用" in said
    Body.objects.filter(pk=county.nursing.pk).update(is_active=False)
    assert "已经停用" in may_be(client, county.nursing)["provider"]


def test_what_may_not_be_seen_is_not_there(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.officer)
    for address in ("", "branch/", "change/", "move/", "founding/", "file/debarment/add/"):
        text_of(client, f"/bodies/{county.education.pk}/{address}", 404)
    entry = Debarment.objects.create(
        body=county.education, starts_on="2026-01-01", decision_number="x", authority="x"
    )
    text_of(client, f"/files/debarment/{entry.pk}/correct/", 404)
    text_of(signed_in(county.treasurer), "/files/nothing/1/correct/", 404)
    text_of(signed_in(county.treasurer), f"/files/inspection/{entry.pk}/end/", 404)


def test_registering_keeps_what_was_typed_when_refused(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    wrong = {**REGISTERED, "credit_code": "12530000", "office": "没有的局"}
    answer = client.post("/bodies/register/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "现在是8位" in page and "没有找到“没有的局”这个单位" in page and 'value="云岭县文化馆"' in page
    token = str(uuid4())
    first = client.post("/bodies/register/", {**REGISTERED, "once": token})
    again = client.post("/bodies/register/", {**REGISTERED, "once": token})
    made = Body.objects.get(name="云岭县文化馆")
    assert made.office == county.finance
    assert [each.headers["Location"] for each in (first, again)] == [f"/bodies/{made.pk}/"] * 2


def test_a_refusal_of_the_action_stands_at_its_field(county: County, signed_in: SignedIn) -> None:
    answer = signed_in(county.system).post("/bodies/register/", {**REGISTERED, "level": ""})
    assert answer.status_code == 422
    assert "预算单位要填写预算级次" in answer.content.decode()


def test_a_stale_form_says_who_was_there_first(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    sent = {**REGISTERED, "name": "民政一局", "kind": "state_organ", "version": 1}
    assert client.post(f"/bodies/{county.civil.pk}/change/", sent).status_code == 302
    answer = client.post(f"/bodies/{county.civil.pk}/change/", {**sent, "name": "民政二局"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "系统员" in page and 'value="民政二局"' in page and 'name="version" value="2"' in page


def test_only_a_change_wants_its_day_and_document(county: County, signed_in: SignedIn) -> None:
    client, at = signed_in(county.system), f"/bodies/{county.nursing.pk}/move/"
    need = "必填"
    assert client.get(at).content.decode().count(need) == 1  # which of the two it is
    sent = {"parent": "云岭县教育体育局", "version": 1}
    changed = client.post(at, sent | {"kind": "change"})
    assert changed.status_code == 422
    assert changed.content.decode().count(need) == 3
    assert "请填写生效日期" in changed.content.decode()
    assert "请选择批准变更的文件" in changed.content.decode()
    dated = client.post(at, sent | {"kind": "correction", "since": "2026-03-01"})
    assert (dated.status_code, "更正对所有的日子都有效" in dated.content.decode()) == (422, True)
    assert client.post(at, sent).status_code == 422
    county.nursing.refresh_from_db()
    assert county.nursing.parent == county.civil


def test_moving_closing_and_opening(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    number = county.nursing.pk
    change = {"kind": "change", "since": "2026-03-01", "document": paper(county.civil).pk, "version": 1}
    circle = client.post(f"/bodies/{county.civil.pk}/move/", {"parent": county.nursing.name, **change})
    assert "不能反过来作它的上级" in circle.content.decode()
    corrected = {"kind": "correction", "parent": "云岭县教育体育局", "version": 1}
    assert client.post(f"/bodies/{number}/move/", corrected).status_code == 302
    assert client.post(f"/bodies/{number}/close/", {"version": 2}).status_code == 302
    assert client.post(f"/bodies/{number}/close/", {"version": 3}).status_code == 422
    assert client.post(f"/bodies/{number}/reopen/", {"version": "x"}).status_code == 409
    assert client.post(f"/bodies/{number}/reopen/", {"version": 3}).status_code == 302


def test_what_fits_is_offered(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    assert "云岭县民政局（云岭县539999）" in text_of(client, "/bodies/suggested/?parent=民政")
    assert "民政" not in text_of(client, "/bodies/suggested-offices/?office=云岭")
    assert "539999 云南省云岭县" in text_of(client, "/places/suggested/?place=云岭")
    assert "教育" not in text_of(signed_in(county.officer), "/bodies/suggested/?parent=云岭")


def test_bodies_in_ended_places_are_led_on(county: County, signed_in: SignedIn) -> None:
    heir = Place.objects.create(
        code="539998", name="云谷区", level="county", parent=county.place.parent, listed_from=2020
    )
    Place.objects.filter(pk=county.place.pk).update(listed_until=2026, successor=heir)
    client = signed_in(county.system)
    assert "登记在已经变动的区划里" in text_of(client, "/bodies/")
    assert text_of(client, "/bodies/ended-places/").count("改到云谷区") == 4
    assert "现在是云谷区（539998）" in text_of(client, f"/bodies/{county.civil.pk}/")
    refused = client.post("/bodies/register/", REGISTERED)
    assert "请改选云谷区" in refused.content.decode()
    assert client.post(f"/bodies/{county.finance.pk}/follow/", {"version": 1}).status_code == 302
    assert client.post(f"/bodies/{county.civil.pk}/follow/", {"version": 1}).status_code == 302
    county.civil.refresh_from_db()
    assert county.civil.place == heir


def test_import_in_the_browser(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    assert client.get("/bodies/import/form.xlsx").headers["Content-Type"].endswith("sheet")
    assert "统一社会信用代码" in text_of(client, "/bodies/import/")

    def upload(name: str) -> Any:
        book = BytesIO()
        row = {column.title: "" for column in COLUMNS} | {
            "单位名称": name,
            "类别": "国家机关",
            "区划代码": "539999",
            "级次": "县级",
            "主管财政部门": "云岭县财政局",
            "备注": "",
        }
        FastExcel(book).sheet("单位", [row]).save()
        return client.post("/bodies/import/", {"file": SimpleUploadedFile("单位.xlsx", book.getvalue())})

    refused = upload("")
    assert refused.status_code == 422
    assert "单位!A2" in refused.content.decode()
    assert "未使用的列" in refused.content.decode() and "备注" in refused.content.decode()
    assert upload("云岭县水务局").status_code == 302
    assert "导入了 1 个单位。未使用的列：备注" in text_of(client, "/bodies/")
    assert Body.objects.filter(name="云岭县水务局").exists()
    assert client.post("/bodies/import/", {}).status_code == 422
    broken = client.post("/bodies/import/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04rubbish")})
    assert broken.status_code == 422 and "损坏" in broken.content.decode()


def test_a_file_is_kept_in_the_browser(county: County, signed_in: SignedIn) -> None:
    home = body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")
    client = signed_in(county.treasurer)
    debar = {"starts_on": "2026-01-01", "decision_number": "云财采〔2026〕1号", "authority": "云岭县财政局"}
    wrong = client.post(f"/bodies/{home.pk}/file/debarment/add/", {**debar, "ends_on": "2025-01-01"})
    assert wrong.status_code == 422 and "早于开始日期" in wrong.content.decode()
    assert client.post(f"/bodies/{home.pk}/file/debarment/add/", debar).status_code == 302
    page = text_of(client, f"/bodies/{home.pk}/")
    assert "禁止参加政府采购期内" in page and "云财采〔2026〕1号" in page
    entry = Debarment.objects.get()
    text_of(client, f"/files/debarment/{entry.pk}/correct/")
    right = {**debar, "decision_number": "云财采〔2026〕2号", "reason": "文号录错了", "version": 1}
    assert client.post(f"/files/debarment/{entry.pk}/correct/", right).status_code == 302
    page = text_of(client, f"/bodies/{home.pk}/")
    assert "已划去：文号录错" in page
    new = Debarment.objects.get(struck="")
    assert (
        client.post(f"/files/debarment/{new.pk}/end/", {"day": "2026-02-01", "version": 1}).status_code == 302
    )
    assert (
        client.post(f"/files/debarment/{new.pk}/strike/", {"reason": "是另一家", "version": 2}).status_code
        == 422
    )
    struck = {"reason": "是另一家公司", "version": 2}
    assert client.post(f"/files/debarment/{new.pk}/strike/", struck).status_code == 302
    for kind in ("qualification", "inspection", "creditlisting", "violation", "appropriation"):
        text_of(client, f"/bodies/{home.pk}/file/{kind}/add/")
    assert (
        client.post(f"/bodies/{home.pk}/founding/", {"founded_on": "2020-05-06", "version": 1}).status_code
        == 302
    )
    assert "2020-05-06" in text_of(client, f"/bodies/{home.pk}/")


def test_pages_speak_english_too(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    client.cookies["django_language"] = "en"
    for address in (
        "/bodies/",
        "/bodies/tree/",
        f"/bodies/{county.civil.pk}/",
        "/places/",
        "/bodies/register/",
    ):
        assert text_of(client, address)
    assert translation.get_language() == "zh-hans"
