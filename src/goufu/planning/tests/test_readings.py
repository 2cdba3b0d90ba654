"""What was read of a project's title and need is kept beside it, and read anew by a newer reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from goufu.core.action import history
from goufu.core.kept_rules import kept_rules
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.law.readings import VERSION
from goufu.planning.actions.deciding import submit_project
from goufu.planning.actions.writing import copy_project, draft_project, save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.readings import TASK, faults, have_read_anew, read_anew
from goufu.reader import version
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
WORKS = "云岭县民政局办公楼装修服务"


def facts(project: Project) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM planning_plan_facts WHERE id = %s", [project.pk])
        [row] = cursor.fetchall()
        return dict(zip((column.name for column in cursor.description), row, strict=True))


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        return int(cursor.fetchone()[0])


def test_a_draft_is_read_and_the_law_sees_what_was_read(county: County) -> None:
    project = draft_project(by=county.officer, values={"title": WORKS, "year": YEAR})
    seen = facts(project)
    assert "装修" in seen["works"]
    assert (seen["goods"], seen["term_years"]) == ("", None)
    assert seen[VERSION] == version()
    assert "plan.screen-works" in {each.rule.id for each in opinion_on(project.pk).blocking}


def test_what_is_written_anew_is_read_anew(county: County, draft: Project) -> None:
    assert facts(draft)["works"] == ""
    kept = save_project(project=draft.pk, by=county.officer, version=draft.version, values={"title": WORKS})
    assert facts(draft)["works"]
    need = "引导人员由采购人面试后上岗，工资由采购人核定"
    save_project(project=draft.pk, by=county.officer, version=kept.version, values={"need": need})
    seen = facts(draft)
    assert seen["works"]
    assert seen["labour"] or seen["labour_doubt"]


def test_a_copy_is_read_like_its_source(county: County, draft: Project) -> None:
    copy = copy_project(project=draft.pk, by=county.officer, year=YEAR + 1)
    assert copy.reading == draft.reading


def test_the_log_says_which_reader_gave_its_facts_to_a_rule(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    [answer] = history(draft)[0].answers
    readers = {each.rule: each.reader for each in kept_rules(answer["rules"])}
    assert readers["plan.screen-works"] == version()
    assert readers["plan.term-within-three-years"] == ""


def test_what_nobody_has_read_yet_is_not_given(county: County, draft: Project) -> None:
    Project.objects.filter(pk=draft.pk).update(reading=None)
    seen = facts(draft)
    assert (seen["works"], seen[VERSION]) == (None, None)
    assert "plan.screen-works" in {rule.id for rule in opinion_on(draft.pk).waiting}


@pytest.mark.parametrize("reading", [None, {VERSION: "0.old", "works": "旧"}])
def test_a_newer_reader_reads_anew_once(
    county: County, draft: Project, reading: dict[str, str] | None
) -> None:
    kept, number = draft.reading, draft.version
    Project.objects.filter(pk=draft.pk).update(reading=reading)
    have_read_anew()
    have_read_anew()
    assert waiting_jobs() == 1
    assert read_anew() == 1
    draft.refresh_from_db()
    assert (draft.reading, draft.version) == (kept, number)
    assert read_anew() == 0


def test_where_all_are_read_nothing_is_put_in(county: County, draft: Project) -> None:
    have_read_anew()
    assert waiting_jobs() == 0


def test_more_than_fit_at_once_are_all_read(
    county: County, draft: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [copy_project(project=draft.pk, by=county.officer, year=YEAR + 1 + n) for n in range(4)]
    Project.objects.update(reading=None)
    monkeypatch.setattr("goufu.planning.readings._AT_ONCE", 2)
    assert read_anew() == len(copies) + 1
    assert not Project.objects.filter(reading=None).exists()


def test_what_was_changed_past_the_program_is_found(county: County, draft: Project) -> None:
    assert [*faults()] == []
    Project.objects.filter(pk=draft.pk).update(title=WORKS)
    [fault] = faults()
    assert f"第{draft.pk}号项目" in fault
    Project.objects.filter(pk=draft.pk).update(reading={VERSION: "0.old"})
    assert [*faults()] == []
