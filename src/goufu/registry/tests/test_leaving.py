"""Who leaves or falls ill hands over in one act: roles, what waits for them, sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu import wall_clock
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.registry.actions.appointments import appoint, delegate
from goufu.registry.actions.leaving import close_accounts, hand_over
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Appointment, Person
from goufu.registry.tests.county import County

DAY = timedelta(days=1)
SignedIn = Callable[[Agent], Client]
WHY = "调到别的单位工作"


@pytest.fixture
def heir(county: County) -> Person:
    return Person.objects.create(username="heir", name="接替人", enrolled_with=county.civil)


def roles(person: Person, days: int = 0) -> set[tuple[str, Role]]:
    found = agents_of(person, wall_clock.today() + days * DAY)
    return {(agent.body.name, role) for agent in found for role in agent.roles}


def test_at_once(county: County, heir: Person, signed_in: SignedIn) -> None:
    officer, yesterday = county.officer.person, wall_clock.today() - DAY
    client = signed_in(county.officer)
    assert client.get("/account/").status_code == 200
    before = roles(officer)
    hand_over(person=officer.pk, to=heir.pk, last_day=yesterday, reason=WHY, by=county.security)
    assert roles(officer) == set()
    assert roles(heir) == before
    officer.refresh_from_db()
    assert not officer.is_active
    assert client.get("/account/").status_code == 302
    entry = Entry.objects.get(action="registry.person.handed_over")
    assert (entry.object_id, entry.facts["heir"], entry.facts["reason"]) == (str(officer.pk), "接替人", WHY)
    [message] = ProcrastinateJob.objects.filter(task_name="core.hear").values_list("args", flat=True)
    assert message["message"] == "registry.person.left"
    assert message["facts"] == {"person": officer.pk}


def test_on_a_day_to_come(county: County, heir: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    officer, today = county.officer.person, wall_clock.today()
    before = roles(officer)
    hand_over(person=officer.pk, to=heir.pk, last_day=today + 3 * DAY, reason=WHY, by=county.security)
    assert (roles(officer, 3), roles(heir, 3)) == (before, set())
    assert (roles(officer, 4), roles(heir, 4)) == (set(), before)
    close_accounts()
    officer.refresh_from_db()
    assert officer.is_active
    monkeypatch.setattr("goufu.wall_clock.today", lambda: today + 4 * DAY)
    close_accounts()
    close_accounts()  # begun twice
    officer.refresh_from_db()
    assert not officer.is_active
    assert Entry.objects.filter(action="registry.person.left").count() == 1


@pytest.mark.parametrize(
    ("who", "handed"), [("officer", Role.PURCHASING_OFFICER), ("lead", Role.PURCHASING_LEAD)]
)
def test_delegations_end_and_only_own_roles_are_handed_on(
    county: County, heir: Person, who: str, handed: Role
) -> None:
    today = wall_clock.today()
    delegate(role=Role.PURCHASING_LEAD, to=county.officer.person.pk, last_day=today + 9 * DAY, by=county.lead)
    person = getattr(county, who).person
    hand_over(person=person.pk, to=heir.pk, last_day=today - DAY, reason=WHY, by=county.security)
    assert {role for _body, role in roles(heir)} == {handed}
    lent = Appointment.objects.exclude(delegated_by=None)
    assert [each.revoked_at is not None for each in lent] == [True]


def test_who_holds_the_role_already_keeps_it(county: County, heir: Person) -> None:
    today = wall_clock.today()
    appoint(
        person=heir.pk,
        body=county.civil.pk,
        role=Role.PURCHASING_OFFICER,
        first_day=today,
        by=county.security,
    )
    hand_over(
        person=county.officer.person.pk, to=heir.pk, last_day=today - DAY, reason=WHY, by=county.security
    )
    assert Appointment.objects.filter(person=heir).count() == 1


def test_nobody_needs_to_take_over_and_the_security_administrator_sees_what_is_empty(
    county: County, signed_in: SignedIn
) -> None:
    assert "没有人的岗位" not in signed_in(county.security).get("/").content.decode()
    yesterday = wall_clock.today() - DAY
    hand_over(person=county.officer.person.pk, to=None, last_day=yesterday, reason=WHY, by=county.security)
    page = signed_in(county.security).get("/").content.decode()
    assert f"{county.civil.name}没有{Role.PURCHASING_OFFICER.label}" in page
    assert "没有人的岗位" not in signed_in(county.officer).get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "days", "why"),
    [("system", 0, "长期担任系统管理员"), ("officer", -2, "已经过去"), ("security", 0, "自己的工作")],
)
def test_it_is_refused(county: County, who: str, days: int, why: str) -> None:
    person = getattr(county, who).person
    day = wall_clock.today() + days * DAY
    with pytest.raises(Refusal, match=why):
        hand_over(person=person.pk, to=None, last_day=day, reason=WHY, by=county.security)
    assert roles(person)


def test_an_heir_of_another_family_is_refused_and_nothing_is_changed(county: County) -> None:
    officer = county.officer.person
    with pytest.raises(Refusal, match="不同的人担任"):
        hand_over(
            person=officer.pk,
            to=county.audit.person.pk,
            last_day=wall_clock.today() - DAY,
            reason=WHY,
            by=county.security,
        )
    assert roles(officer)
    assert Person.objects.get(pk=officer.pk).is_active


def test_only_a_security_administrator_does_it(county: County, heir: Person) -> None:
    for other in (county.system, county.lead, county.audit):
        with pytest.raises(NotAllowed):
            hand_over(
                person=county.officer.person.pk,
                to=heir.pk,
                last_day=wall_clock.today(),
                reason=WHY,
                by=other,
            )


def test_the_page_says_what_waits_and_hands_over(county: County, heir: Person, signed_in: SignedIn) -> None:
    client, officer = signed_in(county.security), county.officer.person
    page = client.get(f"/people/{officer.pk}/").content.decode()
    assert f'href="/people/{officer.pk}/hand-over/"' in page
    page = client.get(f"/people/{officer.pk}/hand-over/").content.decode()
    assert "现在没有等这个人办的事" in page
    assert '<option value="" selected>——</option>' in page
    assert "接替人（还没有岗位）" in page and f"{county.lead.person.name}（采购负责人）" in page
    assert county.teacher.person.name not in page  # of another body
    given = {
        "once": str(uuid4()),
        "version": str(officer.version),
        "to": str(heir.pk),
        "last_day": str(wall_clock.today()),
        "reason": WHY,
    }
    forgotten = client.post(f"/people/{officer.pk}/hand-over/", given | {"to": ""})
    assert forgotten.status_code == 422 and "请选择谁来接" in forgotten.content.decode()
    assert client.post(f"/people/{officer.pk}/hand-over/", given).status_code == 302
    assert "最后一天" in client.get(f"/people/{officer.pk}/").content.decode()


def test_that_nobody_takes_over_is_chosen_where_somebody_could(county: County, signed_in: SignedIn) -> None:
    client, officer = signed_in(county.security), county.officer.person
    address = f"/people/{officer.pk}/hand-over/"
    given = {"version": str(officer.version), "last_day": str(wall_clock.today()), "reason": WHY}
    assert client.post(address, given | {"once": str(uuid4())}).status_code == 422
    assert client.post(address, given | {"once": str(uuid4()), "to": "nobody"}).status_code == 302
    officer.refresh_from_db()
    assert officer.leaves_on == wall_clock.today()


def test_nobody_hands_roles_to_oneself(county: County) -> None:
    other = Person.objects.create(username="other", name="另一位安全员", enrolled_with=county.finance)
    appoint(
        person=other.pk,
        body=county.civil.pk,
        role=Role.SECURITY_ADMIN,
        first_day=wall_clock.today(),
        by=county.security,
    )
    with pytest.raises(Refusal, match="不能给自己授予岗位"):
        hand_over(
            person=other.pk,
            to=county.security.person.pk,
            last_day=wall_clock.today(),
            reason=WHY,
            by=county.security,
        )
    assert {body for body, _role in roles(county.security.person)} == {county.finance.name}


def test_who_held_the_role_for_some_days_holds_it_for_good(county: County, heir: Person) -> None:
    audit, today = county.audit, wall_clock.today()
    for first, last in ((2, 3), (6, 8)):
        appoint(
            person=heir.pk,
            body=audit.body.pk,
            role=Role.AUDIT_ADMIN,
            first_day=today + first * DAY,
            last_day=today + last * DAY,
            by=county.security,
        )
    hand_over(person=audit.person.pk, to=heir.pk, last_day=today - DAY, reason=WHY, by=county.security)
    held = {(audit.body.name, Role.AUDIT_ADMIN)}
    assert [roles(heir, days) for days in range(10)] == [held] * 10
