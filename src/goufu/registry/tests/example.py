"""A fictitious county for trying everything: 云岭县（示例）, its bodies, and people in every role."""

from __future__ import annotations

from django.db import transaction

from goufu.core.roles import Role
from goufu.registry.actions.first import Newcomer, first_body, first_place, refuse_if_inhabited, settle
from goufu.registry.models import Body

CODE = "539999"  # not the code of any real place
PEOPLE = (  # name, user name, role, body
    ("陈财政", "chen", Role.FINANCE_OFFICER, "finance"),
    ("李采购", "li", Role.PURCHASING_OFFICER, "civil"),
    ("王局长", "wang", Role.PURCHASING_LEAD, "civil"),
    ("赵教育", "zhao", Role.PURCHASING_OFFICER, "education"),
    ("孙监督", "sun", Role.AUDITOR, "finance"),
    ("系统管理员", "sysadmin", Role.SYSTEM_ADMIN, "finance"),
    ("安全管理员", "secadmin", Role.SECURITY_ADMIN, "finance"),
    ("安全审计员", "auditadmin", Role.AUDIT_ADMIN, "finance"),
)


def load() -> list[Newcomer]:
    """Loads the example and returns its people with their passwords. Raises Refusal when people exist."""
    with transaction.atomic():
        refuse_if_inhabited()
        bodies = _bodies()
        return [settle(bodies[at], role, name, username) for name, username, role, at in PEOPLE]


def _bodies() -> dict[str, Body]:
    province = first_place("530000", "云南省", "province")
    county = first_place(CODE, "云岭县（示例）", "county", province)
    finance = first_body("云岭县财政局（示例）", county, is_finance_office=True)
    civil = first_body("云岭县民政局（示例）", county, office=finance)
    first_body(
        "云岭县养老服务中心（示例）", county, kind="public_institution_class_2", office=finance, parent=civil
    )
    education = first_body("云岭县教育体育局（示例）", county, office=finance)
    first_body("云岭县社会工作协会（示例）", county, kind="association", level="")
    return {"finance": finance, "civil": civil, "education": education}
