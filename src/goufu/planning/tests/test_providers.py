"""A provider's file speaks for it: whoever may not take part is refused, and nobody types what the file tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from goufu.core.action import history
from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.tests.messages import deliver
from goufu.planning.actions.deciding import approve_project, submit_project
from goufu.planning.actions.writing import save_project
from goufu.planning.facts import askable
from goufu.planning.law import opinion_on
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.forms import sent_by, text
from goufu.registry.actions.providers import add_entry, strike_entry
from goufu.registry.actions.renaming import rename_body
from goufu.registry.actions.succession import merge_bodies
from goufu.registry.agents import Agent
from goufu.registry.models import Appropriation, Body, CreditListing, Debarment, Succession, Violation
from goufu.registry.tests.county import County, body
from goufu.registry.tests.papers import paper

RULE = "plan.provider-credit"
TOLD = {
    "is_provider_debarred", "is_provider_dishonest", "is_provider_tax_violator", "is_provider_appropriated",
    "is_provider_fully_appropriated", "has_provider_violation", "provider_violation_on", "provider", "provider_kind",
}  # fmt: skip

CHOSEN = "云岭县康乐养老服务中心（52539999MJ0000000H）"  # the home, out of the suggestions


@pytest.fixture
def home(county: County) -> Body:
    return body(
        "云岭县康乐养老服务中心", county.place, kind="social_service_organisation",
        credit_code="52539999MJ0000000H",
    )  # fmt: skip


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def debar(county: County, whom: Body, first: date, last: date | None) -> Debarment:
    entry = Debarment(
        body=whom,
        starts_on=first,
        ends_on=last,
        decision_number="云财采〔2026〕1号",
        authority="云岭县财政局",
    )
    return add_entry(by=county.treasurer, entry=entry)


def name_provider(county: County, project: Project, name: str, **more: Any) -> Project:
    project.refresh_from_db()
    return save_project(
        project=project.pk, by=county.officer, version=project.version, values={"provider": name} | more
    )


def seen(project: Project) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM planning_plan_facts WHERE id = %s", [project.pk])
        [row] = cursor.fetchall()
        return dict(zip((column.name for column in cursor.description), row, strict=True))


def refused_rules(refused: pytest.ExceptionInfo[AgainstTheLaw]) -> set[str]:
    return {card.rule for card in refused.value.cards}


def approve(county: County, project: Project) -> Project:
    reviewed = [each.rule.id for each in opinion_on(project.pk).to_review]
    return approve_project(project=project.pk, by=county.treasurer, reviewed=reviewed)


@pytest.mark.parametrize(
    ("first", "last", "is_out"),
    [
        (1, 30, False),  # the day before
        (0, 30, True),  # the first
        (-30, 0, True),  # the last
        (-30, -1, False),  # the day after
        (-30, None, True),
    ],
)
def test_whoever_may_not_take_part_is_refused_on_exactly_these_days(
    county: County, draft: Project, home: Body, first: int, last: int | None, is_out: bool
) -> None:
    name_provider(county, draft, home.name)
    debar(county, home, in_days(first), None if last is None else in_days(last))
    assert seen(draft)["is_provider_debarred"] is is_out
    if is_out:
        with pytest.raises(AgainstTheLaw) as refused:
            submit_project(project=draft.pk, by=county.officer)
        assert refused_rules(refused) == {RULE}
        assert "政府采购法第二十二条" in str([each.words for each in refused.value.cards[0].articles])
    else:
        submit_project(project=draft.pk, by=county.officer)
        assert approve(county, draft).state == ProjectState.APPROVED


def test_what_was_struck_out_keeps_nobody_out(county: County, draft: Project, home: Body) -> None:
    name_provider(county, draft, home.name)
    entry = debar(county, home, in_days(-1), None)
    strike_entry(by=county.treasurer, entry=entry, version=entry.version, reason="登记错了单位")
    assert seen(draft)["is_provider_debarred"] is False
    submit_project(project=draft.pk, by=county.officer)


def test_a_debarment_between_submission_and_approval_stops_the_approval(
    county: County, draft: Project, home: Body
) -> None:
    name_provider(county, draft, home.name)
    submit_project(project=draft.pk, by=county.officer)
    debar(county, home, in_days(0), None)
    with pytest.raises(AgainstTheLaw) as refused:
        approve(county, draft)
    assert refused_rules(refused) == {RULE}
    draft.refresh_from_db()
    assert draft.state == ProjectState.SUBMITTED


def test_a_decided_project_keeps_what_the_file_said_on_its_day(
    county: County, draft: Project, home: Body
) -> None:
    name_provider(county, draft, home.name)
    submit_project(project=draft.pk, by=county.officer)
    approve(county, draft)
    Project.objects.filter(pk=draft.pk).update(law_day=in_days(-1))
    debar(county, home, in_days(0), None)
    assert seen(draft)["is_provider_debarred"] is False


def merge(ended: Body, heir: Body, day: date) -> None:
    entry = connection.cursor()
    entry.execute("SELECT max(id) FROM journal_entry")
    Succession.objects.create(
        ended=ended, successor=heir, kind="merged", takes_over=True, day=day, document=paper(heir),
        journal_entry_id=entry.fetchone()[0],
    )  # fmt: skip


@pytest.mark.parametrize(("day", "is_out"), [(0, True), (1, False)])
def test_what_a_predecessor_did_follows_its_successor_from_the_merger_on(
    county: County, draft: Project, home: Body, day: int, is_out: bool
) -> None:
    before = body("云岭县福寿养老院", county.place, kind="social_service_organisation")
    name_provider(county, draft, home.name)
    debar(county, before, in_days(-30), in_days(30))
    merge(before, home, in_days(day))
    assert seen(draft)["is_provider_debarred"] is is_out
    if is_out:
        with pytest.raises(AgainstTheLaw):
            submit_project(project=draft.pk, by=county.officer)


@pytest.mark.parametrize(
    ("listed", "fact"),
    [
        ("dishonest_debtor", "is_provider_dishonest"),
        ("tax_violator", "is_provider_tax_violator"),
        ("procurement_violator", "is_provider_debarred"),
    ],
)
def test_credit_lists_stop_a_project(
    county: County, draft: Project, home: Body, listed: str, fact: str
) -> None:
    name_provider(county, draft, home.name)
    add_entry(
        by=county.treasurer,
        entry=CreditListing(
            body=home, listed_in=listed, starts_on=in_days(-9), ends_on=in_days(0), source="信用中国",
            seen_on=in_days(0),
        ),
    )  # fmt: skip
    facts = seen(draft)
    assert {name for name in TOLD if facts[name] is True} == {fact}
    with pytest.raises(AgainstTheLaw):
        submit_project(project=draft.pk, by=county.officer)


@pytest.mark.parametrize("predecessor", [False, True])
@pytest.mark.parametrize(
    ("first", "last", "is_listed"),
    [(1, 30, False), (0, 30, True), (-30, 0, True), (-30, -1, False), (-30, None, True)],
)
def test_a_credit_list_counts_on_exactly_its_days_and_follows_a_merger(
    county: County,
    draft: Project,
    home: Body,
    first: int,
    last: int | None,
    is_listed: bool,
    predecessor: bool,
) -> None:
    listed = home
    if predecessor:
        listed = body("云岭县福寿养老院", county.place, kind="social_service_organisation")
        merge(listed, home, in_days(-40))
    name_provider(county, draft, home.name)
    CreditListing.objects.create(
        body=listed, listed_in="tax_violator", starts_on=in_days(first), source="信用中国", seen_on=in_days(max(first, 0)),
        ends_on=None if last is None else in_days(last),
    )  # fmt: skip
    assert seen(draft)["is_provider_tax_violator"] is is_listed


def test_appropriations_are_those_of_the_projects_year(county: County, draft: Project, home: Body) -> None:
    name_provider(county, draft, home.name)
    Appropriation.objects.create(body=home, year=draft.year - 1, amount_yuan=900)
    assert seen(draft)["is_provider_appropriated"] is None
    now = Appropriation.objects.create(body=home, year=draft.year, amount_yuan=0)
    assert seen(draft)["is_provider_appropriated"] is False
    Appropriation.objects.filter(pk=now.pk).update(struck="登记错了")
    assert seen(draft)["is_provider_appropriated"] is None
    Appropriation.objects.create(body=home, year=draft.year, amount_yuan=1)
    assert seen(draft)["is_provider_appropriated"] is True


def violate(county: County, whom: Body, day: date) -> Violation:
    entry = Violation(
        body=whom, kind="fine", decided_on=day, decision_number="云市监罚〔2025〕12号", authority="云岭县市场监督管理局"
    )  # fmt: skip
    return add_entry(by=county.treasurer, entry=entry)


def test_a_grave_violation_stops_a_project_for_three_years(
    county: County, draft: Project, home: Body
) -> None:
    name_provider(county, draft, home.name)
    assert [seen(draft)[name] for name in ("has_provider_violation", "provider_violation_on")] == [None, None]
    long_ago, lately = in_days(-1200), in_days(-1000)
    violate(county, home, long_ago)
    assert seen(draft)["provider_violation_on"] == long_ago
    assert "plan.provider-record-three-years" not in {each.rule.id for each in opinion_on(draft.pk).blocking}
    wrong = violate(county, home, lately)
    assert [seen(draft)[name] for name in ("has_provider_violation", "provider_violation_on")] == [
        True,
        lately,
    ]
    with pytest.raises(AgainstTheLaw) as refused:
        submit_project(project=draft.pk, by=county.officer)
    assert refused_rules(refused) == {"plan.provider-record-three-years"}
    strike_entry(by=county.treasurer, entry=wrong, version=1, reason="登记到别的单位了")
    submit_project(project=draft.pk, by=county.officer)


def test_a_violation_of_a_predecessor_counts(county: County, draft: Project, home: Body) -> None:
    before = body("云岭县福寿养老院", county.place, kind="social_service_organisation")
    name_provider(county, draft, home.name)
    violate(county, before, in_days(-40))
    assert seen(draft)["has_provider_violation"] is None
    merge(before, home, in_days(-1))
    assert seen(draft)["provider_violation_on"] == in_days(-40)


@pytest.mark.parametrize(
    ("amount", "is_full", "expected"),
    [(900, True, True), (900, False, False), (900, None, None), (0, None, False)],
)
def test_whether_appropriation_pays_for_all_is_what_the_file_says_this_year(
    county: County, draft: Project, home: Body, amount: int, is_full: bool | None, expected: bool | None
) -> None:
    name_provider(county, draft, home.name)
    year = timezone.localdate().year
    Appropriation.objects.create(body=home, year=year - 1, amount_yuan=900, is_full=True)
    assert seen(draft)["is_provider_fully_appropriated"] is None
    Appropriation.objects.create(body=home, year=year, amount_yuan=amount, is_full=is_full)
    assert seen(draft)["is_provider_fully_appropriated"] is expected
    blocking = {each.rule.id for each in opinion_on(draft.pk).blocking}
    assert ("plan.provider-fully-appropriated" in blocking) == (expected is True)


def test_of_a_name_that_is_not_registered_nothing_is_known(county: County, draft: Project) -> None:
    saved = name_provider(county, draft, "康乐养老服务有限公司", provider_kind="enterprise")
    assert saved.has_unregistered_provider
    facts = seen(draft)
    assert {name: facts[name] for name in TOLD} == {
        "provider": "康乐养老服务有限公司",
        "provider_kind": "enterprise",
        "is_provider_debarred": None,
        "is_provider_dishonest": None,
        "is_provider_tax_violator": None,
        "is_provider_appropriated": None,
        "is_provider_fully_appropriated": None,
        "has_provider_violation": None,
        "provider_violation_on": None,
    }
    assert RULE in {each.id for each in opinion_on(draft.pk).waiting}


def test_nobody_types_what_the_file_tells() -> None:
    assert not TOLD & askable().keys()


@pytest.mark.parametrize("said", ["name", "number", "code", "old name"])
def test_a_registered_provider_is_found_however_it_is_named(
    county: County, draft: Project, home: Body, said: str
) -> None:
    names = {
        "name": home.name,
        "number": CHOSEN,
        "code": "52539999mj0000000h",
        "old name": "云岭县康乐敬老院",
    }
    debar(county, home, in_days(-1), None)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_designation (body_id, name, kind, size, level, days, document_id, journal_entry_id)"
            " SELECT %s, '云岭县康乐敬老院', 'enterprise', '', '', daterange(NULL, '2020-01-01'), %s, max(id)"
            " FROM journal_entry",
            [home.pk, paper(home).pk],
        )
    saved = name_provider(county, draft, names[said], provider_kind="enterprise")
    assert (saved.provider_body, saved.provider, saved.provider_kind) == (
        home,
        "云岭县康乐养老服务中心",
        "social_service_organisation",
    )


def test_a_name_of_several_bodies_is_refused(county: County, draft: Project, home: Body) -> None:
    body(home.name, county.place, kind="enterprise")
    with pytest.raises(Refusal, match="不止一个") as refused:
        name_provider(county, draft, home.name)
    assert refused.value.field == "provider"
    with pytest.raises(Refusal, match="没有登记“某中心（52539999MJ00000011）”"):
        name_provider(county, draft, "某中心（52539999MJ00000011）")


def test_an_open_project_follows_the_name_and_the_successor_of_its_provider(
    county: County, draft: Project, home: Body
) -> None:
    name_provider(county, draft, home.name)
    rename_body(
        by=county.system, body=home, version=home.version, since=in_days(0), document=paper(home),
        name="云岭县康宁养老服务中心",
    )  # fmt: skip
    deliver()
    draft.refresh_from_db()
    assert draft.provider == seen(draft)["provider"] == "云岭县康宁养老服务中心"
    heir = body("云岭县养老服务集团", county.place, kind="enterprise")
    merge_bodies(
        by=county.system, into=heir, version=1, ended=[home], since=in_days(0), document=paper(heir)
    )  # fmt: skip
    deliver()
    draft.refresh_from_db()
    assert (draft.provider_body, draft.provider, draft.provider_kind) == (heir, heir.name, "enterprise")
    changed = history(draft).filter(action="planning.project.provider_changed")
    assert [each.facts["before"] for each in changed] == ["云岭县康宁养老服务中心", "云岭县康乐养老服务中心"]


def test_the_form_offers_bodies_that_may_provide(
    county: County, home: Body, signed_in: Callable[[Agent], Client]
) -> None:
    body("云岭县康乐疗养院", county.place, kind="public_institution_class_1")
    page = signed_in(county.officer).get("/bodies/suggested-providers/?provider=康乐")
    assert CHOSEN in text(page)
    assert "疗养院" not in text(page)


def test_the_page_and_the_form_say_that_a_provider_is_not_registered(
    county: County, draft: Project, home: Body, signed_in: Callable[[Agent], Client]
) -> None:
    client = signed_in(county.officer)
    name_provider(county, draft, "康乐养老服务有限公司")
    for address in (f"/projects/{draft.pk}/", f"/projects/{draft.pk}/edit/"):
        page = text(client.get(address))
        assert "未登记" in page
        assert "康乐养老服务有限公司" in page
    form = sent_by(client.get(f"/projects/{draft.pk}/edit/")) | {"provider": CHOSEN}
    assert client.post(f"/projects/{draft.pk}/edit/", form).status_code == 302
    page = text(client.get(f"/projects/{draft.pk}/"))
    assert home.name in page
    assert "52539999MJ0000000H" in page
    assert "未登记" not in page
    assert sent_by(client.get(f"/projects/{draft.pk}/edit/"))["provider"] == CHOSEN


def test_the_page_refuses_a_debarred_provider_with_the_article(
    county: County, draft: Project, home: Body, signed_in: Callable[[Agent], Client]
) -> None:
    name_provider(county, draft, home.name)
    debar(county, home, in_days(0), None)
    client = signed_in(county.officer)
    assert "在信用名单上" in text(client.get(f"/projects/{draft.pk}/"))
    page = client.get(f"/projects/{draft.pk}/submit/")
    answer = client.post(f"/projects/{draft.pk}/submit/", sent_by(page))
    assert answer.status_code == 422
    assert "在信用名单上" in text(answer)
    draft.refresh_from_db()
    assert draft.state == ProjectState.DRAFT


def test_what_the_form_does_not_take_leads_to_the_providers_file(
    county: County, draft: Project, home: Body, signed_in: Callable[[Agent], Client]
) -> None:
    name_provider(county, draft, home.name)
    said, officer = "登记在承接主体的档案里", signed_in(county.officer)
    for address in ("", "edit/", "submit/"):
        page = text(officer.get(f"/projects/{draft.pk}/{address}"))
        assert said in page and "是否由财政拨款保障" in page
        assert (
            "由管理承接主体档案的部门登记" in page and f"/bodies/{home.pk}/" not in page
        )  # it may not see it
    submit_project(project=draft.pk, by=county.officer)
    for who, link in ((county.treasurer, "file/appropriation/add/"), (county.auditor, "#file")):
        assert f'href="/bodies/{home.pk}/{link}"' in text(signed_in(who).get(f"/projects/{draft.pk}/"))
    entry = Appropriation(body=home, year=timezone.localdate().year, amount_yuan=0)
    add_entry(by=county.treasurer, entry=entry)
    page = text(officer.get(f"/projects/{draft.pk}/"))
    assert said not in page or "是否由财政拨款保障" not in page.split(said)[0].rsplit("<p>", 1)[1]
