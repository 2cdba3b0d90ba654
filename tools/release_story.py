"""What a release's dump holds: a little of everything, made by the program's own actions in the made-up county."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from allauth.mfa.totp.internal.auth import TOTP

from goufu.catalogue.actions import (
    DraftStart,
    draft_edition,
    finish_consultation,
    give_comment,
    publish_edition,
    request_comments,
    settle_comment,
)
from goufu.catalogue.models import EditionEntry, EditionKind
from goufu.core.roles import Role
from goufu.documents.actions import attach_document, supersede_document
from goufu.documents.models import Document
from goufu.documents.tests.papers import pdf
from goufu.funds.actions.budget import Basis, add_line, adjust_line
from goufu.funds.models import BudgetLine
from goufu.journal.actions import close_days, seal
from goufu.planning.actions.deciding import (
    adjust_project,
    approve_project,
    return_project,
    submit_project,
    withdraw_project,
)
from goufu.planning.actions.writing import draft_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.tests.writing import complete
from goufu.registry.actions.appointments import appoint
from goufu.registry.actions.bodies import register_body
from goufu.registry.actions.designations import CHANGE
from goufu.registry.actions.people import enrol_person
from goufu.registry.actions.providers import add_entry
from goufu.registry.actions.renaming import rename_body
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Appropriation, Body, Person, Qualification
from goufu.registry.tests.example import load

PASSWORD = "Yunling-2026-own"  # noqa: S105, of people who are made up
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
PHONE = "13900000000"
PEOPLE = ("li", "chen", "sysadmin", "secadmin")  # of registry.tests.example
READER = "chen"
SUBMITTED, APPROVED = "失能老人上门护理服务", "老年人助餐服务"


def tell(day: date) -> None:
    """Fills an installation where nobody is enrolled yet, as of that day."""
    load()
    officer, treasurer, system, security = [_settled(username, day) for username in PEOPLE]
    _people(system, security, officer.body, day)
    _bodies(system, day)
    entry = _catalogue(officer.body, treasurer, day)
    line = _budget(officer.body, treasurer, day)
    _provider(officer.body, system, treasurer)
    _projects(officer, treasurer, line, entry)
    seal()
    close_days(day + timedelta(days=1))


def _settled(username: str, day: date) -> Agent:
    """Who has been here before: with a password and a second factor of his own."""
    person = Person.objects.get(username=username)
    person.must_change_password = False
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, TOTP_SECRET)
    [agent] = agents_of(person, day)
    return agent


def _people(system: Agent, security: Agent, body: Body, day: date) -> None:
    person, _password = enrol_person(username="zhou", name="周经办", phone=PHONE, by=system)
    role = Role.PURCHASING_OFFICER
    appoint(person=person.pk, body=body.pk, role=role, first_day=day, by=security)


def _bodies(system: Agent, day: date) -> None:
    body = Body.objects.get(name="云岭县教育体育局（示例）")
    decision = _attach(system, ("body", body.pk), CHANGE, "云岭县机构改革方案")
    rename_body(
        by=system,
        body=body,
        version=body.version,
        since=day,
        document=Document.objects.get(pk=decision),
        name="云岭县教育局（示例）",
    )


def _catalogue(civil: Body, treasurer: Agent, day: date) -> EditionEntry:
    """The county's own edition, in force. Returns the entry of elderly care."""
    edition = draft_edition(
        owner=treasurer.body, kind=EditionKind.LEVEL, start=DraftStart.BASE, by=treasurer, day=day
    ).pk
    [comment] = request_comments(edition=edition, bodies=[civil], due_on=day, by=treasurer, day=day)
    [lead] = agents_of(Person.objects.get(username="wang"), day)
    give_comment(comment=comment.pk, text="无意见", by=lead, day=day)
    settle_comment(comment=comment.pk, is_accepted=True, reason="", by=treasurer)
    finish_consultation(edition=edition, by=treasurer, day=day)
    publish_edition(edition=edition, valid_from=day, by=treasurer, day=day)
    return EditionEntry.objects.get(edition=edition, code="A0402")


