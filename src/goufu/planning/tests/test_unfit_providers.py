"""An approved project whose provider may no longer be one: purchaser and finance office find it in their work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goufu import wall_clock
from goufu.core.tests.messages import deliver
from goufu.core.work import WorkItem, work_of
from goufu.funds.models import BudgetLine
from goufu.planning.actions.writing import save_project
from goufu.planning.models import Project
from goufu.planning.tests.writing import approved
from goufu.registry.actions.bodies import close_body
from goufu.registry.actions.providers import add_entry, end_entry, strike_entry
from goufu.registry.actions.renaming import rename_body
from goufu.registry.actions.succession import merge_bodies
from goufu.registry.agents import Agent
from goufu.registry.impact import BodyChange, impacts_of
from goufu.registry.models import Body, CreditListing, Debarment, Violation
from goufu.registry.tests.county import County, body, sign_in
from goufu.registry.tests.papers import paper

HOME, FIRM = "云岭县康乐养老服务中心", "云岭县福寿养老院"


@pytest.fixture
def home(county: County) -> Body:
    return body(HOME, county.place, kind="social_service_organisation")


@pytest.fixture
def project(county: County, draft: Project, home: Body) -> Project:
    """Approved, to be bought from the home."""
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"provider": home.name})
    return approved(draft, county)


def debar(county: County, whom: Body) -> Debarment:
    first = wall_clock.today() - timedelta(days=1)
    entry = Debarment(
        body=whom, starts_on=first, decision_number="云财采〔2026〕1号", authority="云岭县财政局"
    )
    return add_entry(by=county.treasurer, entry=entry)


def unfit(agent: Agent) -> list[WorkItem]:
    return [each for each in work_of(agent).urgent if "另选承接主体" in each.what]


def told(county: County, project: Project) -> str:
    """What purchaser and finance office are told, both of this project, and nobody else."""
    [purchaser], [office] = unfit(county.officer), unfit(county.treasurer)
    assert not unfit(county.teacher) and not unfit(county.auditor)
    assert purchaser.url == office.url == f"/projects/{project.pk}/"
    assert project.title in purchaser.what
    assert "云岭县民政局" in office.what and project.title in office.what
    [why] = {each.note for each in (purchaser, office)}
    assert why in sign_in(county.officer).get(purchaser.url).content.decode()
    return f"{why} {purchaser.citation}"


def test_of_a_fit_provider_nobody_is_told_anything(county: County, project: Project) -> None:
    assert not unfit(county.officer) and not unfit(county.treasurer)
    assert "已经不能承接" not in sign_in(county.officer).get(f"/projects/{project.pk}/").content.decode()


def test_a_debarment_that_comes_later_is_told_until_it_ends(
    county: County, project: Project, home: Body
) -> None:
    entry = debar(county, home)
    said = told(county, project)
    assert "禁止参加政府采购的期限内：是" in said and "政府采购法第二十二条" in said
    end_entry(by=county.treasurer, entry=entry, version=entry.version, day=entry.starts_on)
    assert not unfit(county.officer)


def merge(county: County, ended: Body, into: Body) -> None:
    into.refresh_from_db()
    merge_bodies(
        by=county.system,
        into=into,
        version=into.version,
        ended=[ended],
        since=date(2026, 6, 1),
        document=paper(into),
    )
    deliver()


def test_a_debarred_body_that_is_merged_into_the_provider_is_told(
    county: County, project: Project, home: Body
) -> None:
    firm = body(FIRM, county.place, kind="social_service_organisation")
    debar(county, firm)
    assert not unfit(county.officer)
    merge(county, firm, home)
    assert HOME in told(county, project)


def test_a_provider_that_is_merged_into_a_debarred_body_is_told(
    county: County, project: Project, home: Body
) -> None:
    firm = body(FIRM, county.place, kind="social_service_organisation")
    debar(county, firm)
    merge(county, home, firm)
    project.refresh_from_db()
    assert project.provider_body == home  # what was approved stays as it was
    assert FIRM in told(county, project)


def test_a_provider_that_is_merged_into_a_fit_one_may_go_on(
    county: County, project: Project, home: Body
) -> None:
    merge(county, home, body(FIRM, county.place, kind="social_service_organisation"))
    assert not unfit(county.officer) and not unfit(county.treasurer)


def test_each_list_and_a_grave_violation_are_told(county: County, project: Project, home: Body) -> None:
    day = wall_clock.today()
    listed = CreditListing(body=home, listed_in="tax_violator", starts_on=day, source="信用中国", seen_on=day)
    add_entry(by=county.treasurer, entry=listed)
    assert "重大税收违法失信主体：是" in told(county, project)
    strike_entry(by=county.treasurer, entry=listed, version=1, reason="录错了单位，不是这一家")
    assert not unfit(county.officer)
    violation = Violation(
        body=home, kind="fine", decided_on=day, decision_number="云民罚〔2026〕1号", authority="云岭县民政局"
    )
    add_entry(by=county.treasurer, entry=violation)
    assert "有重大违法记录" in told(county, project)


def test_a_provider_of_another_kind_or_that_is_closed_is_told(
    county: County, project: Project, home: Body
) -> None:
    since = wall_clock.today() - timedelta(days=1)
    rename_body(
        by=county.system,
        body=home,
        version=home.version,
        since=since,
        document=paper(home),
        kind="public_institution_class_1",
        level="county",
        office=county.finance,
    )
    deliver()
    assert "不得承接政府购买服务" in told(county, project)
    Body.objects.filter(pk=home.pk).update(kind="social_service_organisation", level="")
    assert not unfit(county.officer)
    home.refresh_from_db()
    close_body(by=county.system, body=home, version=home.version)
    assert "已经停用" in told(county, project)


def test_of_a_project_of_a_past_year_nobody_is_told(county: County, project: Project, home: Body) -> None:
    debar(county, home)
    last = wall_clock.today().year - 1
    BudgetLine.objects.update(year=last)
    Project.objects.filter(pk=project.pk).update(year=last)
    assert not unfit(county.officer)
    Project.objects.filter(pk=project.pk).update(second_year=1)
    assert told(county, project)


def test_a_body_on_a_list_may_not_provide_says_its_page(county: County, home: Body) -> None:
    day = wall_clock.today()
    listed = CreditListing(
        body=home, listed_in="dishonest_debtor", starts_on=day, source="信用中国", seen_on=day
    )
    add_entry(by=county.treasurer, entry=listed)
    page = sign_in(county.treasurer).get(f"/bodies/{home.pk}/").content.decode()
    assert "失信被执行人：是" in page


def test_before_a_merger_it_is_told_what_becomes_of_the_provider(
    county: County, project: Project, home: Body
) -> None:
    firm = body(FIRM, county.place, kind="social_service_organisation")
    since = wall_clock.today()
    records = "禁止参加、信用和违法记录，从此算在承接的单位上"
    unfit = "已批准、由承接的单位承接的项目：记录跟着过来，它不能再承接，购买主体要另选"

    def listed() -> dict[str, int]:
        return {each.what: each.count for each in impacts_of(county.system, BodyChange(firm, home, since))}

    assert listed() == {}
    debar(county, firm)
    assert listed() == {records: 1, unfit: 1}
    impacts = impacts_of(county.system, BodyChange(home, firm, since))
    assert [(each.what, each.count) for each in impacts] == [
        ("已批准、由它承接的项目，由承接的单位接着承接", 1)
    ]
