"""Finding projects, and the first page: what each role finds there, until when, under which article."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goufu import wall_clock
from goufu.catalogue.models import Comment, Edition
from goufu.core.roles import Role
from goufu.core.work import WorkItem, work_of
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR, budget_line
from goufu.law.load import load_rulebook
from goufu.planning.actions.deciding import submit_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries import projects as queries
from goufu.planning.tests.forms import text
from goufu.planning.tests.writing import put
from goufu.planning.tokens import search
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.registry.tests.county import agent as new_agent

SignIn = Callable[[Agent], Client]
TITLES = ("失能老人上门护理服务", "老年人助餐服务", "社区矫正社会工作服务", "留守儿童关爱服务")


@pytest.fixture
def drafts(county: County) -> list[Project]:
    return [draft_project(by=county.officer, values={"title": title, "year": YEAR}) for title in TITLES]


def found(client: Client, **asked: Any) -> list[str]:
    page = text(client.get("/projects/", asked))
    return [title for title in TITLES if title in page]


def test_a_year_has_no_separator(county: County, signed_in: SignIn, drafts: list[Project]) -> None:
    page = text(signed_in(county.officer).get("/projects/"))
    assert f"<span>{YEAR}</span>" in page
    assert f"{YEAR:,}" not in page


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("护理", [TITLES[0]]),
        ("老人", [TITLES[0]]),
        ("社区", [TITLES[2]]),
        ("儿童", [TITLES[3]]),
        ("助餐", [TITLES[1]]),
        ("服务", [*TITLES]),
        ("民政", [*TITLES]),
        ("护理 民政局", [TITLES[0]]),
        ("护理 儿童", []),
        ("路灯", []),
        ("' OR 1=1 --", []),
        ("&|!():*", [*TITLES]),
        ("", [*TITLES]),
    ],
)
def test_words_of_title_and_body_are_found(
    county: County,
    signed_in: SignIn,
    drafts: list[Project],
    words: str,
    titles: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = signed_in(county.officer)
    assert found(officer, q=words) == titles
    monkeypatch.setattr(queries, "FEW", 0)  # of more than that, by the index
    assert found(officer, q=words) == titles


def test_few_projects_are_not_sought_by_the_index_of_all(
    county: County, drafts: list[Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = search("服务")
    assert words

    def is_by_index() -> bool:  # only the operator is
        return "@@" in str(queries.containing(queries.projects(county.officer), words).query)

    assert not is_by_index()
    monkeypatch.setattr(queries, "FEW", len(drafts))
    assert not is_by_index()
    monkeypatch.setattr(queries, "FEW", len(drafts) - 1)
    assert is_by_index()


def test_filters_go_together(county: County, signed_in: SignIn, drafts: list[Project]) -> None:
    for draft, amount, field in zip(
        drafts, (10, 20, 30, 40), ("elderly", "elderly", "legal", "youth"), strict=True
    ):
        save_project(
            project=draft.pk, by=county.officer, version=1, values={"amount": amount * 10_000, "field": field}
        )
    put(drafts[1], ProjectState.WITHDRAWN, county.officer, county.treasurer)
    officer = signed_in(county.officer)
    assert found(officer, field="elderly") == [TITLES[0], TITLES[1]]
    assert found(officer, field="elderly", state="draft") == [TITLES[0]]
    assert found(officer, amount_from="20万元", amount_to="300000") == [TITLES[1], TITLES[2]]
    assert found(officer, year=YEAR, q="关爱") == [TITLES[3]]
    assert found(officer, year=YEAR + 1) == []
    for nonsense in (
        {"year": "x"},
        {"state": "gone"},
        {"amount_from": "很多"},
        {"page": "9e9"},
        {"sort": "; --"},
    ):
        assert officer.get("/projects/", nonsense).status_code == 200


def test_everybody_finds_what_he_may_see(county: County, signed_in: SignIn, drafts: list[Project]) -> None:
    for agent in (county.officer, county.lead, county.treasurer, county.auditor):
        assert found(signed_in(agent)) == [*TITLES]
    assert found(signed_in(county.teacher)) == []
    assert signed_in(county.system).get("/projects/").status_code == 404


def sets(page: str) -> dict[str, tuple[str, bool]]:
    """The sets of the list: their numbers, and whether each is the one that is shown."""
    found = re.findall(
        r'<a href="/projects/\?state=\w*"( aria-current="true")?>(\S+) <span>(\S+)</span>', page
    )
    return {word: (count, bool(current)) for current, word, count in found}


def test_the_list_opens_with_what_waits_for_the_finance_office(
    county: County, signed_in: SignIn, draft: Project, drafts: list[Project]
) -> None:
    treasurer, officer = signed_in(county.treasurer), signed_in(county.officer)
    assert [*sets(text(treasurer.get("/projects/"))).items()] == [
        ("全部", ("5", True)),
        ("草稿", ("5", False)),
    ]
    submit_project(project=draft.pk, by=county.officer)
    opened = treasurer.get("/projects/")
    assert opened.headers["Location"] == "/projects/?state=submitted"
    page = text(treasurer.get(opened.headers["Location"]))
    assert draft.title in page and TITLES[1] not in page
    assert [*sets(page).items()] == [
        ("待我审核", ("1", True)),
        ("全部", ("5", False)),
        ("草稿", ("4", False)),
    ]
    everything = text(treasurer.get("/projects/?state="))
    assert TITLES[1] in everything and sets(everything)["全部"] == ("5", True)
    assert not any(shown for _count, shown in sets(text(treasurer.get("/projects/?state=&q=助餐"))).values())
    mine = sets(text(officer.get("/projects/")))
    assert mine == {"全部": ("5", True), "草稿": ("4", False), "待审核": ("1", False)}


def test_what_has_waited_longest_for_the_finance_office_comes_first(
    county: County, signed_in: SignIn, drafts: list[Project]
) -> None:
    treasurer = signed_in(county.treasurer)
    for days, each in zip((1, 3, 2), drafts, strict=False):
        put(each, ProjectState.SUBMITTED, county.officer, county.treasurer)
        Project.objects.filter(pk=each.pk).update(submitted_at=timezone.now() - timedelta(days=days))

    def shown(query: str) -> list[int]:
        return [each.pk for each in treasurer.get(f"/projects/?{query}").context["table"].page.object_list]

    assert shown("state=submitted") == [drafts[1].pk, drafts[2].pk, drafts[0].pk]
    assert "等得最久的在前" in text(treasurer.get("/projects/?state=submitted"))
    assert shown("state=") == sorted((each.pk for each in drafts), reverse=True)
    everything = text(treasurer.get("/projects/?state="))
    assert "后写的在前" in everything and "等得最久的在前" not in everything
    assert "等得最久的在前" not in text(treasurer.get("/projects/?state=submitted&sort=amount"))


def test_sets_are_counted_in_one_query_and_not_beyond_a_thousand(
    county: County, drafts: list[Project], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(queries, "COUNTED", 2)
    put(drafts[0], ProjectState.RETURNED, county.officer, county.treasurer)
    with django_assert_num_queries(1):
        assert counted(county.officer) == {"draft": 3, "returned": 1}
    put(drafts[1], ProjectState.RETURNED, county.officer, county.treasurer)
    assert counted(county.treasurer) == {"draft": 2, "returned": 2}
    assert counted(county.teacher) == {}


def test_the_totals_of_a_set_are_those_of_its_rows_and_asked_once(
    county: County, signed_in: SignIn, drafts: list[Project]
) -> None:
    put(drafts[2], ProjectState.WITHDRAWN, county.officer, county.treasurer)
    put(drafts[3], ProjectState.RETURNED, county.officer, county.treasurer)
    for draft, amount in zip(drafts, (None, "10.50", "20", None), strict=True):
        Project.objects.filter(pk=draft.pk).update(amount=amount)
    auditor = signed_in(county.auditor)
    for query, count, total, queries_of_totals in (
        ("", 4, "30.50", 1),
        ("state=draft", 2, "10.50", 1),
        ("state=withdrawn&sort=-amount", 1, "20.00", 1),
        ("state=returned", 1, None, 1),
        ("state=nonsense", 4, "30.50", 2),
        ("state=draft&q=护理", 1, None, 2),
        ("q=路灯", 0, None, 1),
    ):
        with CaptureQueriesContext(connection) as asked:
            page = text(auditor.get(f"/projects/?{query}"))
        sums = [each["sql"] for each in asked.captured_queries if "sum(" in each["sql"].lower()]
        totals = [
            each for each in sums if "LIMIT 51" not in each
        ]  # a page's rows sum what is awarded of each
        assert (f"共 {count} 条" in page) == (count > 0)
        assert re.findall(r'<data value="([\d.]+)">', page.partition("<tfoot>")[2]) == [total] * (
            total is not None
        )
        assert len(totals) == queries_of_totals, query


@pytest.mark.parametrize("name", ["officer", "lead", "teacher", "treasurer", "auditor", "audit"])
def test_what_is_counted_is_what_is_listed(county: County, drafts: list[Project], name: str) -> None:
    draft_project(by=county.teacher, values={"title": "别家的", "year": YEAR})
    agent = getattr(county, name)
    assert sum(counted(agent).values()) == len(queries.project_lines(agent))


def counted(agent: Agent) -> dict[str, int]:
    return {state: total.number for state, total in queries.totals_by_state(agent).items()}


def items(agent: Agent) -> list[WorkItem]:
    """What is shown of the agent's work, the urgent first."""
    work = work_of(agent)
    return [*work.urgent, *(item for group in work.groups for item in group.items)]


