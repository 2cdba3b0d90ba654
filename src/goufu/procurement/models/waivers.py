"""Waivers of rules of the stage for one procurement, as planning has them for projects; they stand with its notice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement.models.procurements import Procurement
from goufu.registry.models import Body, Person


class RuleWaiver(models.Model):
    """A rule that a person waived for one procurement, with the reason. It is public with the notice.

    It holds as long as the rule reads as it did, and until the day `until`, where one is set.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="waivers")
    rule = models.CharField(_("规则"), max_length=80)
    rule_version = models.CharField(max_length=64)
    rule_title = models.CharField(max_length=200)
    reason = models.TextField(_("理由"), max_length=2_000)
    until = models.DateField(_("到哪一天为止"), null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("day")),
                name="rule_waiver_ends_later",
                violation_error_message="豁免不能在作出以前就到期。",
            )
        ]
        triggers = append_only("豁免只能添加，不能修改、删除")
