"""What is recorded of a procurement and only added to: what happened, what people judged, who allowed the method."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement import choices
from goufu.procurement.models.procurements import Procurement
from goufu.registry.kinds import levels
from goufu.registry.models import Body, Person


class Occurrence(models.Model):
    """Something that happened on a day, or that a clock has set for one; of the same event the last row counts.

    `event` is a name of events.toml. `moment`: where more than the day is known. `notice`: by which it happened.
    `person`: None where the panel did it, whose members are named by their seats alone.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="occurrences")
    event = models.CharField(_("事件"), max_length=40, choices=choices.events)
    day = models.DateField(_("日期"))
    moment = models.DateTimeField(_("时刻"), null=True, blank=True)
    notice = models.ForeignKey(
        "procurement.Notice", models.PROTECT, null=True, related_name="occurrences", editable=False
    )
    note = models.CharField(_("说明"), max_length=500, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = append_only("采购的记录只能添加，不能修改、删除")


class Tick(models.Model):
    """A person's judgement of a fact that nothing else tells (fact_sources.toml); the last one of a fact counts."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="ticks")
    fact = models.CharField(_("判断"), max_length=40, choices=choices.ticks)
    holds = models.BooleanField(_("是"))
    reason = models.CharField(_("理由"), max_length=500)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="tick_has_reason",
                violation_error_message="判断要写明理由。",
            )
        ]
        triggers = append_only("采购的判断只能添加，不能修改、删除")


class MethodDecision(models.Model):
    """A finance department's decision on a method other than open tender; the last one of the method counts.

    It is given by an office of this house (`office`), or stands in a document of an office elsewhere, which has a number.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="method_decisions")
    method = models.CharField(_("采购方式"), max_length=30, choices=choices.methods)
    is_granted = models.BooleanField(_("批准"))
    level = models.CharField(_("层级"), max_length=12, choices=levels)
    office = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name=_("财政部门"))
    office_name = models.CharField(_("财政部门"), max_length=200)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    day = models.DateField(_("日期"))
    reason = models.TextField(_("理由"), blank=True, max_length=2_000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(office__isnull=False) | ~models.Q(number=""),
                name="method_decision_has_its_source",
                violation_error_message="登记的批复要有文号。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_granted=True) | ~models.Q(reason=""),
                name="method_decision_refused_with_reason",
                violation_error_message="不批准要写明理由。",
            ),
            models.CheckConstraint(
                condition=~models.Q(level__in=["county", "township"]) | models.Q(is_granted=False),
                name="method_decision_of_a_city_or_above",
                violation_error_message="县级财政部门不能批准采购方式，应当由设区的市、自治州以上财政部门批准。",
            ),
        ]
        triggers = append_only("采购方式的批复只能添加，不能修改、删除")