def works(agent: Agent) -> list[str]:
    return [each.what for each in items(agent)]


def test_the_officer_has_drafts_and_what_was_returned_the_office_what_was_submitted(
    county: County, draft: Project, drafts: list[Project]
) -> None:
    put(drafts[0], ProjectState.RETURNED, county.officer, county.treasurer)
    for each in drafts[2:]:
        put(each, ProjectState.WITHDRAWN, county.officer, county.treasurer)
    submit_project(project=draft.pk, by=county.officer)
    work = work_of(county.officer)
    [returned] = work.urgent
    assert (returned.what, returned.flag) == (f"按退回意见修改：{TITLES[0]}（{YEAR}年）", "已退回")
    assert returned.note == "陈财政：绩效目标要写清"
    assert work.groups == []
    assert dict(work.rest) == {
        "1 个草稿没有写完": "/projects/?state=draft&whose=own",
        "等财政部门审核 1 个": "/projects/?state=submitted&whose=own",
    }
    [group] = work_of(county.treasurer).groups
    [decide] = group.items
    assert (group.title, group.count, decide.what) == ("审核项目", 1, f"{draft.title}　云岭县民政局")
    assert decide.citation.startswith("管理办法第十六条")
    assert (decide.note, decide.since, decide.due) == ("预算 60,000.00 元", wall_clock.today(), None)
    for idle in (county.teacher, county.auditor, county.system, county.security, county.audit):
        assert works(idle) == []


