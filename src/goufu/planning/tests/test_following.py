"""What rooms do when a body is renamed, merged or split: the successor takes over what is open, whoever dies meanwhile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from goufu.core.action import history
from goufu.core.messages import TASK
from goufu.core.tests.messages import deliver
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.queries.budget import lines
from goufu.funds.tests.money import YEAR
from goufu.journal.models import Entry
from goufu.journal.tests.killing import killed_times
from goufu.planning.actions.deciding import submit_project, withdraw_project
from goufu.planning.actions.following import follow_changed, follow_succeeded
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.models import Project, ProjectState, Waiver
from goufu.planning.queries.projects import projects
from goufu.registry.actions.bodies import change_body, move_to_successor_place
from goufu.registry.actions.places import merge_place
from goufu.registry.actions.renaming import rename_body
from goufu.registry.actions.succession import merge_bodies
from goufu.registry.agents import agents_of
from goufu.registry.models import Appointment, Body, Person, Place
from goufu.registry.tests.county import TODAY, County, body, sign_in
from goufu.registry.tests.papers import paper
from goufu.registry.tests.test_credit_codes import code_of

HERE = "goufu.planning.tests.test_following"
DAY = date(2026, 6, 1)


def merge() -> None:
    """云岭县民政局 into 云岭县教育体育局."""
    system, *_more = agents_of(Person.objects.get(name="系统员"), TODAY)
    heir = Body.objects.get(name="云岭县教育体育局")
    ended = Body.objects.get(name="云岭县民政局")
    merge_bodies(by=system, into=heir, version=heir.version, ended=[ended], since=DAY, document=paper(heir))


def leave(ended: Body) -> None:
    Appointment.objects.filter(body=ended).delete()


def decide(project: Project, county: County, **more: object) -> None:
    """Stores the project as approved on a day that is over."""
    now = timezone.now()
    Project.objects.filter(pk=project.pk).update(
        state=ProjectState.APPROVED,
        submitted_by=county.officer.person,
        submitted_at=now,
        approved_by=county.treasurer.person,
        approved_at=now,
        **more,
    )


def columns(line: BudgetLine) -> dict[str, object]:
    """What a second line like this one is made of."""
    return {
        field.attname: getattr(line, field.attname)
        for field in BudgetLine._meta.concrete_fields
        if not (field.primary_key or field.generated) and field.name not in ("reserved", "committed", "paid")
    }


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        [count] = cursor.fetchone()
    return int(count)


def test_the_successor_takes_over_open_projects_and_their_money(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    past = draft_project(by=county.officer, values={"title": "往年项目", "year": 2025})
    gone = draft_project(by=county.officer, values={"title": "撤回的项目", "year": YEAR})
    decide(past, county, amount=1, first_year=0)
    withdraw_project(project=gone.pk, reason="今年不再购买", by=county.officer)
    leave(county.civil)
    merge()
    assert deliver() == 4
    owners = dict(Project.objects.values_list("title", "purchaser__name"))
    assert owners == {
        draft.title: "云岭县教育体育局",
        "往年项目": "云岭县民政局",
        "撤回的项目": "云岭县民政局",
    }
    draft.refresh_from_db()
    line.refresh_from_db()
    assert draft.purchaser_words == f"云岭县教育体育局（{county.education.pk}）"
    assert (line.body, line.reserved) == (county.education, Decimal(60000))
    [entry] = history(draft).filter(action="planning.project.taken_over")
    assert (entry.person_name, entry.facts["before"]) == ("系统", "云岭县民政局")


def test_the_successor_frees_money_on_a_line_of_an_earlier_year(
    county: County, draft: Project, line: BudgetLine
) -> None:
    """The line stays with the ended body, whose budget that year was; the project is the successor's."""
    submit_project(project=draft.pk, by=county.officer)
    BudgetLine.objects.filter(pk=line.pk).update(year=2025)
    Project.objects.filter(pk=draft.pk).update(year=2025)
    leave(county.civil)
    merge()
    deliver()
    line.refresh_from_db()
    assert (line.body, line.reserved) == (county.civil, Decimal(60000))
    withdraw_project(project=draft.pk, reason="今年不再购买", by=county.teacher)
    line.refresh_from_db()
    assert line.reserved == 0


def test_a_line_of_the_same_codes_keeps_apart(county: County, line: BudgetLine) -> None:
    BudgetLine.objects.create(**columns(line) | {"body_id": county.education.pk})
    leave(county.civil)
    merge()
    deliver()
    codes = set(BudgetLine.objects.filter(body=county.education).values_list("code", flat=True))
    assert codes == {line.code, f"{line.code}-{county.civil.pk}"}


