"""Former designations of bodies, and the successors of those that ended."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from goufu.documents.models import Document
from goufu.journal.append_only import append_only
from goufu.journal.models import Entry
from goufu.registry.kinds import body_kinds, enterprise_sizes, levels
from goufu.registry.models.bodies import Body
from goufu.registry.names import Folded


class DocumentedChange(models.Model):
    """A change of bodies that rests on a document."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="依据")
    journal_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Designation(DocumentedChange):
    """A body's facts (name, code, kind, size, level, parent, office) during days that are over; the present ones are in Body.

    A body's rows follow each other without a gap. The first has no first day; the present facts hold from the end of
    the last. The document is the one that ended it.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="designations", verbose_name="单位")
    name = models.CharField(max_length=200, verbose_name="名称")
    credit_code = models.CharField(max_length=18, null=True, blank=True, verbose_name="统一社会信用代码")
    kind = models.CharField(max_length=40, choices=body_kinds, verbose_name="类别")
    size = models.CharField(max_length=8, choices=enterprise_sizes, blank=True, verbose_name="企业规模")
    level = models.CharField(max_length=12, choices=levels, blank=True, verbose_name="预算级次")
    parent = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="上级单位")
    office = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="主管财政部门")
    days = DateRangeField(verbose_name="期间")  # the end is not included; no lower bound: since the beginning

    class Meta:
        ordering = ["body_id", "days"]
        indexes = [
            models.Index(Folded("name"), name="designation_name"),
            GinIndex(OpClass(Folded("name"), name="gin_trgm_ops"), name="designation_name_parts"),
            GinIndex(OpClass(Upper("credit_code"), name="gin_trgm_ops"), name="designation_code_parts"),
            models.Index(fields=["credit_code"], name="designation_code"),
        ]
        constraints = [
            ExclusionConstraint(
                name="designation_one_a_day",
                expressions=[("body", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                violation_error_message="这个单位在这段时间里已经有另一个名称，请刷新后再试。",
            ),
            models.CheckConstraint(
                condition=Q(days__isempty=False) & Q(days__upper_inf=False),
                name="designation_has_ended",
                violation_error_message="曾用名要写明到哪一天为止。",
            ),
        ]
        triggers = append_only("单位的沿革只能添加，不能修改、删除")

    def __str__(self) -> str:
        return self.name

    @property
    def first_day(self) -> date | None:
        """The first day; None: since the beginning."""
        first: date | None = self.days.lower
        return first

    @property
    def last_day(self) -> date:
        end: date = self.days.upper
        return end - timedelta(days=1)


class Succession(DocumentedChange):
    """A successor of a body that ended on that day."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("合并")
        SPLIT = "split", _("分立")

    ended = models.ForeignKey(Body, models.PROTECT, related_name="successions", verbose_name="原单位")
    successor = models.ForeignKey(
        Body, models.PROTECT, related_name="inheritances", verbose_name="承接的单位"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, verbose_name="种类")
    takes_over = models.BooleanField(verbose_name="承接未了事项")
    day = models.DateField(verbose_name="生效日期")

    class Meta:
        ordering = ["-day", "ended_id", "-takes_over", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended", "successor"],
                name="succession_once",
                violation_error_message="这个单位已经登记过由它承接。",
            ),
            models.UniqueConstraint(
                fields=["ended"],
                condition=Q(takes_over=True),
                name="succession_one_takes_over",
                violation_error_message="未了事项只能由一个单位承接。",
            ),
            models.CheckConstraint(
                condition=~Q(ended=F("successor")),
                name="succession_of_another",
                violation_error_message="单位不能并入自己。",
            ),
        ]
        triggers = append_only("单位的沿革只能添加，不能修改、删除")

    def __str__(self) -> str:
        return f"{self.ended} → {self.successor}"
