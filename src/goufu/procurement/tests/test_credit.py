"""Queries of the credit lists: who records what of whom, what the rule says of it, and what nobody has asked."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goufu.accounts.actions.keys import issue_key
from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal
from goufu.documents.models import Document
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.credit import Found, record_queries
from goufu.procurement.models import CreditQuery, Procurement
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.reviewing import REVIEWED, facts_of_bid, provider, reported, signed
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.talking import begun, talked
from goufu.procurement.tests.test_facts_of_providers import CREDIT, debar, enterprise, offers, verdict
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, sign_in

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
LISTS = "is_dishonest_debtor", "is_tax_violator", "is_debarred", "has_major_violation"
CLEAN = dict.fromkeys(LISTS, False)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
MARKED = pytest.mark.makes(*(f"award.{each}" for each in LISTS))


def queried(by: Agent, made: Procurement, *found: Found, day: date = REVIEWED) -> list[CreditQuery]:
    return record_queries(procurement=made.pk, day=day, found=found, by=by)


@MARKED
def test_the_rule_passes_once_all_four_lists_say_no(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        [bid] = offers(county, made, body := enterprise(county, "甲"))
        queried(
            county.officer, made, Found(body.pk, {"is_dishonest_debtor": False, "is_tax_violator": False})
        )
        assert facts_of_bid(bid.pk, *LISTS) == (False, False, None, None)
        assert verdict(bid, CREDIT) is Verdict.MISSING
        queried(county.officer, made, Found(body.pk, {"is_debarred": False, "has_major_violation": False}))
        assert facts_of_bid(bid.pk, *LISTS) == (False, False, False, False)
        assert verdict(bid, CREDIT) is Verdict.PASS


@MARKED
@pytest.mark.parametrize("name", LISTS)
def test_a_record_of_any_list_fails_until_it_is_recorded_anew(
    county: County, made: Procurement, name: str
) -> None:
    with on(REVIEWED):
        [bid] = offers(county, made, body := enterprise(county, "甲"))
        queried(county.officer, made, Found(body.pk, CLEAN | {name: True}, "云财处〔2026〕1号"))
        assert facts_of_bid(bid.pk, name) == (True,)
        assert verdict(bid, CREDIT) is Verdict.FAIL
        queried(county.officer, made, Found(body.pk, {name: False}))  # looked up under a wrong name
        assert verdict(bid, CREDIT) is Verdict.PASS


def test_each_member_of_a_consortium_is_asked_for(county: County, made: Procurement) -> None:
    lead, member = enterprise(county, "牵头"), enterprise(county, "成员")
    with on(REVIEWED):
        shares = [(lead, Decimal(60)), (member, Decimal(40))]
        [bid] = offers(county, made, lead, members=shares, small_share_percent=Decimal(100))
        queried(county.officer, made, Found(lead.pk, CLEAN))
        assert verdict(bid, CREDIT) is Verdict.MISSING
        queried(county.officer, made, Found(member.pk, CLEAN))
        assert verdict(bid, CREDIT) is Verdict.PASS
        queried(county.officer, made, Found(member.pk, {"is_tax_violator": True}, "列入名单"))
        assert facts_of_bid(bid.pk, "is_tax_violator") == (True,)
        assert verdict(bid, CREDIT) is Verdict.FAIL


def test_what_the_registry_knows_no_query_takes_back(county: County, made: Procurement) -> None:
    body = enterprise(county, "甲")
    with on(REVIEWED):
        debar(county, body, date(2025, 1, 1), date(2027, 1, 1))
        [bid] = offers(county, made, body)
        queried(county.officer, made, Found(body.pk, CLEAN))
        assert facts_of_bid(bid.pk, "is_debarred", "is_tax_violator") == (True, False)
        assert verdict(bid, CREDIT) is Verdict.FAIL


@MARKED
def test_a_query_is_of_its_own_procurement(county: County, made: Procurement) -> None:
    other = begun(county, "single_source", "addition", code="53999927331T000000010")
    with on(BEGIN, 15):
        asked = talked(county, other, 1, "480000")
        queried(county.officer, other, Found(asked.bidder_id, CLEAN), day=BEGIN)
        assert facts_of_bid(asked.pk, *LISTS) == (False,) * 4
    with on(REVIEWED):
        [bid] = offers(county, made, asked.bidder)
        assert facts_of_bid(bid.pk, *LISTS) == (None,) * 4


def test_who_is_on_a_list_is_not_awarded(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1).response
        queried(county.officer, made, Found(first.bidder_id, {"is_debarred": True}, "禁止一年"))
        with pytest.raises(AgainstTheLaw):
            award(procurement=made.pk, response=first.pk, by=county.lead)
        queried(county.officer, made, Found(first.bidder_id, CLEAN))
        award(procurement=made.pk, response=first.pk, by=county.lead)


@pytest.mark.parametrize(
    ("answers", "what", "says"),
    [
        ({"is_debarred": True}, " ", "没有写明是什么记录"),
        ({}, "有记录", "没有写查了哪个名单"),
    ],
)
def test_half_a_line_is_refused_and_names_its_bidder(
    county: County, made: Procurement, answers: dict[str, bool], what: str, says: str
) -> None:
    body = enterprise(county, "甲")
    with on(REVIEWED):
        offers(county, made, body)
        with pytest.raises(Refusal, match=f"云岭甲有限公司”.*{says}"):
            queried(county.officer, made, Found(body.pk, answers, what))
        assert not CreditQuery.objects.exists()


@pytest.mark.parametrize(("days", "says"), [(-1, "说明不了截止时的情况"), (0, ""), (1, ""), (2, "还没有到")])
def test_a_query_is_of_the_day_on_which_bids_end_or_later(
    county: County, made: Procurement, days: int, says: str
) -> None:
    body = enterprise(county, "甲")
    deadline = date(2026, 12, 16)
    with on(deadline + timedelta(days=1)):
        offers(county, made, body)
        found, day = Found(body.pk, CLEAN), deadline + timedelta(days=days)
        if not says:
            assert queried(county.officer, made, found, day=day)
            return
        with pytest.raises(Refusal, match=says):
            queried(county.officer, made, found, day=day)


def test_who_does_not_bid_is_not_asked_for_and_no_stranger_asks(county: County, made: Procurement) -> None:
    body = enterprise(county, "甲")
    with on(REVIEWED):
        offers(county, made, body)
        with pytest.raises(Refusal, match="没有参加这次采购"):
            queried(county.officer, made, Found(enterprise(county, "乙").pk, CLEAN))
        with pytest.raises(Refusal, match="没有登记任何一家"):
            queried(county.officer, made)
        with pytest.raises(NotAllowed):
            queried(county.treasurer, made, Found(body.pk, CLEAN))


def test_the_page_records_all_bidders_at_once_and_the_review_says_who_is_left(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        first, second, third = bodies = [enterprise(county, each) for each in "甲乙丙"]
        offers(county, made, *bodies)
        client, page = sign_in(county.officer), reverse("procurement:credit", args=[made.pk])
        review = reverse("procurement:review", args=[made.pk])
        assert client.get(review).content.decode().count("没有查</span>") == 3
        seen = SimpleUploadedFile("信用中国.png", PIXEL, "image/png")
        sent = {f"{name}-{body.pk}": "no" for name in LISTS for body in (first, second)}
        sent |= {"day": "2026-12-16", f"is_debarred-{second.pk}": "yes"}
        refused = client.post(page, sent)
        assert refused.status_code == 422
        assert "没有写明是什么记录" in refused.content.decode()
        assert not CreditQuery.objects.exists()  # nor that of the first line
        sent[f"what-{second.pk}"] = "禁止参加一年"
        assert client.post(page, sent | {f"page-{first.pk}": seen}).status_code == 302
        assert [each.body for each in CreditQuery.objects.all()] == [first, second]
        kept = Document.objects.get(subject_kind="creditquery")
        assert kept.subject_number == CreditQuery.objects.get(body=first).pk
        shown = client.get(review).content.decode()
        assert shown.count("没有查</span>") == 1
        assert "禁止参加一年" in shown
        assert f"{kept.name}</a>" in shown
        url = reverse("documents:download", args=[kept.pk])
        assert client.get(url).getvalue() == PIXEL
        assert sign_in(county.treasurer).get(url).status_code == 404
        assert third.name in shown


def test_the_api_records_and_shows_the_same(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        body: Body = provider(county, 1)
        offers(county, made, body)
        _key, text = issue_key(name="采购", days=30, by=county.officer)
        client = Client(headers={"authorization": f"Bearer {text}"})
        found = {
            "credit_code": body.credit_code,
            "is_debarred": True,
            "is_tax_violator": False,
            "what": "禁止一年",
        }
        answer = client.post(
            f"/api/procurements/{made.pk}/credit",
            json.dumps({"day": "2026-12-16", "found": [found]}),
            content_type="application/json",
        )
        assert answer.status_code == 200, answer.content
        [line] = answer.json()["credit"]
        assert line["supplier"] == body.name
        assert [line[name] for name in LISTS] == [None, False, True, None]
        assert line["records"] == ["禁止一年"]
        assert line["asked_on"] == ["2026-12-16"]
        [bid] = answer.json()["bids"]
        assert {"is_dishonest_debtor", "has_major_violation"} <= {*bid["missing"]} or bid["blocking"]
