"""The pages of decisions, their files, and the same over the API."""

from __future__ import annotations

import pytest
from django.test import Client

from goufu.decisions.actions import decide_title
from goufu.decisions.models import Decision
from goufu.decisions.tests.addresses import REASON, RULE, TITLE, a_decision
from goufu.registry.models import Place
from goufu.registry.tests.county import County, county, make_county, sign_in

__all__ = ["county"]


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_doubt_is_decided_on_the_page_and_read_there(county: County) -> None:
    client = sign_in(county.treasurer)
    said = {"title": TITLE, "need": "", "rule": RULE, "verdict": "unlawful", "reason": REASON}
    answer = client.post("/decisions/decide/", said)
    made = Decision.objects.get()
    assert answer.headers["Location"] == f"/decisions/{made.pk}/"
    page = read(client, f"/decisions/{made.pk}/")
    for words in (TITLE, "不得购买", REASON, "货物（“配送”）", "改定", "撤回"):
        assert words in page
    assert TITLE in read(client, "/decisions/")


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(county: County) -> None:
    said = {"title": "失能老人上门护理服务", "rule": RULE, "verdict": "lawful", "reason": REASON}
    answer = sign_in(county.treasurer).post("/decisions/decide/", said)
    assert answer.status_code == 422
    assert "没有疑点" in answer.content.decode() and REASON in answer.content.decode()


def test_replacing_and_withdrawing_are_steps_of_their_own_page(county: County) -> None:
    client, made = sign_in(county.treasurer), a_decision(county)
    reason = "配送服务占七成，看错了"
    client.post(f"/decisions/{made.pk}/replace/", {"verdict": "lawful", "reason": reason, "version": 1})
    page = read(client, f"/decisions/{made.pk}/")
    assert "已改定" in page and "看改定后的那一次" in page
    now = Decision.objects.get(state="standing")
    client.post(f"/decisions/{now.pk}/withdraw/", {"reason": "规则改了，不再有疑点", "version": 1})
    assert "已撤回" in read(client, f"/decisions/{now.pk}/")


def test_others_read_it_without_the_purchaser_and_without_buttons(county: County) -> None:
    made, client = a_decision(county), sign_in(county.officer)
    for address in (f"/decisions/{made.pk}/", "/decisions/"):
        page = read(client, address)
        assert "学生营养餐食材配送" in page and "云岭县教育体育局" not in page
        assert "/replace/" not in page and "/decisions/decide/" not in page
    assert "云岭县教育体育局" not in client.get("/decisions/?as=xlsx").content.decode("latin-1")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("q=食材", 2),
        ("q=教育体育局", 0),  # what may not be read is not found either
        ("q=小头", 1),
        (f"rule={RULE}", 2),
        ("rule=plan.screen-subsidy", 0),
        ("verdict=lawful", 1),
        ("state=withdrawn", 0),
    ],
)
def test_decisions_are_filtered(county: County, asked: str, count: int) -> None:
    a_decision(county)
    decide_title(
        rule=RULE, title="老年餐食材配送", verdict="lawful", reason="送餐上门为主", by=county.treasurer
    )
    assert (
        read(sign_in(county.officer), f"/decisions/?{asked}").count(
            'href="/rules/plan.screen-goods-doubtful/"'
        )
        == count
    )


def test_decisions_are_filtered_by_place_and_what_lies_in_it(county: County) -> None:
    a_decision(county)
    other = make_county("临江县", "539998", "二")
    decide_title(rule=RULE, title="老年餐食材配送", verdict="lawful", reason=REASON, by=other.treasurer)
    page = read(sign_in(county.officer), f"/decisions/?place={other.place.pk}")
    assert "老年餐食材配送" in page and "学生营养餐" not in page


def test_decisions_are_filtered_by_a_place_whose_own_office_decided_nothing(county: County) -> None:
    """Two counties of one city have decided, and one of another: the city has both of its own, the province all."""
    a_decision(county)
    city = Place.objects.create(
        code="531000", name="澜江市", level="city", parent=county.place.parent, listed_from=1980
    )
    for name, code, title in (("临江县", "531021", "老年餐食材配送"), ("望江县", "531022", "助餐点食材配送")):
        other = make_county(name, code, namesakes=code)
        decide_title(rule=RULE, title=title, verdict="lawful", reason=REASON, by=other.treasurer)
    client = sign_in(county.treasurer)
    page = read(client, f"/decisions/?place={city.pk}")
    assert "老年餐食材配送" in page and "助餐点食材配送" in page and "学生营养餐" not in page
    page = read(client, f"/decisions/?place={county.place.parent_id}")
    assert "老年餐食材配送" in page and "学生营养餐" in page


def test_files_hold_what_stands_as_far_as_one_may_see(county: County) -> None:
    a_decision(county)
    decide_title(rule=RULE, title="老年餐食材配送", verdict="lawful", reason=REASON, by=county.treasurer)
    assert read(sign_in(county.treasurer), "/decisions/decisions.csv") == (
        f"title,need,label\r\n老年餐食材配送,,C\r\n{TITLE},,V\r\n"
    )
    assert "云岭县" not in read(sign_in(county.officer), "/decisions/decisions.csv")
    toml = read(sign_in(county.treasurer), "/decisions/decisions.toml?verdict=lawful")
    assert 'facts = { title = "老年餐食材配送" }' in toml and TITLE not in toml
    assert sign_in(county.treasurer).get("/decisions/decisions.txt").status_code == 404


def test_no_rule_is_chosen_before_one_chooses(county: County) -> None:
    client = sign_in(county.treasurer)
    page = client.get("/decisions/decide/").content.decode()
    assert '<option value="" selected>' in page
    said = {"title": "大厅窗口人员派驻服务", "verdict": "lawful", "reason": "按件付费", "rule": ""}
    assert client.post("/decisions/decide/", said).status_code == 422
