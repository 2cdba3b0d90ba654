"""The arguments of planning's addresses, and many of what its lists show."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb

from goufu.check.list_state import ListState
from goufu.check.results import LineResult, LineVerdict
from goufu.check.storing import store_lines
from goufu.check.tasks import lists_folder
from goufu.check.tests.addresses import a_list
from goufu.check.uploaded_list import UploadedList
from goufu.funds.tests.money import TODAY, YEAR
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project, ProjectState, Waiver
from goufu.planning.tests.writing import put
from goufu.registry.tests.county import County


def a_project(county: County) -> dict[str, Any]:
    made = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    return {"number": made.pk}


@cache
def a_project_that_is(state: ProjectState) -> Callable[[County], dict[str, Any]]:
    """As far on its way as the step wants it, without the money: what is asked here is who may."""

    def arguments(county: County) -> dict[str, Any]:
        found = a_project(county)
        put(Project.objects.get(pk=found["number"]), state, county.officer, county.treasurer)
        return found

    return arguments


def a_checked_list(county: County) -> dict[str, Any]:
    """A list with a result: the facts of its one line, and its verdict."""
    found = a_list()
    uploaded = UploadedList.open(lists_folder(), found["token"])
    duckdb.sql("SELECT 2 AS line, '老年人助浴服务' AS title").write_parquet(str(uploaded.facts_file))
    store_lines([LineResult(2, ("老年人助浴服务",), LineVerdict.CLEAR)], uploaded.lines_file)
    uploaded.write_state(ListState("done"))
    return found


def many_projects(county: County, count: int) -> None:
    for _each in range(count):
        a_project(county)


def many_waivers(county: County, count: int) -> None:
    for number in range(count):
        Waiver.objects.create(
            project_id=a_project(county)["number"],
            rule="plan.duty-basis",
            rule_title=f"规则{number}",
            reason="三定规定正在修订",
            person=county.lead.person,
            body=county.civil,
            day=TODAY,
            place_code=county.place.code,
        )


def an_application(county: County) -> dict[str, Any]:
    """That a project's application is written, and of which one."""
    found = a_project_that_is(ProjectState.SUBMITTED)(county)
    return {"kind": "project", "paper": "application", **found}


ARGUMENTS = {
    "documents:paper": an_application,
    "planning:from_list": a_checked_list,
    "planning:approve": a_project_that_is(ProjectState.SUBMITTED),
    "planning:return": a_project_that_is(ProjectState.SUBMITTED),
    "planning:judge": a_project_that_is(ProjectState.SUBMITTED),
    "api:judge-project": a_project_that_is(ProjectState.SUBMITTED),
    "planning:adjust": a_project_that_is(ProjectState.APPROVED),
    "api:return-project": a_project_that_is(ProjectState.SUBMITTED),
    "api:adjust-project": a_project_that_is(ProjectState.APPROVED),
    **dict.fromkeys(
        (
            "api:approve-project",
            "api:project",
            "api:project-opinion",
            "api:save-project",
            "api:submit-project",
            "api:withdraw-project",
            "api:waive-project",
            "planning:project",
            "planning:edit",
            "planning:copy",
            "planning:delete",
            "planning:submit",
            "planning:withdraw",
            "planning:waive",
        ),
        a_project,
    ),
}
SENT = {
    "api:projects": lambda county: {"title": "老年人助浴服务", "year": YEAR},
    "api:draft-project": lambda county: {"title": "老年人助浴服务", "year": YEAR},
    **dict.fromkeys(
        ("api:project", "api:save-project"), lambda county: {"version": 1, "title": "老年人助浴服务"}
    ),
    "api:judge-project": lambda county: {"rule": "plan.screen-goods-doubtful", "verdict": "lawful"},
    "api:waive-project": lambda county: {"reasons": {"plan.duty-basis": "三定规定正在修订，年底前印发"}},
}
MANY = {"projects": many_projects, "waivers": many_waivers}