def test_where_no_project_is_concerned_nothing_is_logged(county: County) -> None:
    follow_changed(body=county.civil.pk, changed=["name"], since=DAY.isoformat())
    follow_succeeded(ended=county.education.pk, successor=county.civil.pk, since=DAY.isoformat())
    assert not Entry.objects.filter(action__startswith="planning.").exists()


def test_renamed_projects_of_the_year_count_under_the_new_name(county: County, draft: Project) -> None:
    past = draft_project(by=county.officer, values={"title": "往年项目", "year": 2025})
    rename_body(
        by=county.system,
        body=county.civil,
        version=1,
        since=DAY,
        document=paper(county.civil),
        name="云岭县社会事务局",
    )
    assert deliver() == 2
    words = dict(Project.objects.values_list("title", "purchaser_words"))
    assert words == {
        draft.title: f"云岭县社会事务局（{county.civil.pk}）",
        "往年项目": f"云岭县民政局（{county.civil.pk}）",
    }
    assert past.pk


def test_a_finance_office_hands_over_what_it_decides_on(
    county: County, draft: Project, line: BudgetLine
) -> None:
    heir = body("云岭县财政金融局", county.place, is_finance_office=True)
    Body.objects.filter(pk=heir.pk).update(office=heir)
    leave(county.finance)
    merge_bodies(
        by=county.system, into=heir, version=1, ended=[county.finance], since=DAY, document=paper(heir)
    )
    deliver()
    draft.refresh_from_db()
    line.refresh_from_db()
    assert (draft.office, draft.purchaser) == (heir, county.civil)
    assert (line.office, line.body) == (heir, county.civil)


def hear_all() -> None:
    deliver()


