"""Experts, their draw, and the panel that reviews."""

from __future__ import annotations

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement import choices
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.registry.models import Body, Person, Place


class ExpertList(models.Model):
    """A snapshot of the provincial library of experts as it was on a day; `digest`: SM3 of its experts in order."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("省份"))
    as_of = models.DateField(_("名单的日期"))
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(_("人数"))
    office = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("导入的财政部门"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of("office")

    class Meta:
        ordering = ["-as_of", "-id"]
        triggers = append_only("专家名单只能添加，不能修改、删除")

    def __str__(self) -> str:
        return f"{self.place.name}评审专家名单 {self.as_of}"


class Expert(models.Model):
    """An expert of the snapshot: the code of the library, employer and fields; `avoids`: bodies that are avoided."""

    of = models.ForeignKey(ExpertList, models.PROTECT, related_name="experts")
    code = models.CharField(_("专家编号"), max_length=40)
    name = models.CharField(_("姓名"), max_length=100)
    employer = models.CharField(_("工作单位"), max_length=200)
    fields = models.JSONField(_("评审专业"), default=list, blank=True, encoder=DjangoJSONEncoder)
    place = models.CharField(_("地区"), max_length=100, blank=True)
    avoids = models.JSONField(_("应当回避的单位"), default=list, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["of", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "code"],
                name="expert_code_once",
                violation_error_message="一份名单里专家编号不能重复。",
            )
        ]
        triggers = append_only("专家名单只能添加，不能修改、删除")

    def __str__(self) -> str:
        return self.name


DRAWN_ONCE = """
IF TG_OP = 'DELETE' OR (OLD.procurement_id, OLD.of_id, OLD.commitment, OLD.seed, OLD.wanted)
    IS DISTINCT FROM (NEW.procurement_id, NEW.of_id, NEW.commitment, NEW.seed, NEW.wanted)
    OR NOT NEW.exclusions @> OLD.exclusions
    OR OLD.drawn_at IS NOT NULL AND (OLD.drawn_at, OLD.exclusions) IS DISTINCT FROM (NEW.drawn_at, NEW.exclusions) THEN
    RAISE EXCEPTION '抽取不能重来' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
"""


class Draw(models.Model):
    """The draw of experts: its seed, of which only SM3 (`commitment`) is known before, decides alone.

    `wanted`: how many of each field. `exclusions`: codes with their reasons, bound with the seed; those that the
    program knows are added when it is drawn. `replaced`: set afterwards.
    """

    procurement = models.OneToOneField(Procurement, models.PROTECT, related_name="draw", editable=False)
    of = models.ForeignKey(ExpertList, models.PROTECT, related_name="draws", verbose_name=_("专家名单"))
    commitment = models.CharField(_("种子的摘要"), max_length=64)
    seed = models.CharField(max_length=64, editable=False)
    wanted = models.JSONField(_("专业和人数"), default=list, blank=True, encoder=DjangoJSONEncoder)
    exclusions = models.JSONField(default=list, blank=True, editable=False, encoder=DjangoJSONEncoder)
    replaced = models.JSONField(default=list, blank=True, editable=False, encoder=DjangoJSONEncoder)
    committed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    committed_at = models.DateTimeField(editable=False)
    drawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    drawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Trigger(
                name="drawn_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=DRAWN_ONCE,
            )
        ]


class Seat(models.TextChoices):
    """As what somebody sits on the panel."""

    EXPERT = "expert", _("评审专家")
    REPRESENTATIVE = "representative", _("采购人代表")


class PanelMember(models.Model):
    """A member of the panel of a procurement, by its number; the names are the purchaser's alone until the result.

    `code_digest`: of the one-time code by which the member signs in. `finished_at`: when the scores were handed in;
    `signed_at`: the report, with a dissent where there is one.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="panel", editable=False)
    number = models.PositiveSmallIntegerField(_("座位号"))
    seat = models.CharField(_("身份"), max_length=14, choices=Seat.choices)
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, related_name="seats", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    selection = models.CharField(_("怎样产生"), max_length=14, choices=choices.expert_selections, blank=True)
    name = models.CharField(_("姓名"), max_length=100)
    employer = models.CharField(_("工作单位"), max_length=200)
    field = models.CharField(_("评审专业"), max_length=100, blank=True)
    is_lawyer = models.BooleanField(_("法律专家"), default=False)
    is_head = models.BooleanField(_("组长"), default=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    declared_at = models.DateTimeField(_("声明没有利害关系"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("交齐评分"), null=True, blank=True, editable=False)
    signed_at = models.DateTimeField(_("签署评审报告"), null=True, blank=True, editable=False)
    dissent = models.TextField(_("不同意见"), blank=True, max_length=2_000, editable=False)
    left_at = models.DateTimeField(_("退出"), null=True, blank=True, editable=False)
    left_because = models.CharField(_("退出的原因"), max_length=500, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "number"],
                name="panel_number_once",
                violation_error_message="座位号不能重复。",
            ),
            models.UniqueConstraint(
                fields=["procurement"],
                condition=models.Q(is_head=True, left_at=None),
                name="panel_one_head",
                violation_error_message="评审小组只有一位组长。",
            ),
            models.UniqueConstraint(
                fields=["procurement", "expert"],
                name="panel_expert_once",
                violation_error_message="同一位专家只列一次。",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | ~models.Q(left_because=""),
                name="panel_left_with_reason",
                violation_error_message="退出评审要写明原因。",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(declared_at__isnull=False),
                name="panel_declared_before_scoring",
                violation_error_message="先声明没有利害关系，再评审。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}号{self.get_seat_display()}"

    @property
    def holds_code(self) -> bool:
        """Whether a one-time code was given, used or not."""
        return bool(self.code_digest or self.code_used_at)
