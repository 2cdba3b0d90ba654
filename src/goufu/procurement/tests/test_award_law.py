"""What the law says of an award as it would stand, and of every bid: asked in time, shown, and answered for with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.opinion import Opinion
from goufu.journal.models import Entry
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.models import Award, Part, Procurement, Quotation, Response
from goufu.procurement.review.law import opinions_on_bids
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import (
    OPENED,
    drawn,
    passed,
    reported,
    responded,
    scored,
    seats,
    signed,
    verdict_of,
)
from goufu.procurement.tests.test_opening_api import program_of
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
OWN_STAFF = "award.sme-own-staff"
PRICES = ("560000", "540000", "575000")
LATE = "award.late-consultation-decision"
RECEIVED = date(2026, 12, 16)  # a Wednesday
FIFTH, SIXTH = date(2026, 12, 23), date(2026, 12, 24)  # working days after it


@pytest.fixture
def received(county: County) -> Procurement:
    """A consultation of three whose report has come to the purchaser."""
    made = running(county)
    with on(OPENED.date(), 12):
        _report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
    return made


def ranked(made: Procurement, rank: int) -> int:
    return Response.objects.get(placings__rank=rank, procurement=made).pk


def of_second(made: Procurement, county: County) -> Award:
    [made_out] = award(
        procurement=made.pk, response=ranked(made, 2), reason="第一名书面放弃成交", by=county.lead
    )
    return made_out


def test_on_the_fifth_working_day_the_second_can_still_be_awarded(
    county: County, received: Procurement
) -> None:
    with on(FIFTH):
        made = of_second(received, county)
        assert verdict_of(Opinion.of_record("award", made.response_id), LATE) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("day", [SIXTH, date(2027, 1, 12)])
def test_from_the_sixth_working_day_on_only_the_first_can(
    county: County, received: Procurement, day: date
) -> None:
    with on(day):
        with pytest.raises(AgainstTheLaw, match="已经逾期，却选了第2名") as refused:
            of_second(received, county)
        assert [each.rule for each in refused.value.cards] == [LATE]
        assert refused.value.cards[0].articles[0].instrument == "mof-treasury-2014-214"
        [made] = award(procurement=received.pk, response=ranked(received, 1), by=county.lead)
        assert verdict_of(Opinion.of_record("award", made.response_id), LATE) is Verdict.PASS


def in_doubt(county: County, made: Procurement, index: int) -> None:
    """The same of three small enterprises, of whom one serves with others' staff, as its examiner found."""
    drawn(county, made)
    rows = responded(county, made, PRICES, has_declaration=True, declared_size="small")
    panel = seats(county, made)
    passed(made, panel[0], county)
    examine(
        response=rows[index].pk, part=Part.QUALIFICATION, has_passed=True, is_own_staff=False, by=panel[0]
    )
    responded(county, made, PRICES, Quotation.FINAL)
    scored(made, panel)
    conclude(by=panel[0], seen=True)
    signed(panel)
    receive_report(procurement=made.pk, by=county.officer)


def test_a_doubt_about_the_winner_is_looked_into_and_answered_with_a_reason(
    county: County, signed_in: SignIn
) -> None:
    made = running(county)
    with on(OPENED.date(), 12):
        in_doubt(county, made, 0)
        first = ranked(made, 1)
        with pytest.raises(AgainstTheLaw, match="不都是它订立劳动合同的从业人员"):
            award(procurement=made.pk, response=first, reason="核查过劳动合同", by=county.lead)
        with pytest.raises(Refusal, match="要写明理由"):
            award(procurement=made.pk, response=first, reviewed=[OWN_STAFF], by=county.lead)
        browser, path = signed_in(county.lead), f"/procurements/{made.pk}/award/"
        page = browser.get(path).content.decode()
        assert f'name="reviewed-{OWN_STAFF}"' in page and page.count("不都是它订立劳动合同的从业人员") == 1
        version = Procurement.objects.get(pk=made.pk).version
        sent = {"response": str(first), "reason": "派遣人员已经改签劳动合同", "version": version}
        refused = browser.post(path, sent)
        assert refused.status_code == 422 and "核查过再勾选" in refused.content.decode()
        assert not Award.objects.exists()
        assert browser.post(path, sent | {f"reviewed-{OWN_STAFF}": "on"}).status_code == 302
    assert Award.objects.get().reason == "派遣人员已经改签劳动合同"
    said = Entry.objects.filter(action="procurement.award.decided").latest("pk").facts
    assert said["reviewed"] == ["预留项目的服务人员是本企业职工"]


def test_what_the_law_says_of_losers_too_stands_on_the_page_and_in_the_api(
    county: County, signed_in: SignIn
) -> None:
    made = running(county)
    with on(OPENED.date(), 12):
        in_doubt(county, made, 2)
        browser, last = signed_in(county.officer), ranked(made, 3)
        page = browser.get(f"/procurements/{made.pk}/review/").content.decode()
        law = page[page.index('id="bids-law"') :]
        assert law.index("第3康养服务有限公司") < law.index(
            "第1康养服务有限公司"
        )  # what wants a person comes first
        assert law.count("不都是它订立劳动合同的从业人员") == 1 and "1 项由人核查" in law
        bids = program_of(county.officer, made.pk)("review")["bids"]
        doubts = {each["id"]: [card["rule"] for card in each["to_review"]] for each in bids}
        assert doubts[last] == [OWN_STAFF] and doubts[ranked(made, 1)] == []
        assert award(procurement=made.pk, response=ranked(made, 1), by=county.lead)


def test_the_law_of_all_bids_is_asked_at_once(
    county: County, received: Procurement, django_assert_max_num_queries: Any
) -> None:
    numbers = [*Response.objects.filter(quotation="first").values_list("pk", flat=True)]
    with on(FIFTH), django_assert_max_num_queries(2):
        assert len(opinions_on_bids(numbers)) == 3
