"""Waivers of rules for a project. Other decisions, and the answers they were made on, are in the journal."""

from __future__ import annotations

from django.db import models

from goufu.journal.append_only import append_only
from goufu.planning.models.projects import Project
from goufu.registry.models import Body, Person


class Waiver(models.Model):
    """A rule that a person waived for one project, with the reason. Waivers are public.

    It holds as long as the rule reads as it did; adjusting the project does not end it.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="waivers")
    rule = models.CharField(max_length=80, verbose_name="规则")
    rule_version = models.CharField(max_length=64)
    rule_title = models.CharField(max_length=200)
    reason = models.TextField(max_length=2_000, verbose_name="理由")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    day = models.DateField()
    place_code = models.CharField(max_length=6)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "rule", "rule_version"],
                name="waiver_once",
                violation_error_message="这条规则已经豁免过。",
            ),
        ]
        triggers = append_only("豁免只能添加，不能修改、删除")
