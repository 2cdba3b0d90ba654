"""Everybody whom permissions.csv knows.

The things asked for belong to the civil affairs bureau of 云岭县. COLUMNS are the people with answers of their own; TWINS are
answered as one of them; FROM_AFAR says as whom somebody is answered who asks for a thing of 临江县.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from goufu.accounts.models import ApiKey
from goufu.accounts.queries import digest_of
from goufu.core.roles import Role
from goufu.registry.actions.people import deactivate_person
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.tests.county import County, a_provider, agent, an_agency, body, make_county, sign_in

ANONYMOUS = "anonymous"
COLUMNS = (
    ANONYMOUS,
    "roleless",  # signed in, and appointed to nothing
    "purchasing_officer",  # of the bureau whose things are asked for, as is the lead
    "purchasing_lead",
    "parent_lead",  # lead of the body above the bureau
    "child_lead",  # lead of the unit below it
    "elsewhere",  # purchasing officer of another bureau of the county
    "finance_officer",  # of the office that pays for the bureau
    "second_office",  # finance officer of an office of the same county that does not
    "auditor",  # of the county
    "province_auditor",
    "provider_agent",  # of a provider in the county
    "agency_agent",  # of an agency, to which nothing but what a_delegation makes is delegated
    "system_admin",
    "security_admin",
    "audit_admin",
    "other_officer",  # the same roles in the other county of the province
    "other_lead",
    "other_finance",
    "other_auditor",
)
TWINS = {
    "deactivated": (ANONYMOUS, "purchasing_lead"),  # after she had signed in, and with a key that still runs
    "ended_yesterday": ("roleless", "purchasing_lead"),
    "starts_tomorrow": ("roleless", "purchasing_lead"),
    "of_a_closed_body": ("roleless", "elsewhere"),
    "last_day_today": ("purchasing_lead", "roleless"),
    "first_day_today": ("purchasing_lead", "roleless"),
    "delegate": (
        "purchasing_lead",
        "purchasing_officer",
    ),  # an officer to whom a lead lent her role until today
    "delegate_until_yesterday": ("purchasing_officer", "purchasing_lead"),
    "delegate_at_work_elsewhere": ("elsewhere", "purchasing_lead"),  # what the bureau lent counts there alone
}  # answered as the first; asked wherever the second, for whom a mistake would take them, is answered otherwise
OF_ONE_PERSON = {
    "accounts:revoke_key",
    "api:keys",
    "api:keys-again",
    "api:keys-answer",
    "api:keys-give",
    "api:keys-plan",
    "api:keys-sheet",
    "api:opening",
    "api:opening-attend",
    "api:opening-begin",
    "api:opening-close",
    "api:opening-join",
    "api:opening-outsides",
    "api:opening-paper",
    "api:opening-paper-check",
    "api:opening-paper-scans",
    "api:opening-peel",
    "api:opening-read",
    "api:opening-scans-check",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "procurement:answer_rehearsal",
    "procurement:begin_opening",
    "procurement:check_paper",
    "procurement:check_scan",
    "procurement:decide_late",
    "procurement:give_key",
    "procurement:hand_back",
    "procurement:make_sheet",
    "procurement:outsides",
    "procurement:peel",
    "procurement:plan_keys",
    "procurement:read_paper",
    "procurement:rehearsal",
    "procurement:scan_paper",
    "procurement:show_files",
    "registry:withdraw",
}  # what the officer, the lead, or a custodian elsewhere has herself, and no twin
FROM_AFAR = {
    "purchasing_officer": "other_officer",
    "purchasing_lead": "other_lead",
    "parent_lead": "other_lead",
    "child_lead": "other_lead",
    "elsewhere": "other_officer",
    "finance_officer": "other_finance",
    "second_office": "other_finance",
    "auditor": "other_auditor",
    "other_officer": "purchasing_officer",
    "other_lead": "purchasing_lead",
    "other_finance": "finance_officer",
    "other_auditor": "auditor",
}  # all others are answered in both counties alike; a provider's agent is asked for her own things by the rooms' tests
DAY = timedelta(days=1)
OFFICER, LEAD = Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD


@dataclass(frozen=True)
class Guest:
    """Somebody who asks: in a browser, and as a program with a key."""

    browser: Client
    program: Client


@dataclass(frozen=True)
class Cast:
    county: County
    other: County
    guests: dict[str, Guest]  # by column or twin


def make_cast() -> Cast:
    county, other = _below_a_government(make_county()), make_county("临江县", "539998", "二")
    people = _people(county, other)
    guests = {name: Guest(sign_in(agent), _program(agent)) for name, agent in people.items()}
    deactivate_person(person=people["deactivated"].person.pk, reason="调离，账号停用", by=county.system)
    return Cast(county, other, {ANONYMOUS: Guest(Client(), Client()), **guests})


def _people(county: County, other: County) -> dict[str, Agent]:
    civil, education, today = county.civil, county.education, timezone.localdate()
    lender = agent("委托人", civil, LEAD).person
    province, parent = county.place.parent, civil.parent
    assert province and parent
    zone = body("云岭经开区财政局", county.place, is_finance_office=True)
    zone.office = zone
    zone.save()
    closed = body("云岭县扶贫办公室", county.place, office=county.finance, is_active=False)

    def holds(name: str, role: Role, first: date, after: date | None, at: Body = civil) -> Agent:
        return _appointed(_person(name), at, role, first, after)

    def delegate(name: str, after: date) -> Agent:
        person = _person(name)
        _appointed(person, civil, OFFICER, today - 9 * DAY, None)
        return _appointed(person, civil, LEAD, today - 9 * DAY, after, lender)

    borrower = delegate("在教育局办事的受托人", today + DAY).person
    return {
        "roleless": Agent(_person("没有岗位的人"), civil, frozenset()),
        "purchasing_officer": county.officer,
        "purchasing_lead": county.lead,
        "parent_lead": agent("政府办主任", parent, LEAD),
        "child_lead": agent("中心主任", county.nursing, LEAD),
        "elsewhere": county.teacher,
        "finance_officer": county.treasurer,
        "second_office": agent("经开区财政", zone, Role.FINANCE_OFFICER),
        "auditor": county.auditor,
        "province_auditor": agent("省监督", body("云南省财政厅", province), Role.AUDITOR),
        "provider_agent": agent("承接主体经办人", a_provider(county), Role.PROVIDER_AGENT),
        "agency_agent": agent("代理机构经办人", an_agency(county), Role.AGENCY_AGENT),
        "system_admin": county.system,
        "security_admin": county.security,
        "audit_admin": county.audit,
        "other_officer": other.officer,
        "other_lead": other.lead,
        "other_finance": other.treasurer,
        "other_auditor": other.auditor,
        "deactivated": holds("停用的人", LEAD, today - DAY, None),
        "ended_yesterday": holds("昨天卸任的人", LEAD, today - 9 * DAY, today),
        "starts_tomorrow": holds("明天上任的人", LEAD, today + DAY, None),
        "of_a_closed_body": holds("停用单位的人", LEAD, today - DAY, None, closed),
        "last_day_today": holds("今天最后一天的人", LEAD, today - DAY, today + DAY),
        "first_day_today": holds("今天第一天的人", LEAD, today, None),
        "delegate": delegate("受托人", today + DAY),
        "delegate_until_yesterday": delegate("昨天到期的受托人", today),
        "delegate_at_work_elsewhere": _appointed(borrower, education, OFFICER, today - DAY, None),
    }


def _below_a_government(county: County) -> County:
    """The county with a body above its civil affairs bureau."""
    above = body(f"{county.place}人民政府办公室", county.place, office=county.finance)
    for each, parent in ((county.civil, above), (county.nursing, county.civil)):
        each.parent, each.path = parent, f"{parent.path}{each.pk}/"
        each.save()
    return replace(
        county,
        officer=replace(county.officer, body=county.civil),
        lead=replace(county.lead, body=county.civil),
    )


def _person(name: str) -> Person:
    return Person.objects.create(username=name, name=name)


def _appointed(
    person: Person, at: Body, role: Role, first: date, after: date | None, lender: Person | None = None
) -> Agent:
    """From the first day on; `after` is the day after the last."""
    days = DateRange(first, after)
    Appointment.objects.create(
        person=person, body=at, role=role, family=role.family, days=days, delegated_by=lender
    )
    return Agent(person, at, frozenset({role}))


def _program(agent: Agent) -> Client:
    text, today = f"gf_{agent.person.username}", timezone.localdate()
    ApiKey.objects.create(
        person=agent.person,
        body=agent.body,
        name="测试",
        digest=digest_of(text),
        issued_on=today,
        expires_on=today + DAY,
    )
    return Client(headers={"authorization": f"Bearer {text}"})