def test_an_opinion_that_is_due_comes_first_with_its_days(
    county: County, signed_in: SignIn, drafts: list[Project]
) -> None:
    edition = Edition.objects.create(
        owner=county.finance, kind="level", title="云岭县指导性目录", number=1, state="consulting"
    )
    today = timezone.localdate()
    Comment.objects.create(
        edition=edition, body=county.civil, asked_on=today, due_on=today + timedelta(days=2)
    )
    first = items(county.officer)[0]
    assert (first.what, first.left) == ("答复征求意见：云岭县指导性目录", 2)
    assert first.citation.startswith("管理办法第十三条")
    page = text(signed_in(county.officer).get("/"))
    assert "剩 2 天" in page
    assert page.index("先办") < page.index("答复征求意见") < page.index("4 个草稿没有写完")


@pytest.mark.parametrize(("amount", "is_due"), [("299999.99", False), ("300000", True)])
def test_an_intention_is_public_so_many_days_before_the_procurement(
    county: County, draft: Project, line: BudgetLine, amount: str, is_due: bool
) -> None:
    begins = timezone.localdate() + timedelta(days=50)
    known = {"place_code": "410122", "amount": amount, "facts": {"started_on": str(begins)}}  # its threshold
    put(draft, ProjectState.APPROVED, county.officer, county.treasurer, **known)
    book = load_rulebook()
    days = book.parameters["intention_notice_days"].at(begins, "county", "410122")
    assert days
    due = [each for each in items(county.officer) if each.what.startswith("公开采购意向")]
    assert [each.due for each in due] == [begins - timedelta(days=int(days.value))] * is_due
    assert all(each.citation for each in due)
    Project.objects.filter(pk=draft.pk).update(
        facts={"started_on": str(begins), "intention_published_on": "2026-11-01"}
    )
    assert not [each for each in works(county.officer) if each.startswith("公开采购意向")]


