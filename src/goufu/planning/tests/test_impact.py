"""Before a body is merged, split or renamed a page lists what each room takes along, and it is done when it is confirmed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.test import Client

from goufu import wall_clock
from goufu.accounts.actions.keys import issue_key
from goufu.catalogue.models import Comment, Edition
from goufu.core.action import history
from goufu.core.tests.messages import deliver
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.deciding import submit_project, withdraw_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.models import Project
from goufu.registry.impact import BodyChange, impacts_of
from goufu.registry.models import Appointment, Body
from goufu.registry.tests.county import County, body, sign_in
from goufu.registry.tests.papers import paper

DAY = date(2026, 6, 1)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def listed(page: str) -> list[str]:
    """The lines of the page's lists of what is taken along."""
    text = page.split("<h1>")[1].split("</main>")[0]
    return [
        " ".join(re.sub(r"<[^>]+>", "", each).split()) for each in re.findall(r"<li>(.*?)</li>", text, re.S)
    ]


def hidden(page: str) -> dict[str, str]:
    return dict(_HIDDEN.findall(page.split("<h1>")[1]))


def ask(client: Client, address: str, sent: dict[str, Any]) -> str:
    """The page that asks whether to do it."""
    answer = client.post(address, sent)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_merger_is_confirmed_after_all_that_it_takes_along_was_listed(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    gone = draft_project(by=county.officer, values={"title": "撤回的项目", "year": YEAR})
    withdraw_project(project=gone.pk, reason="今年不再购买", by=county.officer)
    issue_key(name="财务系统", days=30, by=county.officer)
    edition = Edition.objects.create(
        owner=county.finance, kind="level", title="目录", number=9, state="draft"
    )
    Edition.objects.create(owner=county.civil, kind="department", title="民政目录", number=1, state="draft")
    Comment.objects.create(edition=edition, body=county.civil, asked_on=DAY, due_on=DAY)
    address, paper_of = f"/bodies/{county.education.pk}/merge/", paper(county.education)
    client = sign_in(county.system)
    sent = {
        "body_1": "云岭县民政局（云岭县539999）",
        "since": "2026-06-01",
        "document": paper_of.pk,
        "version": 1,
    }
    staffed = client.post(address, sent)
    assert staffed.status_code == 422 and "任职没有结束" in staffed.content.decode()
    Appointment.objects.filter(body=county.civil).delete()
    page = ask(client, address, sent)
    assert sorted(listed(page)) == sorted(
        [
            "下属单位，改由承接的单位主管：1 个（云岭县养老服务中心）",
            "程序用的令牌，不跟着过去，从此办不了事：在承接的单位任职的人另行新建：1 个",
            "正在编制的目录，由承接的单位接着编；它自己正在编这种目录的，撤回：1 个",
            "没有答复的征求意见，改由承接的单位答复：1 个",
            "预算指标，连同已经占用、承诺和支付的，由承接的单位接过：1 个",
            "没有办完的项目，由承接的单位接过：1 个",
        ]
    )
    assert "批准变更的文件" in page and str(paper_of) in page
    assert Body.objects.get(pk=county.civil.pk).is_active
    assert client.post(address, hidden(page) | {"sure": "1"}).status_code == 302
    deliver()
    draft.refresh_from_db()
    assert draft.purchaser == county.education
    assert history(county.education)[0].action.endswith("taken_over")


def test_names_are_told_only_to_those_who_may_see_them(
    county: County, draft: Project, line: BudgetLine
) -> None:
    change = BodyChange(county.civil, county.education, DAY)
    told = {each.what: each.names for each in impacts_of(county.treasurer, change)}
    assert told["没有办完的项目，由承接的单位接过"] == (draft.title,)
    assert {each.what: each.names for each in impacts_of(county.system, change)}[
        "没有办完的项目，由承接的单位接过"
    ] == ()


def test_a_finance_offices_bodies_projects_and_lines_are_listed(
    county: County, draft: Project, line: BudgetLine
) -> None:
    other = body("云岭县财政金融局", county.place, is_finance_office=True)
    told = {
        each.what: each.count for each in impacts_of(county.system, BodyChange(county.finance, other, DAY))
    }
    assert told["由它主管财政的单位，改由承接的单位主管"] == 3
    assert told["没有办完的项目，由承接的单位接过"] == 1
    assert told["预算指标，连同已经占用、承诺和支付的，由承接的单位接过"] == 1


def test_a_renaming_lists_what_follows_it_and_changes_nothing_before_it_is_confirmed(
    county: County, draft: Project, line: BudgetLine
) -> None:
    other = body("云岭县财政金融局", county.place, is_finance_office=True)
    Body.objects.filter(pk=other.pk).update(office=other)
    save_project(
        project=draft.pk, by=county.officer, version=draft.version, values={"provider": county.nursing.name}
    )
    client, address = sign_in(county.system), f"/bodies/{county.civil.pk}/rename/"
    sent = {
        "name": "云岭县社会事务局", "kind": "state_organ", "level": "county", "office": other.name,
        "since": "2026-06-01", "document": paper(county.civil).pk, "version": 1,
    }  # fmt: skip
    page = ask(client, address, sent)
    assert listed(page) == [
        "这一年起的预算指标，改由新的财政部门主管：1 个",
        "这一年起的项目，购买主体的资料跟着改：1 个",
    ]
    assert "云岭县财政局 → 云岭县财政金融局" in page and "类别" not in page
    assert client.post(address, hidden(page) | {"sure": "1"}).status_code == 302
    change = BodyChange(county.nursing, county.nursing, DAY, frozenset({"name"}))
    assert [(each.what, each.count) for each in impacts_of(county.system, change)] == [
        ("由它承接而没有批准的项目，承接主体跟着改", 1)
    ]


def test_of_a_split_the_first_successor_is_named(county: County) -> None:
    one, two = (body(name, county.place, office=county.finance) for name in ("民政一局", "民政二局"))
    sent = {
        "body_1": one.name, "body_2": two.name, "since": "2026-06-01",
        "document": paper(county.education).pk, "version": 1,
    }  # fmt: skip
    Appointment.objects.filter(body=county.education).delete()
    page = ask(sign_in(county.system), f"/bodies/{county.education.pk}/split/", sent)
    assert "云岭县教育体育局停用，由民政一局承接" in page
    assert listed(page) == []


def test_nothing_is_asked_that_would_be_refused(county: County) -> None:
    client, address = sign_in(county.system), f"/bodies/{county.education.pk}/rename/"
    tomorrow = wall_clock.today() + timedelta(days=1)
    sent = {
        "name": "云岭县教育局",
        "kind": "state_organ",
        "level": "county",
        "place": f"{county.place.name}（{county.place.code}）",
        "office": f"{county.finance.name}（{county.place.name}539999）",
        "document": paper(county.education).pk,
        "version": 1,
    }
    for day, version, why in ((tomorrow, 1, "生效的日期还没有到"), (DAY, 7, "改动过这项内容")):
        refused = client.post(address, sent | {"since": day.isoformat(), "version": version})
        assert (refused.status_code, why in refused.content.decode()) == (409 if version == 7 else 422, True)
    assert Body.objects.get(pk=county.education.pk).name == county.education.name