@pytest.mark.django_db(transaction=True)
def test_whoever_dies_while_merging_nothing_is_told_that_did_not_happen(
    county: County, draft: Project
) -> None:
    leave(county.civil)
    assert killed_times(f"{HERE}:merge") >= 20
    assert waiting() == 4
    assert Entry.objects.filter(action="registry.bodies.merged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_dies_while_hearing_everything_is_done_once(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    leave(county.civil)
    merge()
    assert killed_times(f"{HERE}:hear_all") >= 10
    assert waiting() == 0
    draft.refresh_from_db()
    line.refresh_from_db()
    assert (draft.purchaser, line.body, line.reserved) == (county.education, county.education, Decimal(60000))
    for action in ("planning.projects", "funds.budget_lines", "catalogue.editions"):
        assert Entry.objects.filter(action=f"{action}.taken_over").count() == 1
    assert LedgerEntry.objects.count() == 1


def test_what_was_decided_shows_the_name_of_its_day(county: County, draft: Project, line: BudgetLine) -> None:
    submit_project(project=draft.pk, by=county.officer)
    decide(draft, county, law_day=date(2026, 5, 31))
    BudgetLine.objects.filter(pk=line.pk).update(year=2025)
    rename_body(
        by=county.system,
        body=county.civil,
        version=1,
        since=DAY,
        document=paper(county.civil),
        name="云岭县社会事务局",
    )
    treasurer = sign_in(county.treasurer)
    assert "云岭县民政局 ·" in treasurer.get(f"/projects/{draft.pk}/").content.decode()
    assert "云岭县民政局" in treasurer.get("/projects/").content.decode().split("<tbody")[1]
    assert "云岭县民政局" in treasurer.get(f"/budget/lines/{line.pk}/").content.decode()
    Project.objects.filter(pk=draft.pk).update(state=ProjectState.ADJUSTING)
    assert "云岭县社会事务局 ·" in treasurer.get(f"/projects/{draft.pk}/").content.decode()


def test_an_auditor_of_the_new_place_sees_what_moved_there(
    county: County, draft: Project, line: BudgetLine
) -> None:
    past = draft_project(by=county.officer, values={"title": "往年项目", "year": 2025})
    decide(past, county, amount=1, first_year=0)
    heir = Place.objects.create(
        code="539998", name="云谷区", level="county", parent=county.place.parent, listed_from=2020
    )
    merge_place(by=county.system, place=county.place, version=1, into=heir, year=2026)
    for each in (county.finance, county.civil):
        each.refresh_from_db()
        move_to_successor_place(by=county.system, body=each, version=each.version)
    deliver()
    [auditor] = agents_of(county.auditor.person, TODAY)
    assert auditor.body.place == heir
    assert set(projects(auditor)) == {draft, past}
    assert list(lines(auditor)) == [line]


def test_another_finance_office_decides_from_that_day_on(
    county: County, draft: Project, line: BudgetLine
) -> None:
    other = body("云岭县财政金融局", county.place, is_finance_office=True)
    Body.objects.filter(pk=other.pk).update(office=other)
    past, late = (
        draft_project(by=county.officer, values={"title": title, "year": 2025})
        for title in ("往年项目", "往年没有办完的项目")
    )
    decide(past, county, amount=1, first_year=0)
    BudgetLine.objects.filter(pk=line.pk).update(code="今年的")
    BudgetLine.objects.create(**columns(line) | {"year": 2025, "code": "往年的"})
    rename_body(
        by=county.system, body=county.civil, version=1, since=DAY, document=paper(county.civil), office=other
    )
    deliver()
    assert dict(Project.objects.values_list("title", "office__name")) == {
        draft.title: other.name,
        "往年项目": "云岭县财政局",
        "往年没有办完的项目": other.name,
    }
    assert dict(BudgetLine.objects.values_list("code", "office__name")) == {
        "今年的": other.name,
        "往年的": "云岭县财政局",
    }
    assert late.pk


def test_a_corrected_body_has_one_total_a_year(county: County, draft: Project) -> None:
    change_body(by=county.system, body=county.civil, version=1, credit_code=code_of("11"))
    deliver()
    [officer] = agents_of(county.officer.person, TODAY)
    draft_project(by=officer, values={"title": "第二个项目", "year": YEAR})
    words = set(Project.objects.values_list("purchaser_words", flat=True))
    assert words == {f"云岭县民政局（{code_of('11')}）"}


def test_a_correction_after_a_renaming_leaves_the_years_before_alone(county: County, draft: Project) -> None:
    draft_project(by=county.officer, values={"title": "往年项目", "year": 2025})
    named = "云岭县社会事务局"
    rename_body(
        by=county.system, body=county.civil, version=1, since=DAY, document=paper(county.civil), name=named
    )
    change_body(by=county.system, body=county.civil, version=2, credit_code=code_of("11"))
    deliver()
    assert dict(Project.objects.values_list("title", "purchaser_words")) == {
        draft.title: f"{named}（{code_of('11')}）",
        "往年项目": f"云岭县民政局（{county.civil.pk}）",
    }


def test_a_project_is_found_by_each_name_of_its_purchaser(county: County, draft: Project) -> None:
    rename_body(
        by=county.system,
        body=county.civil,
        version=1,
        since=DAY,
        document=paper(county.civil),
        name="云岭县社会事务局",
    )
    deliver()
    draft.refresh_from_db()
    [officer] = agents_of(county.officer.person, TODAY)
    save_project(project=draft.pk, by=officer, version=draft.version, values={"title": "上门护理"})
    treasurer = sign_in(county.treasurer)
    for name in ("民政局", "社会事务局", "上门护理"):
        found = treasurer.get("/projects/", {"q": name}).content.decode()
        assert f'href="/projects/{draft.pk}/"' in found
    assert (
        f'href="/projects/{draft.pk}/"' not in treasurer.get("/projects/", {"q": "教育局"}).content.decode()
    )


def test_what_no_project_has_from_its_body_leaves_projects_alone(county: County, draft: Project) -> None:
    version = Project.objects.get(pk=draft.pk).version
    change_body(by=county.system, body=county.civil, version=1, founded_on=date(1990, 1, 1))
    assert deliver() == 2
    assert Project.objects.get(pk=draft.pk).version == version
    assert not Entry.objects.filter(action="planning.projects.followed").exists()


def test_waivers_steps_and_the_tree_of_budgets_show_the_names_of_their_day(
    county: County, draft: Project, line: BudgetLine
) -> None:
    Waiver.objects.create(
        project=draft, rule="plan.duty-basis", rule_version="1", rule_title="有职责依据", reason="三定规定正在修订",
        person=county.lead.person, body=county.civil, day=date(2026, 5, 31), place_code=county.place.code,
    )  # fmt: skip
    decide(draft, county, law_day=date(2026, 5, 31), first_year=0)
    BudgetLine.objects.filter(pk=line.pk).update(year=2025)
    rename_body(
        by=county.system, body=county.civil, version=1, since=DAY, document=paper(county.civil),
        name="云岭县社会事务局",
    )  # fmt: skip
    officer = sign_in(county.officer)
    listed = officer.get("/projects/waivers/").content.decode().split("tbody")[1]
    [api] = officer.get("/api/projects/waivers").json()
    assert (listed.count("云岭县民政局"), listed.count("社会事务局")) == (2, 0)
    assert (api["purchaser"], api["body"]) == ("云岭县民政局", "云岭县民政局")
    assert "云岭县民政局 ·" in officer.get(f"/projects/{draft.pk}/adjust/").content.decode()
    assert "云岭县民政局" in officer.get("/budget/?year=2025").content.decode().split("tbody")[1]
