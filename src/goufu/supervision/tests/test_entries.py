"""What auditors see of the journal: their place's entries, filtered, one page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from goufu import wall_clock
from goufu.core.kept_rules import text_of
from goufu.core.opinion import Opinion
from goufu.core.roles import Role
from goufu.journal import actions, naming, rulebooks
from goufu.journal.models import Entry
from goufu.law.load import load_rulebook
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Place
from goufu.registry.tests.county import County, agent, body
from goufu.supervision import queries
from goufu.supervision.tests.conftest import SignIn, log


@pytest.fixture
def elsewhere(county: County) -> Agent:
    """An officer of another county."""
    place = Place.objects.create(code="539998", name="别县", level="county", listed_from=1980)
    return agent("钱经办", body("别县民政局", place), Role.PURCHASING_OFFICER)


def actions_seen(by: Agent, **asked: Any) -> list[str]:
    return [entry.person_name for entry in queries.page_of(by, asked).entries]


def test_an_auditor_sees_what_bodies_of_his_place_did_and_the_audit_administrator_all(
    county: County, elsewhere: Agent
) -> None:
    log(county.officer)
    log(county.teacher)
    log(elsewhere)
    assert actions_seen(county.auditor) == ["赵经办", "李经办"]
    assert actions_seen(county.audit) == ["钱经办", "赵经办", "李经办"]


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 18),
        ({"since": date(2026, 11, 22)}, 6),
        ({"until": date(2026, 11, 20)}, 6),
        ({"since": date(2026, 11, 21), "until": date(2026, 11, 21)}, 6),
        ({"since": date(2026, 12, 1)}, 0),
        ({"until": date(2026, 1, 1)}, 0),
        ({"person": "李经"}, 12),
        ({"person": "无此人"}, 0),
        ({"body": "教育"}, 6),
        ({"action": "planning.project.submitted"}, 18),
        ({"action": "planning.project.approved"}, 0),
        ({"kind": "project", "number": "1"}, 6),
    ],
)
def test_filters(county: County, asked: dict[str, Any], count: int) -> None:
    assert len(actions_seen(county.auditor, **asked)) == count


def test_a_name_with_too_many_bearers_is_said_to_be_looked_for_in_part(
    county: County, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        log_of(county, body(f"养老院{number}", county.place, office=county.finance))
    said, client = "下面可能不全", signed_in(county.audit)

    def asked(query: str) -> tuple[int, bool]:
        page = client.get(f"/journal/?{query}")
        return len(page.context["rows"]), said in page.content.decode()

    assert asked("kind=body&number=养老院") == (3, False)
    monkeypatch.setattr(naming, "SEARCHED", 2)
    assert asked("kind=body&number=养老院") == (2, True)
    monkeypatch.setattr(naming, "SEARCHED", 50_000)
    monkeypatch.setattr(naming, "NAMESAKES", 2)
    assert asked("kind=body&number=养老院") == (2, True)
    assert asked("kind=body&number=养老院0") == (1, False)
    assert asked("person=经办") == (3, False)
    monkeypatch.setattr(queries, "NAMESAKES", 1)
    assert asked("person=经办") == (0, True)  # of the other officer, the last to come
    assert asked("person=李经办") == (3, False)


def log_of(county: County, thing: Body) -> None:
    with transaction.atomic():
        actions.record("registry.body.renamed", by=county.officer.actor, subject=("body", thing.pk))


def test_pages_go_on_where_the_one_before_ended(
    county: County, elsewhere: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 4)
    monkeypatch.setattr(queries, "RECENT", 3)
    mine = [entry.pk for entry in log(county.officer, 5)]
    log(elsewhere, 6)
    mine += [entry.pk for entry in log(county.officer, 2)]
    seen, before = [], None
    while True:
        page = queries.page_of(county.auditor, {}, before)
        seen += [entry.pk for entry in page.entries]
        before = page.older
        if before is None:
            break
    assert seen == mine[::-1]


def test_the_list_says_everything_in_words(county: County, signed_in: SignIn) -> None:
    log(county.officer, action="accounts.key.issued")
    client = signed_in(county.auditor)
    page = client.get("/journal/").content.decode()
    assert "新建了接口令牌" in page
    assert "李经办" in page
    assert "云岭县民政局" in page


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("since=2026-13-01", "“2026-13-01”不是日期"),
        ("since=2026-11-02&until=2026-11-01", "结束的日期早于开始的日期"),
        ("number=5", "请先选是哪一种对象"),
        ("before=%F0%9F%98%80", "李经办"),
        ("before=99999999999999999999", "李经办"),
    ],
)
def test_bad_questions_are_answered_at_their_field(
    county: County, signed_in: SignIn, asked: str, message: str
) -> None:
    log(county.officer)
    client = signed_in(county.audit)
    answer = client.get(f"/journal/?{asked}")
    assert answer.status_code == 200
    assert message in answer.content.decode()


def test_an_entry_tells_facts_answers_and_seal(county: County, signed_in: SignIn) -> None:
    with transaction.atomic():
        entry = actions.record(
            "registry.body.renamed",
            by=county.officer.actor,
            subject=("body", 1),
            facts={
                "body.name": ["民政局", "民政和养老局"],
                "body.kind": ["state_organ", None],
                "理由": "机构改革",
            },
            answers=[
                {
                    "rule": "plan.budgeted",
                    "verdict": "f",
                    "articles": ["order-102:17", "gone:1"],
                    "version": 1,
                },
                {"rule": "no.such.rule", "verdict": "odd"},
            ],
        )
    client = signed_in(county.auditor)
    page = client.get(f"/journal/entries/{entry.pk}/").content.decode()
    assert "<del>民政局</del>" in page
    assert "<ins>民政和养老局</ins>" in page
    assert "机构改革" in page
    assert "不符合" in page
    assert "/rules/plan.budgeted/" in page
    assert "no.such.rule" in page
    assert "还没有存证" in page
    actions.seal()
    assert "次存证里" in client.get(f"/journal/entries/{entry.pk}/").content.decode()


def test_things_are_named_and_found_by_name(county: County, signed_in: SignIn) -> None:
    with transaction.atomic():
        for body in (county.civil, county.education):
            actions.record("registry.body.renamed", by=county.officer.actor, subject=("body", body.pk))
    client = signed_in(county.audit)
    page = client.get("/journal/").content.decode()
    assert f"{county.civil.name}</a>" in page
    found = client.get("/journal/", {"kind": "body", "number": county.civil.name[-3:]}).content.decode()
    assert f"{county.civil.name}</a>" in found
    assert f"{county.education.name}</a>" not in found
    assert (
        county.civil.name
        in client.get(f"/journal/entries/{Entry.objects.earliest('pk').pk}/").content.decode()
    )
    assert (
        "没有符合条件的日志"
        in client.get("/journal/", {"kind": "body", "number": "没有这个单位"}).content.decode()
    )
    assert client.get("/journal/", {"kind": "body", "number": "9" * 60}).status_code == 200
    assert client.get("/journal/", {"kind": "journal", "number": "all"}).status_code == 200


def test_one_person_s_savings_in_a_row_are_one(county: County, signed_in: SignIn) -> None:
    begun = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
    for minutes, by, number in (
        (0, county.officer, 1), (9, county.officer, 1), (18, county.officer, 1),
        (29, county.officer, 1),  # later than ten minutes
        (30, county.teacher, 1), (31, county.teacher, 2),
    ):  # fmt: skip
        with (
            wall_clock.telling(wall_clock.standing(begun + timedelta(minutes=minutes))),
            transaction.atomic(),
        ):
            actions.record("planning.project.saved", by=by.actor, subject=("project", number))
    page = signed_in(county.audit).get("/journal/").content.decode()
    assert page.count("修改了项目") - page.count(">修改了项目</option>") == 4
    assert page.count("连着 3 次") == page.count("连着") == 1


def test_a_decision_is_never_folded(county: County, signed_in: SignIn) -> None:
    log(county.officer, 1)
    log(county.officer, 1)
    assert "连着" not in signed_in(county.audit).get("/journal/").content.decode()


def test_an_entry_reads_the_same_after_its_rules_were_changed_and_removed(
    county: County, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    opinion = Opinion.of_facts(
        "plan", {"purchaser_kind": "enterprise"}, rules=["plan.purchaser-kind", "plan.budgeted"]
    )
    with transaction.atomic():
        rulebooks.keep(*text_of(opinion.question))
        entry = actions.record(
            "planning.project.submitted",
            by=county.officer.actor,
            subject=("project", 1),
            answers=[opinion.log_form()],
        )
    client = signed_in(county.auditor)
    book = load_rulebook()
    titles = [book.rules[each.rule.id].title for each in opinion.answers]
    before = client.get(f"/journal/entries/{entry.pk}/").content.decode()
    later = replace(
        book,
        rules={
            "plan.budgeted": replace(book.rules["plan.budgeted"], title="改过的规则"),
        },
        instruments={},
    )
    monkeypatch.setattr("goufu.supervision.reading.load_rulebook", lambda: later)
    after = client.get(f"/journal/entries/{entry.pk}/").content.decode()
    for title in titles:
        assert title in before
        assert title in after
    assert "改过的规则" not in after
    assert "/rules/plan.purchaser-kind/" in before
    assert "/rules/plan.purchaser-kind/" not in after
    assert [
        cite in after for ref in book.rules["plan.purchaser-kind"].articles for cite in [book.cite(ref)]
    ] == [
        True,
        True,
        True,
    ]
    assert " 版" not in before


def test_entries_of_other_places_are_not_there(county: County, elsewhere: Agent, signed_in: SignIn) -> None:
    [entry] = log(elsewhere)
    client = signed_in(county.auditor)
    for address in ("", "proof/"):
        assert client.get(f"/journal/entries/{entry.pk}/{address}").status_code == 404
    assert not Entry.objects.filter(action__startswith="supervision.").exists()