def test_many_small_projects_hide_none_whose_intention_is_due(county: County, draft: Project) -> None:
    begins = timezone.localdate() + timedelta(days=50)

    def approve(project: Project, amount: str, days: int) -> None:
        facts = {"started_on": str(begins + timedelta(days=days))}
        known = {"place_code": "410122", "amount": amount, "facts": facts}
        put(project, ProjectState.APPROVED, county.officer, county.treasurer, **known)

    approve(draft, "300000", days=0)
    for number in range(31):
        other = draft_project(by=county.officer, values={"title": f"小额服务{number}", "year": YEAR})
        approve(other, "299999.99" if number else "300000", days=number + 1)
    due = [each for each in items(county.officer) if each.what.startswith("公开采购意向")]
    assert [each.what for each in due] == [f"公开采购意向：{draft.title}", "公开采购意向：小额服务0"]
    Project.objects.exclude(pk=draft.pk).update(amount=300000)
    [group] = [each for each in work_of(county.officer).groups if each.title == "公开采购意向"]
    assert (group.count, group.items[0].what) == (32, f"公开采购意向：{draft.title}")
    assert ("采购意向待公开 29 项", "/projects/?state=approved&whose=own") in work_of(county.officer).rest


def test_years_to_filter_by_go_on_with_the_clock(county: County, signed_in: SignIn, draft: Project) -> None:
    officer = signed_in(county.officer)
    with wall_clock.telling(wall_clock.standing(datetime(2033, 5, 1, tzinfo=UTC))):
        offered = re.findall(r'<option value="(\d{4})"', text(officer.get("/projects/")))
    assert (offered[0], offered[-1]) == ("2036", "2020")


def test_the_first_page_is_each_roles_own(
    county: County, signed_in: SignIn, draft: Project, client: Client
) -> None:
    next_year = timezone.localdate().year + 1
    budget_line(county.civil, code="A", year=next_year)
    other = draft_project(by=county.officer, values={"title": TITLES[1], "year": YEAR})
    put(other, ProjectState.APPROVED, county.officer, county.treasurer)
    money = f"{next_year}年预算"
    for agent, there, not_there in (
        (county.officer, ("待办", "本单位的项目", draft.title, money, "00,000.00"), ("审核项目",)),
        (
            county.auditor,
            ("从这里开始", "今天的日志", TITLES[1], money),
            (draft.title, "草稿没有写完", "本单位的项目"),
        ),
        (county.system, ("现在没有等您办的事", "登记人员", "登记单位"), (draft.title, money)),
    ):
        page = text(signed_in(agent).get("/"))
        assert all(words in page for words in there)
        assert not any(words in page for words in not_there)
    assert client.get("/").headers["Location"] == "/check/"


def test_a_lead_can_leave_out_the_projects_of_bodies_below(
    county: County, signed_in: SignIn, drafts: list[Project]
) -> None:
    nurse = new_agent("钱护理", county.nursing, Role.PURCHASING_OFFICER)
    below = draft_project(by=nurse, values={"title": "养老院食材配送服务", "year": YEAR})
    lead = signed_in(county.lead)
    assert below.title in text(lead.get("/projects/"))
    assert below.title not in text(lead.get("/projects/", {"whose": "own"}))
    assert found(lead, whose="own") == [*TITLES]
    assert ("4 个草稿没有写完", "/projects/?state=draft&whose=own") in work_of(county.lead).rest


def test_words_of_choices_are_told_in_the_language_of_each_reader(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    officer = signed_in(county.officer)

    def shown(language: str) -> list[bool]:
        officer.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        rows = text(officer.get("/projects/")).partition("<tbody>")[2].partition("</tbody>")[0]
        return [word in rows for word in ("草稿", "Draft")]

    assert [shown(language) for language in ("zh-hans", "en", "zh-hans")] == [
        [True, False],
        [False, True],
        [True, False],
    ]
