"""The home page: the next step of each role, first steps in an empty house, and a long queue at the price of a short one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.core.work import MOST
from goufu.funds.tests.money import YEAR, budget_line
from goufu.planning.actions.deciding import return_project
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import published_entry, put
from goufu.registry.actions.bodies import change_body
from goufu.registry.actions.people import enrol_person
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, county, signed_in

__all__ = ["county", "signed_in"]
SignIn = Callable[[Agent], Client]


def page(signed_in: SignIn, who: Agent) -> str:
    return signed_in(who).get("/").content.decode()


def head(page: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The blue buttons of the page's head, each as (title, address), and the titles of its line buttons."""
    found = re.findall(r'<a class="gf-btn( line)?" href="([^"]*)">([^<]*)</a>', page)
    return [(title, url) for line, url, title in found if not line], [
        title for line, _, title in found if line
    ]


def submitted(county: County, count: int) -> None:
    """So many projects that wait for the finance office, each submitted a day before the last."""
    draft = draft_project(by=county.officer, values={"title": "服务", "year": YEAR})
    put(draft, ProjectState.SUBMITTED, county.officer, county.treasurer)
    row = Project.objects.get(pk=draft.pk)
    copies = []
    for number in range(1, count):
        row.pk, row.title = None, f"服务{number}"
        copies.append(
            Project(
                **{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.generated}
            )
        )
        copies[-1].submitted_at = timezone.now() - timedelta(days=number)
    Project.objects.bulk_create(copies)


def with_budgets(county: County) -> None:
    this_year = wall_clock.today().year
    for year in (this_year, this_year + 1):
        budget_line(county.civil, code=f"A{year}", year=year)


def test_each_role_has_one_next_step(county: County, signed_in: SignIn) -> None:
    new, today = ("新建项目", "/projects/new/"), f"/journal/?since={wall_clock.today()}"
    for who in (county.officer, county.lead, county.teacher):
        assert head(page(signed_in, who)) == ([new], [])
    assert head(page(signed_in, county.treasurer)) == ([("导入预算", "/budget/import/")], ["供应商注册"])
    assert head(page(signed_in, county.system)) == ([("登记人员", "/people/enrol/")], ["登记单位"])
    assert head(page(signed_in, county.security)) == ([("授予岗位", "/people/")], [])
    for who in (county.auditor, county.audit):
        assert head(page(signed_in, who)) == ([("今天的日志", today)], ["核验日志"])


def test_the_finance_office_reviews_first_and_then_imports_the_missing_budget(
    county: County, signed_in: SignIn
) -> None:
    published_entry(county.finance)
    submitted(county, 5)
    said = page(signed_in, county.treasurer)
    assert head(said) == ([("审核 5 个项目", "/projects/?state=submitted")], ["供应商注册"])
    assert re.findall(r">(服务\d*)　云岭县民政局<", said) == ["服务4", "服务3", "服务2"]  # who waits longest
    assert '<a href="/projects/?state=submitted">还有 2 个待审核</a>' in said
    assert "第 4 天" in said
    Project.objects.update(state=ProjectState.DRAFT, submitted_by=None, submitted_at=None)
    assert head(page(signed_in, county.treasurer))[0] == [("导入预算", "/budget/import/")]
    with_budgets(county)
    assert head(page(signed_in, county.treasurer)) == ([("供应商注册", "/sign-ups/")], [])


def test_what_waits_says_whom_one_calls(county: County, signed_in: SignIn) -> None:
    for body, number in ((county.civil, "0000-5551001"), (county.finance, "0000-5552002")):
        found = Body.objects.get(pk=body.pk)
        facts = {"is_finance_office": found.is_finance_office, "telephone": number}
        change_body(by=county.system, body=found, version=found.version, **facts)
    submitted(county, 1)
    assert "电话 0000-5551001" in page(signed_in, county.treasurer)
    return_project(project=Project.objects.get().pk, reason="请补正服务数量", by=county.treasurer)
    said = page(signed_in, county.officer)
    assert "电话 0000-5552002" in said
    assert "0000-5551001" not in said


def test_who_also_buys_for_the_finance_office_finds_both(county: County, signed_in: SignIn) -> None:
    submitted(county, 1)
    both = agent("两岗", county.finance, Role.FINANCE_OFFICER, Role.PURCHASING_OFFICER)
    blue, line = head(page(signed_in, both))
    assert blue == [("审核 1 个项目", "/projects/?state=submitted")]
    assert line == ["新建项目", "供应商注册"]


