"""Roles: who gives them, how long they are lent, and that the three administrators stay three people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.action import history
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.roles import Role
from goufu.registry.actions.appointments import appoint, delegate, end_appointment, withdraw
from goufu.registry.actions.people import deactivate_person
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.tests.county import County, body, sign_in

ONE_DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def give(
    county: County,
    person: Person,
    role: Role,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Appointment:
    return appoint(
        person=person.pk,
        body=county.civil.pk,
        role=role,
        first_day=first_day or today(),
        last_day=last_day,
        by=county.security,
    )


def roles_on(person: Person, day: date) -> set[Role]:
    return {role for agent in agents_of(person, day) for role in agent.roles}


def held(agent: Agent) -> Appointment:
    return Appointment.objects.get(person=agent.person)


def test_a_role_is_held_from_the_first_day_to_the_last(county: County, newcomer: Person) -> None:
    last = today() + timedelta(days=10)
    made = give(county, newcomer, Role.PURCHASING_OFFICER, last_day=last)
    assert roles_on(newcomer, today()) == roles_on(newcomer, last) == {Role.PURCHASING_OFFICER}
    assert roles_on(newcomer, last + ONE_DAY) == set()
    assert made.last_day == last
    entry = history(newcomer).get()
    assert (entry.action, entry.facts["role"]) == ("registry.appointment.made", "采购经办人")


def test_only_a_security_administrator_gives_roles(county: County, newcomer: Person) -> None:
    for other in (county.system, county.audit, county.lead):
        with pytest.raises(NotAllowed):
            appoint(
                person=newcomer.pk,
                body=county.civil.pk,
                role=Role.PURCHASING_OFFICER,
                first_day=today(),
                by=other,
            )


def test_nobody_gives_himself_a_role_or_takes_his_own(county: County) -> None:
    with pytest.raises(Refusal, match="不能给自己"):
        give(county, county.security.person, Role.SECURITY_ADMIN)
    give_second_administrator(county, Role.SECURITY_ADMIN)
    with pytest.raises(Refusal, match="不能停止自己"):
        end_appointment(appointment=held(county.security).pk, last_day=today(), by=county.security)


def give_second_administrator(county: County, role: Role) -> Person:
    person = Person.objects.create(username=f"second {role}", name="接替人")
    give(county, person, role)
    return person


@pytest.mark.parametrize("role", [Role.PURCHASING_OFFICER, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_roles_of_two_families_are_refused_in_the_constraint_s_words(
    county: County, newcomer: Person, role: Role
) -> None:
    give(county, newcomer, Role.SECURITY_ADMIN)
    with pytest.raises(Refusal, match="必须由不同的人担任"):
        give(county, newcomer, role)


def test_a_role_does_not_begin_in_the_past(county: County, newcomer: Person) -> None:
    with pytest.raises(Refusal, match="过去") as refused:
        give(county, newcomer, Role.PURCHASING_OFFICER, first_day=today() - ONE_DAY)
    assert refused.value.field == "first_day"


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_the_last_of_each_administrator_stays(county: County, role: str, newcomer: Person) -> None:
    give(county, newcomer, Role.SECURITY_ADMIN)  # so that somebody else can end the first one's
    [other] = agents_of(newcomer, today())
    if role == "security":
        end_appointment(
            appointment=Appointment.objects.get(person=newcomer).pk, last_day=today(), by=county.security
        )
    agent: Agent = getattr(county, role)
    with pytest.raises(Refusal, match="没有长期担任"):
        end_appointment(appointment=held(agent).pk, last_day=today(), by=other)
    if role != "system":
        with pytest.raises(Refusal, match="唯一的"):
            deactivate_person(person=agent.person.pk, reason="退休离岗了", by=county.system)
    give_second_administrator(county, Role(f"{role}_admin"))
    end_appointment(appointment=held(agent).pk, last_day=today(), by=other)
    assert roles_on(agent.person, today() + ONE_DAY) == set()


def test_a_role_ends_at_once_with_yesterday_s_date(county: County) -> None:
    end_appointment(appointment=held(county.officer).pk, last_day=today() - ONE_DAY, by=county.security)
    assert roles_on(county.officer.person, today()) == set()


def test_what_began_today_can_end_at_once(county: County, newcomer: Person) -> None:
    made = give(county, newcomer, Role.PURCHASING_OFFICER)
    end_appointment(appointment=made.pk, last_day=today() - ONE_DAY, by=county.security)
    kept = Appointment.objects.get(person=newcomer)
    assert (kept.first_day, kept.last_day) == (today(), today())
    assert kept.revoked_at and roles_on(newcomer, today()) == roles_on(newcomer, today() + ONE_DAY) == set()
    with pytest.raises(Refusal, match="已经结束"):
        end_appointment(appointment=kept.pk, last_day=today(), by=county.security)
    page = sign_in(county.security).get(f"/people/{newcomer.pk}/").content.decode()
    assert f"当天 {timezone.localtime(kept.revoked_at):%H:%M} 停止" in page and "采购经办人" in page
    give(county, newcomer, Role.SECURITY_ADMIN)  # it was given to the wrong person, or by the wrong name
    assert history(newcomer)[1].action == "registry.appointment.ended"


def test_what_has_not_begun_is_taken_back(county: County, newcomer: Person) -> None:
    made = give(county, newcomer, Role.PURCHASING_OFFICER, first_day=today() + 2 * ONE_DAY)
    end_appointment(appointment=made.pk, last_day=today(), by=county.security)
    assert not Appointment.objects.filter(person=newcomer).exists()


def test_what_is_over_is_not_changed(county: County) -> None:
    appointment = held(county.officer)
    end_appointment(appointment=appointment.pk, last_day=today() - ONE_DAY, by=county.security)
    with pytest.raises(Refusal, match="已经结束"):
        end_appointment(appointment=appointment.pk, last_day=today(), by=county.security)


def lend(county: County, last_day: date, **more: object) -> Appointment:
    given_ = {"role": Role.PURCHASING_LEAD, "to": county.officer.person.pk, "by": county.lead} | more
    return delegate(last_day=last_day, **given_)  # type: ignore[arg-type]


def test_a_role_is_lent_until_a_day_and_then_is_not(county: County) -> None:
    last = today() + timedelta(days=14)
    lend(county, last)
    assert Role.PURCHASING_LEAD in roles_on(county.officer.person, last)
    assert Role.PURCHASING_LEAD not in roles_on(county.officer.person, last + ONE_DAY)
    assert Role.PURCHASING_LEAD in roles_on(county.lead.person, last)


@pytest.mark.parametrize(("days", "said"), [(-1, "已经过去"), (181, "最长180天")])
def test_a_role_is_lent_for_half_a_year_at_most(county: County, days: int, said: str) -> None:
    lend(county, today() + timedelta(days=180))
    Appointment.objects.filter(delegated_by=county.lead.person).delete()
    with pytest.raises(Refusal, match=said) as refused:
        lend(county, today() + timedelta(days=days))
    assert refused.value.field == "last_day"


def test_what_was_lent_is_not_lent_on(county: County) -> None:
    lend(county, today() + ONE_DAY)
    third = Person.objects.create(username="third", name="第三人")
    give(county, third, Role.PURCHASING_OFFICER)
    borrower = next(agent for agent in agents_of(county.officer.person, today()))
    with pytest.raises(Refusal, match="不能再委托"):
        lend(county, today() + ONE_DAY, to=third.pk, by=borrower)


def test_a_role_is_lent_within_the_body_only(county: County) -> None:
    with pytest.raises(Refusal, match="本单位"):
        lend(county, today() + ONE_DAY, to=county.teacher.person.pk)


def test_an_administrator_lends_nothing(county: County) -> None:
    with pytest.raises(NotAllowed):
        lend(county, today() + ONE_DAY, role=Role.SECURITY_ADMIN, by=county.security)


def test_what_was_lent_is_taken_back_at_once(county: County) -> None:
    lent = lend(county, today() + ONE_DAY)
    withdraw(appointment=lent.pk, by=county.lead)
    assert roles_on(county.officer.person, today()) == {Role.PURCHASING_OFFICER}


def test_what_was_lent_ends_with_the_lender_s_own_role(county: County) -> None:
    lend(county, today() + timedelta(days=30))
    end_appointment(appointment=held(county.lead).pk, last_day=today() + ONE_DAY, by=county.security)
    assert Role.PURCHASING_LEAD in roles_on(county.officer.person, today() + ONE_DAY)
    assert Role.PURCHASING_LEAD not in roles_on(county.officer.person, today() + 2 * ONE_DAY)


def test_nothing_is_lent_beyond_the_lender_s_own_term(county: County) -> None:
    end_appointment(appointment=held(county.lead).pk, last_day=today() + ONE_DAY, by=county.security)
    with pytest.raises(Refusal, match="任期"):
        lend(county, today() + 2 * ONE_DAY)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["appoint", "delegate", "end"]),
        st.integers(0, 3),
        st.sampled_from(list(Role)),
        st.integers(-1, 3),
        st.integers(0, 3),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_nobody_holds_roles_of_two_families_on_one_day(
    county: County, steps: list[tuple[str, int, Role, int, int]]
) -> None:
    people = [county.officer.person, county.lead.person, county.teacher.person, *newcomers()]
    for verb, who, role, start, length in steps:
        first = today() + timedelta(days=start)
        last = first + timedelta(days=length)
        try:
            if verb == "appoint":
                give(county, people[who], role, first_day=first, last_day=last)
            elif verb == "delegate":
                for agent in agents_of(people[who], today()):
                    delegate(role=role, to=people[length].pk, last_day=last, by=agent)
            else:
                for each in Appointment.objects.filter(person=people[who]):
                    end_appointment(appointment=each.pk, last_day=last, by=county.security)
        except Refusal:
            continue
    for person in people:
        for day in range(8):
            assert len({role.family for role in roles_on(person, today() + timedelta(days=day))}) <= 1


def newcomers() -> list[Person]:
    person, _ = Person.objects.get_or_create(username="fourth", defaults={"name": "第四人"})
    return [person]


def test_nobody_acts_for_a_provider_who_buys_or_administers(county: County) -> None:
    provider = body("福寿居家养老服务中心", county.place, kind="social_service_organisation")
    for agent in (county.officer, county.treasurer, county.auditor, county.system):
        with pytest.raises(Refusal, match="必须由不同的人担任"):
            _as_agent_of(county, provider, agent.person)
    assert Role.PROVIDER_AGENT.family == "provider"


def test_what_can_t_provide_has_no_provider_s_agent(county: County, newcomer: Person) -> None:
    with pytest.raises(Refusal, match="不能作承接主体") as refused:
        give(county, newcomer, Role.PROVIDER_AGENT)
    assert refused.value.field == "role"


def test_only_a_finance_office_has_finance_officers(county: County, newcomer: Person) -> None:
    with pytest.raises(Refusal, match="云岭县民政局不是财政部门") as refused:
        give(county, newcomer, Role.FINANCE_OFFICER)
    assert refused.value.field == "role"
    made = appoint(
        person=newcomer.pk,
        body=county.finance.pk,
        role=Role.FINANCE_OFFICER,
        first_day=today(),
        by=county.security,
    )
    assert roles_on(newcomer, today()) == {made.role}


def _as_agent_of(county: County, at: Body, person: Person) -> Appointment:
    return appoint(
        person=person.pk, body=at.pk, role=Role.PROVIDER_AGENT, first_day=today(), by=county.security
    )
