"""Procurement files, written from templates and fixed with the notice; and the templates that a body keeps."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import scope_of
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.registry.models import Body, Person

LONGEST = 50_000
FIXED_WITH_THE_NOTICE = """
PERFORM FROM procurement_procurement WHERE id = COALESCE(NEW.procurement_id, OLD.procurement_id) AND state = 'planning';
IF NOT FOUND THEN
    RAISE EXCEPTION '采购开始以后采购文件不能改；要改，发更正公告' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN COALESCE(NEW, OLD);
"""


class ProcurementFile(models.Model):
    """The procurement file: what people write of it. Qualification and scoring stand in the plan and in the scoring table.

    When the procurement begins, all that it says is kept in `content` (a list of part, title and text), with number and digest.
    """

    procurement = models.OneToOneField(
        Procurement, models.PROTECT, related_name="file", verbose_name=_("采购"), editable=False
    )
    demand = models.TextField(_("采购需求"), blank=True, max_length=LONGEST)
    contract = models.TextField(_("合同草案"), blank=True, max_length=LONGEST)
    number = models.CharField(_("编号"), max_length=40, blank=True, editable=False)
    content = models.JSONField(null=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # SM3
    fixed_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="file_number_once",
                violation_error_message="采购文件的编号只用一次。",
            ),
            models.CheckConstraint(
                condition=models.Q(fixed_at=None, content=None, number="", digest="")
                | models.Q(fixed_at__isnull=False, content__isnull=False)
                & ~models.Q(number="")
                & ~models.Q(digest=""),
                name="file_fixed_with_its_content",
                violation_error_message="定稿的采购文件必须记下内容、编号、摘要和时间。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fixed_with_the_notice",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FIXED_WITH_THE_NOTICE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.procurement.title}：采购文件"


class FileTemplate(models.Model):
    """A template of a part of procurement files that a body keeps for itself; the last one of a name counts."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("单位"), editable=False)
    part = models.CharField(_("部分"), max_length=20)
    name = models.CharField(_("模板名称"), max_length=60)
    text = models.TextField(_("内容"), max_length=LONGEST)
    is_used = models.BooleanField(_("在用"), default=True, editable=False)
    kept_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    changed_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["part", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "part", "name"],
                name="file_template_name_once",
                violation_error_message="本单位已经有这个名称的模板，换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return self.name
