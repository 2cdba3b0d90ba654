"""The roles that people hold in bodies, and their families; no person holds roles of two families."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PURCHASING_OFFICER = "purchasing_officer", _("采购经办人")
    PURCHASING_LEAD = "purchasing_lead", _("采购负责人")
    FINANCE_OFFICER = "finance_officer", _("财政经办人")
    AUDITOR = "auditor", _("监督人员")
    PROVIDER_AGENT = "provider_agent", _("供应商经办人")
    AGENCY_AGENT = "agency_agent", _("代理机构经办人")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("安全审计员")

    @property
    def family(self) -> str:
        """The role's family: "business", "provider", "agency", or one for each kind of administrator (三员分立)."""
        if self in (Role.PROVIDER_AGENT, Role.AGENCY_AGENT):
            return self.value.removesuffix("_agent")
        return self.value.removesuffix("_admin") if self.value.endswith("_admin") else "business"


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
