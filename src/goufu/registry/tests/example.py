"""A fictitious county for trying everything: 云岭县（示例）, its bodies, and people in every role."""

from __future__ import annotations

from functools import partial

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.registry.actions.appointments import appoint
from goufu.registry.actions.bodies import change_body, register_body
from goufu.registry.actions.first import set_up
from goufu.registry.actions.people import enrol_person
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Body, Person

CODE = "539999"  # not the code of any real place
ADMINISTRATORS = {
    Role.SYSTEM_ADMIN: ("系统管理员", "sysadmin"),
    Role.SECURITY_ADMIN: ("安全管理员", "secadmin"),
    Role.AUDIT_ADMIN: ("安全审计员", "auditadmin"),
}
PEOPLE = (  # name, user name, role, body
    ("陈财政", "chen", Role.FINANCE_OFFICER, "finance"),
    ("李采购", "li", Role.PURCHASING_OFFICER, "civil"),
    ("王局长", "wang", Role.PURCHASING_LEAD, "civil"),
    ("赵教育", "zhao", Role.PURCHASING_OFFICER, "education"),
    ("孙监督", "sun", Role.AUDITOR, "finance"),
)


def load() -> None:
    """Loads the example, each thing by the action of whoever does it. Raises Refusal when people exist."""
    set_up(
        body="云岭县财政局（示例）",
        code=CODE,
        place="云岭县（示例）",
        level="county",
        administrators=ADMINISTRATORS,
    )
    system, security = (_agent(name) for name in ("sysadmin", "secadmin"))
    bodies = _bodies(system)
    for name, username, role, at in PEOPLE:
        person, _password = enrol_person(username=username, name=name, body=bodies[at], by=system)
        appoint(person=person.pk, body=bodies[at].pk, role=role, first_day=wall_clock.today(), by=security)


def _agent(username: str) -> Agent:
    [found] = agents_of(Person.objects.get(username=username), wall_clock.today())
    return found


def _bodies(system: Agent) -> dict[str, Body]:
    finance = change_body(by=system, body=system.body, version=system.body.version, is_finance_office=True)
    organ = partial(
        register_body, by=system, kind="state_organ", level="county", place=finance.place, office=finance
    )
    civil = organ(name="云岭县民政局（示例）")
    organ(name="云岭县养老服务中心（示例）", kind="public_institution_class_2", parent=civil)
    education = organ(name="云岭县教育体育局（示例）")
    organ(name="云岭县社会工作协会（示例）", kind="association", level="", office=None)
    return {"finance": finance, "civil": civil, "education": education}
