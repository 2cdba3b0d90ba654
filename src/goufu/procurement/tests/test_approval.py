"""The approval of a method above the open-tender threshold: by a city's office in this house, or by its document."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader
from pytest_django import Settings

from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal
from goufu.core.roles import Role
from goufu.documents.actions import write_paper
from goufu.documents.store import store
from goufu.documents.tests.test_papers import squeezed
from goufu.documents.tests.test_papers_in_word import text_of as text_of_word
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import ProjectState
from goufu.planning.tests.writing import put
from goufu.procurement.actions.deciding import approve_method, ask_approval, record_approval, refuse_method
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.law import facts_of
from goufu.procurement.models import MethodDecision, Procurement
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish
from goufu.registry.agents import Agent
from goufu.registry.models import Place
from goufu.registry.tests.county import County, agent, body

pytestmark = pytest.mark.django_db
ASKED = BEGIN - timedelta(days=40)


@pytest.fixture
def large(county: County) -> Procurement:
    """A consultation of 4.5 million yuan; the county lies in Henan, whose threshold is known."""
    Place.objects.filter(pk=county.place.pk).update(code="410122")
    for place in (county.place, county.officer.body.place, county.treasurer.body.place):
        place.refresh_from_db()
    with on(ASKED):
        project = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": 2027})
        put(
            project,
            ProjectState.APPROVED,
            county.officer,
            county.treasurer,
            amount=Decimal(4_500_000),
            need="为失能老人上门护理",
        )
        project.refresh_from_db()
        return planned(county, project, ceiling=Decimal(4_400_000))


def treasurer_of_the_city(county: County) -> Agent:
    city = Place.objects.create(
        code="410100", name="郑州市", level="city", parent=county.place.parent, listed_from=1980
    )
    office = body("郑州市财政局", city, is_finance_office=True)
    office.office = office
    office.save()
    return agent("市财政", office, Role.FINANCE_OFFICER)


def test_without_an_approval_the_notice_is_refused(county: County, large: Procurement) -> None:
    with on(ASKED):
        announced(large, "intention", county, ASKED)
    with on(BEGIN):
        drafted = draft_notice(procurement=large.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="批准采购方式") as refused:
            publish(drafted, county.lead)
        assert any(isinstance(each, AgainstTheLaw) for each in refused.value.also)


@pytest.mark.makes("procurement.method_approved")
def test_a_citys_office_approves_it_in_the_house(county: County, large: Procurement) -> None:
    city = treasurer_of_the_city(county)
    with on(ASKED):
        ask_approval(procurement=large.pk, by=county.officer)
        approve_method(procurement=large.pk, by=city, note="同意")
        facts = facts_of(large)
        assert (facts["method_approved"], facts["method_approved_on"]) == (True, ASKED)
        announced(large, "intention", county, ASKED)
    with on(BEGIN):
        announced(large, "consultation", county, BEGIN)
    assert Procurement.objects.get(pk=large.pk).state == "running"


def test_a_countys_office_is_refused(county: County, large: Procurement) -> None:
    with on(ASKED):
        ask_approval(procurement=large.pk, by=county.officer)
        with pytest.raises(NotAllowed, match="县级财政部门不能批准") as refused:
            approve_method(procurement=large.pk, by=county.treasurer)
        assert refused.value.articles == ("procurement-regulation:23",)
        with pytest.raises(Refusal, match="县级财政部门不能批准"):
            record_approval(
                procurement=large.pk,
                office="云岭县财政局",
                level="county",
                number="云财采批〔2026〕1号",
                day=ASKED,
                by=county.officer,
            )
    values = {"procurement": large, "method": "consultation", "is_granted": True, "level": "county"}
    with pytest.raises(IntegrityError, match="of_a_city_or_above"), transaction.atomic():
        MethodDecision.objects.create(
            **values,
            office_name="县",
            number="1",
            day=ASKED,
            person=county.officer.person,
            at=large.changed_at,
        )


def test_the_document_of_an_office_elsewhere_counts(county: County, large: Procurement) -> None:
    with on(ASKED):
        record_approval(
            procurement=large.pk,
            office="郑州市财政局",
            level="city",
            number="郑财采批〔2026〕31号",
            day=date(2026, 10, 20),
            by=county.officer,
        )
    assert facts_of(large)["method_approved_on"] == date(2026, 10, 20)


@pytest.mark.makes("procurement.method_approved")
def test_a_refused_method_is_not_approved(county: County, large: Procurement) -> None:
    city = treasurer_of_the_city(county)
    with on(ASKED):
        ask_approval(procurement=large.pk, by=county.officer)
        refuse_method(procurement=large.pk, by=city, reason="应当公开招标")
    assert facts_of(large)["method_approved"] is False
    assert Procurement.objects.get(pk=large.pk).approval_asked_at is None


def test_below_the_threshold_nothing_is_asked(county: County) -> None:
    with on(ASKED), pytest.raises(Refusal, match="不需要批准"):
        ask_approval(procurement=planned(county).pk, by=county.officer)


def test_what_the_office_decided_is_an_official_paper_with_its_number(
    county: County, large: Procurement, settings: Settings, tmp_path: Path
) -> None:
    settings.DOCUMENTS = tmp_path
    with on(ASKED):
        ask_approval(procurement=large.pk, by=county.officer)
        approve_method(procurement=large.pk, by=treasurer_of_the_city(county), note="请严格控制预算。")
        made = write_paper(by=county.officer, subject=("procurement", large.pk), kind="method_reply")
        word = write_paper(by=county.officer, subject=("procurement", large.pk), kind="method_reply_word")
    assert made.number == MethodDecision.objects.get().number == "郑州市财采批〔2026〕1号"
    assert made.said == word.said
    with store().read(made.digest) as pdf, store().read(word.digest) as docx:
        read = "".join(page.extract_text() for page in PdfReader(pdf).pages)
        for text in (squeezed(read), text_of_word(docx.read())):
            assert "郑州市财政局郑州市财采批〔2026〕1号关于" in text
            assert (
                "同意采用竞争性磋商方式采购" in text
                and "4,500,000.00元" in text
                and "请严格控制预算。" in text
            )
