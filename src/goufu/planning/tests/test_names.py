"""People read names: no primary key and no rule's id in log entries, in sentences of rules, or on pages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.apps import apps

from goufu import wall_clock
from goufu.catalogue.models import Comment, Edition
from goufu.core.tests.messages import deliver
from goufu.funds.models import BudgetLine
from goufu.journal.models import Entry
from goufu.journal.words import facts_in_words
from goufu.planning.actions.deciding import (
    adjust_project,
    approve_project,
    return_project,
    submit_project,
    waive_rules,
)
from goufu.planning.actions.writing import save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.registry.actions.providers import add_entry, correct_entry
from goufu.registry.actions.renaming import rename_body
from goufu.registry.actions.succession import merge_bodies
from goufu.registry.models import Appointment, Body, Debarment
from goufu.registry.queries.bodies import as_suggestion
from goufu.registry.tests.county import County, body, sign_in
from goufu.registry.tests.papers import paper

# The number of a row as entries store it, or as a field once had it; the id of a rule.
RAW = re.compile(r"（第\d+号）|№|\b(?:plan|award)\.[a-z]+-")
DAY = date(2026, 6, 1)


def relations() -> set[str]:
    """The titles of all fields that refer to another row."""
    ours = (each for each in apps.get_models() if each.__module__.startswith("goufu."))
    return {str(field.verbose_name) for model in ours for field in model._meta.fields if field.is_relation}


def raw(text: str) -> list[str]:
    """What a text shows that only the database knows."""
    numbered = (f"{each.name}（{each.pk}）" for each in Body.objects.all())
    return [*RAW.findall(text), *(each for each in numbered if each in text)]


def raw_in(entry: Entry) -> list[str]:
    """What an entry shows that only the database knows."""
    titles = relations()
    return [
        f"{entry.action} {said.title}：{text}"
        for said in facts_in_words(entry)
        for text in (said.before, said.value)
        if text and (raw(text) or (said.title in titles and text.isdigit()))
    ]


@pytest.fixture
def home(county: County) -> Body:
    return body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")


@pytest.fixture
def much(county: County, draft: Project, line: BudgetLine, home: Body) -> None:
    """A project on its whole way, and its provider and purchaser renamed, noted and merged."""
    wanting = save_project(
        project=draft.pk, by=county.officer, version=draft.version,
        values={"provider": as_suggestion(home), "duty_basis": "", "title": "云岭县路灯节能合同能源管理服务"},
    )  # fmt: skip
    waive_rules(
        project=wanting.pk, reasons={"plan.duty-basis": "三定规定正在修订，已经征求编办意见"}, by=county.lead
    )
    submit_project(project=draft.pk, by=county.officer)
    return_project(project=draft.pk, by=county.treasurer, reason="名称要写清楚")
    submit_project(project=draft.pk, by=county.officer)
    reviewed = [each.rule.id for each in opinion_on(draft.pk).to_review]
    assert reviewed
    approve_project(project=draft.pk, by=county.treasurer, reviewed=reviewed)
    adjust_project(project=draft.pk, by=county.officer, reason="服务人数增加")
    day = wall_clock.today() - timedelta(days=40)
    entry = Debarment(
        body=home, starts_on=day, ends_on=day, decision_number="云财采〔2026〕1号", authority="县财政局"
    )
    add_entry(by=county.treasurer, entry=entry)
    right = Debarment(
        body=home, starts_on=day, ends_on=day, decision_number="云财采〔2026〕2号", authority="县财政局"
    )
    correct_entry(by=county.treasurer, entry=entry, version=1, right=right, reason="文号录错了一位")
    Edition.objects.create(owner=county.civil, kind="department", title="民政目录", number=1, state="draft")
    edition = Edition.objects.create(
        owner=county.finance, kind="level", title="目录", number=9, state="draft"
    )
    Comment.objects.create(edition=edition, body=county.civil, asked_on=DAY, due_on=DAY)
    rename_body(
        by=county.system,
        body=home,
        version=home.version,
        since=DAY,
        document=paper(home),
        name="云岭县康宁养老院",
    )
    Appointment.objects.filter(body=county.civil).delete()
    county.education.refresh_from_db()
    merge_bodies(
        by=county.system, into=county.education, version=county.education.version, ended=[county.civil],
        since=DAY, document=paper(county.education),
    )  # fmt: skip
    deliver()


@pytest.mark.usefixtures("much")
def test_every_row_that_an_entry_shows_has_a_name(county: County) -> None:
    entries = list(Entry.objects.all())
    assert len({each.action for each in entries}) > 15
    assert [shown for each in entries for shown in raw_in(each)] == []


@pytest.mark.usefixtures("much")
def test_no_page_shows_a_number_of_the_database(
    county: County, draft: Project, line: BudgetLine, home: Body
) -> None:
    edition = Edition.objects.get(title="民政目录")
    for agent in (county.treasurer, county.system, county.teacher, county.auditor):
        client = sign_in(agent)
        for address in (
            f"/projects/{draft.pk}/", f"/projects/{draft.pk}/edit/", f"/budget/lines/{line.pk}/",
            f"/bodies/{home.pk}/", f"/bodies/{county.civil.pk}/", f"/bodies/{county.education.pk}/",
            f"/bodies/{county.nursing.pk}/change/", f"/catalogue/editions/{edition.pk}/", "/",
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code < 500, address
            page = re.sub(r"<option.*?</option>", "", answer.content.decode())
            filled = " ".join(re.findall(r'value="([^"]*)"', page))
            text = unescape(f"{re.sub(r'<[^>]+>', ' ', page)} {filled}")
            assert raw(text) == [], address


@pytest.mark.usefixtures("much")
def test_the_history_of_a_line_names_its_bodies(county: County, line: BudgetLine) -> None:
    page = sign_in(county.treasurer).get(f"/budget/lines/{line.pk}/").content.decode()
    assert "单位：云岭县民政局 → 云岭县教育体育局" in page


def test_a_rules_sentence_names_the_purchaser_as_people_do(county: County, draft: Project) -> None:
    values = {"facts": draft.facts | {"no_reserve_reason": ""}, "amount": Decimal(9000000)}
    save_project(project=draft.pk, by=county.officer, version=draft.version, values=values)
    sentences = [each.message for each in opinion_on(draft.pk).failed if "云岭县民政局" in each.message]
    assert sentences
    assert not [each for each in sentences if raw(each)]


@pytest.mark.django_db
def test_the_doubts_that_were_looked_at_are_named() -> None:
    entry = Entry(
        action="funds.budget_file.imported",
        facts={"checked": {"checked-amount": 3, "checked-fund": 1, "checked-classes": 2}},
    )
    assert [(said.title, said.value) for said in facts_in_words(entry)] == [
        (
            "已逐条核对的疑点",
            "金额和可比的指标相差一千倍以上，可能把元和万元写错了：3；"
            "资金性质不在已知的清单里（清单待核对）：1；"
            "同一个项目编码已有别的科目或者资金性质的指标，导入以后两条都在：2",
        )
    ]