def test_an_empty_house_says_where_to_begin(county: County, signed_in: SignIn) -> None:
    def steps(who: Agent) -> list[str]:
        _before, found, after = page(signed_in, who).partition("从这里开始")
        return (
            re.findall(r'<li><a href="[^"]*">([^<]*)</a> <span class="sub">', after.split("</ol>")[0])
            if found
            else []
        )

    year = wall_clock.today().year
    assert steps(county.treasurer) == ["导入预算", "编一版目录"]
    assert f"{year}年还没有预算" in page(signed_in, county.treasurer)
    budget_line(county.civil, code="A", year=year)
    assert f"{year + 1}年还没有预算" in page(signed_in, county.treasurer)
    with_budgets(county)
    assert steps(county.treasurer) == ["编一版目录"]
    published_entry(county.finance)
    assert steps(county.treasurer) == []
    assert "现在没有等您办的事" in page(signed_in, county.treasurer)
    assert steps(county.auditor) == ["今天的日志"]


def test_the_first_administrator_registers_bodies_then_people(county: County, signed_in: SignIn) -> None:
    others = [county.officer, county.lead, county.teacher, county.treasurer, county.auditor]
    for who in others:
        who.person.appointments.all().delete()
        who.person.delete()
    assert head(page(signed_in, county.system)) == ([("登记人员", "/people/enrol/")], ["登记单位"])
    Body.objects.filter(parent__isnull=False).delete()
    Body.objects.exclude(pk=county.finance.pk).delete()
    said = page(signed_in, county.system)
    assert head(said) == ([("登记单位", "/bodies/register/")], [])
    assert said.index("先登记购买主体") < said.index("再登记各单位要登录的人")


def test_the_security_administrator_sees_who_waits_for_a_role(county: County, signed_in: SignIn) -> None:
    assert "现在没有等您办的事" in page(signed_in, county.security)
    person, _password = enrol_person(username="zhou", name="周新来", body=county.civil, by=county.system)
    said = page(signed_in, county.security)
    assert head(said) == ([("授予岗位", "/people/?role=none")], [])
    assert f'<a href="/people/{person.pk}/">给周新来授予岗位</a>' in said
    assert "周新来" not in page(signed_in, county.system).partition("待办")[2]
    listed = signed_in(county.security).get("/people/?role=none").content.decode()
    assert "周新来" in listed
    assert county.officer.person.name not in listed


def test_home_is_a_word_in_the_head_of_each_page(county: County, signed_in: SignIn, client: Client) -> None:
    officer = signed_in(county.officer)
    link = r'<a class="nav-link( active)?"\s+href="/"\s+(aria-current="page")?>首页</a>'
    assert re.findall(link, officer.get("/").content.decode()) == [(" active", 'aria-current="page"')]
    assert re.findall(link, officer.get("/projects/").content.decode()) == [("", "")]
    assert "首页" not in client.get("/check/").content.decode()


def test_a_thousand_waiting_projects_are_no_more_queries(county: County, signed_in: SignIn) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = treasurer.get("/")
        assert answer.status_code == 200
        return len(queries)

    treasurer = signed_in(county.treasurer)
    asked()  # what is kept in memory is read once
    submitted(county, MOST)
    few = asked()
    submitted(county, 1000 - MOST)
    assert asked() == few <= 22
    assert "还有 997 个待审核" in treasurer.get("/").content.decode()


@pytest.mark.parametrize("count", [1, 77])
def test_drafts_are_only_counted(county: County, signed_in: SignIn, count: int) -> None:
    for number in range(count):
        draft_project(by=county.officer, values={"title": f"草稿{number}", "year": YEAR})
    draft_project(by=county.teacher, values={"title": "别人的草稿", "year": YEAR})
    said = page(signed_in, county.officer)
    assert f'<a href="/projects/?state=draft&amp;whose=own">{count} 个草稿没有写完</a>' in said
    assert f"全部 {count} 个项目" in said
    work = said.partition("待办")[2].partition("本单位的项目")[0]
    assert "草稿0" not in work


def test_a_kind_that_is_only_counted_lists_none_of_it_on_paper(county: County, signed_in: SignIn) -> None:
    draft_project(by=county.officer, values={"title": "草稿", "year": YEAR})
    printed = signed_in(county.officer).get("/todo/").content.decode()
    assert '<a class="no-print" href="/projects/?state=draft&amp;whose=own">全部</a>' in printed
    assert "这里列出前" not in printed
    assert '<ol class="gf-todo">' not in printed


def test_the_whole_list_can_be_printed(county: County, signed_in: SignIn) -> None:
    client = signed_in(county.security)
    assert 'href="/todo/"' not in client.get("/").content.decode()
    names = [f"新人{number:02}" for number in range(5)]
    for number, name in enumerate(names):
        enrol_person(username=f"n{number}", name=name, body=county.civil, by=county.system)
    assert 'href="/todo/"' in client.get("/").content.decode()
    printed = client.get("/todo/").content.decode()
    assert "data-print" in printed
    assert all(f"给{name}授予岗位" in printed for name in names)
    assert county.civil.name in printed
