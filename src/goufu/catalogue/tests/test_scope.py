"""A department's catalogue stays inside its level's (article 12), one of a county inside the province's."""

from __future__ import annotations

import pytest

from goufu.catalogue.actions import DraftStart, add_entry, change_entry, draft_edition, publish_edition
from goufu.catalogue.lines import EntryLine
from goufu.catalogue.models import Edition, EditionKind
from goufu.catalogue.tests.conftest import Publish, hand_in
from goufu.core.errors import Refusal
from goufu.core.roles import Role
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import TODAY, County, agent, body


def empty(owner: Body, by: Agent, kind: str = EditionKind.DEPARTMENT) -> Edition:
    return draft_edition(owner=owner, kind=kind, start=DraftStart.EMPTY, by=by, day=TODAY)


@pytest.fixture
def province(county: County) -> tuple[Body, Agent]:
    place = county.place.parent
    assert place is not None
    office = body("云南省财政厅", place, is_finance_office=True)
    office.office = office
    office.save()
    return office, agent("省财政", office, Role.FINANCE_OFFICER)


@pytest.mark.usefixtures("central")
def test_only_a_finance_office_makes_a_level_s_catalogue(county: County) -> None:
    with pytest.raises(Refusal, match="不是财政部门") as refused:
        empty(county.civil, county.lead, EditionKind.LEVEL)
    assert refused.value.articles == ("order-102:12",)


def test_without_a_catalogue_above_there_is_nothing_to_stay_inside(county: County) -> None:
    with pytest.raises(Refusal, match="还没有公布上级目录"):
        empty(county.civil, county.lead)


@pytest.mark.usefixtures("central")
def test_an_entry_of_the_base_brings_what_stands_above_it(county: County) -> None:
    edition = empty(county.civil, county.lead)
    add_entry(edition=edition.pk, line=EntryLine("A0402", "基本养老服务"), by=county.lead)
    assert list(edition.names) == ["A", "A04", "A0402"]


@pytest.mark.usefixtures("central")
def test_a_department_goes_into_detail_below_the_third_level(county: County) -> None:
    edition = empty(county.civil, county.lead)
    add_entry(edition=edition.pk, line=EntryLine("A040201", "老年人助餐服务"), by=county.lead)
    assert list(edition.names) == ["A", "A04", "A0402", "A040201"]


@pytest.mark.usefixtures("central")
@pytest.mark.parametrize(
    ("line", "message"),
    [
        (EntryLine("A0499", "别的社会保障服务"), "A0499 别的社会保障服务不在上级目录范围内"),
        (EntryLine("A99", "别的服务"), "A99 别的服务不在上级目录范围内"),
        (EntryLine("A0402", "采购轮椅"), "A0402在上级目录里叫"),
    ],
)
def test_what_lies_outside_is_refused_by_name(county: County, line: EntryLine, message: str) -> None:
    edition = empty(county.civil, county.lead)
    with pytest.raises(Refusal, match=message) as refused:
        add_entry(edition=edition.pk, line=line, by=county.lead)
    assert refused.value.articles == ("order-102:12",)
    assert not edition.entries.exists()


@pytest.mark.usefixtures("central")
def test_a_name_may_not_leave_the_base_later(county: County) -> None:
    edition = empty(county.civil, county.lead)
    entry = add_entry(edition=edition.pk, line=EntryLine("A0402", "基本养老服务"), by=county.lead)
    with pytest.raises(Refusal, match="在上级目录里叫"):
        change_entry(entry=entry.pk, line=EntryLine("A0402", "养老设施建设"), by=county.lead)


@pytest.mark.usefixtures("central")
def test_a_province_overlays_the_central_one(county: County, province: tuple[Body, Agent]) -> None:
    office, by = province
    edition = draft_edition(owner=office, kind=EditionKind.LEVEL, start=DraftStart.BASE, by=by, day=TODAY)
    add_entry(edition=edition.pk, line=EntryLine("A0499", "边境群众社会保障服务"), by=by)
    renamed = edition.entries.get(code="A0402")
    change_entry(entry=renamed.pk, line=EntryLine("A0402", "养老和高原康养服务"), by=by)
    hand_in(edition, by, county)
    published = publish_edition(edition=edition.pk, valid_from=TODAY, by=by, day=TODAY)
    assert published.entries.filter(code="A0499").exists()


def test_a_county_stays_inside_the_province_s(
    publish: Publish, county: County, province: tuple[Body, Agent]
) -> None:
    office, by = province
    publish(office, by, kind=EditionKind.LEVEL, without=["A0402"], publisher=by)
    edition = empty(county.finance, county.treasurer, EditionKind.LEVEL)
    assert edition.based_on is not None
    assert edition.based_on.owner == office
    with pytest.raises(Refusal, match="A0402"):
        add_entry(edition=edition.pk, line=EntryLine("A0402", "基本养老服务"), by=county.treasurer)


def test_a_base_that_shrank_meanwhile_stops_publication(publish: Publish, county: County) -> None:
    publish(county.finance, county.treasurer, kind=EditionKind.LEVEL)
    edition = draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
    )
    hand_in(edition, county.lead, county)
    later = TODAY.replace(month=12)
    shrunk = publish(
        county.finance,
        county.treasurer,
        kind=EditionKind.LEVEL,
        start="last",
        valid_from=later,
        without=["A0402"],
    )
    with pytest.raises(Refusal, match="A0402 基本养老服务不在上级目录范围内"):
        publish_edition(edition=edition.pk, valid_from=later, by=county.treasurer, day=TODAY)
    published = publish_edition(
        edition=edition.pk, valid_from=TODAY.replace(day=25), by=county.treasurer, day=TODAY
    )
    assert published.based_on != shrunk