def _budget(civil: Body, treasurer: Agent, day: date) -> BudgetLine:
    line = add_line(
        body=civil,
        by=treasurer,
        fields={
            "year": day.year + 1,
            "code": "53999927331T000000001",
            "name": "社区居家养老服务",
            "category": "3",
            "function_class": "2081006",
            "government_economic_class": "50205",
            "department_economic_class": "30227",
            "fund_kind": "111",
            "is_service_purchase": True,
            "approved": Decimal("1205000"),
        },
    )
    basis = Basis("云财预〔2026〕18号", "关于调整部门预算的通知", day)
    adjusted = adjust_line(pk=line.pk, amount=Decimal("-5000.50"), basis=basis, by=treasurer)
    _attach(treasurer, ("budgetadjustment", adjusted.pk), "basis", "调整通知")
    line.refresh_from_db()
    return line


def _provider(civil: Body, system: Agent, treasurer: Agent) -> None:
    home = register_body(
        by=system,
        name="云岭县康乐养老服务中心（示例）",
        kind="social_service_organisation",
        level="county",
        place=civil.place,
    )
    licence = Qualification(
        body=home, name="养老机构备案", issuer="云岭县民政局", valid_from=date(2025, 1, 1)
    )
    licence = add_entry(by=treasurer, entry=licence)
    add_entry(by=treasurer, entry=Appropriation(body=home, year=2025, amount_yuan=Decimal("20000.00")))
    wrong = _attach(treasurer, ("qualification", licence.pk), "certificate", "旧证")
    supersede_document(
        by=treasurer, document=wrong, reason="扫描件缺页", file_name="新证.pdf", chunks=[pdf("新证")]
    )


def _attach(by: Agent, subject: tuple[str, int], kind: str, name: str) -> int:
    content = [pdf(name)]
    made = attach_document(
        by=by, subject=subject, kind=kind, file_name=f"{name}.pdf", chunks=content, number="〔2026〕1号"
    )
    return made.pk


def _projects(officer: Agent, treasurer: Agent, line: BudgetLine, entry: EditionEntry) -> None:
    """One in each state; the amounts are all different."""

    def written(title: str, amount: str) -> int:
        project = draft_project(by=officer, values={"title": title, "year": line.year})
        return complete(project, line, officer, amount, entry=entry).pk

    def submitted(title: str, amount: str) -> int:
        return submit_project(project=written(title, amount), by=officer).pk

    def approved(title: str, amount: str) -> int:
        project = submitted(title, amount)
        doubts = [each.rule.id for each in opinion_on(project).to_review]
        return approve_project(project=project, by=treasurer, reviewed=doubts).pk

    written("社区老年人日间照料服务", "30000")
    submitted(SUBMITTED, "60000")
    return_project(project=submitted("农村留守老人探访服务", "45000"), reason="绩效目标要写清", by=treasurer)
    approved(APPROVED, "90000")
    adjust_project(
        project=approved("老年人能力评估服务", "75000"), reason="服务对象减少，要改数量", by=officer
    )
    withdraw_project(project=submitted("高龄老人理发服务", "15000"), reason="今年不再需要", by=officer)
    assert Project.objects.count() == 6


def pages() -> dict[str, list[str]]:
    """By address what the reader's page must show."""
    approved, line = Project.objects.get(title=APPROVED), BudgetLine.objects.get()
    return {
        "/": [SUBMITTED],
        "/projects/?state=": [SUBMITTED, APPROVED],
        f"/projects/{approved.pk}/": [APPROVED, "90,000.00"],
        f"/budget/lines/{line.pk}/": [line.name, "1,199,999.50"],
        "/bodies/": ["云岭县教育局（示例）"],
    }
