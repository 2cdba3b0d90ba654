"""What was decided on a project, on which answers of the law, and what was waived. Never edited (see the migration)."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.planning.models.projects import Project
from goufu.registry.models import Body, Person


class Decision(models.Model):
    """A step that somebody took with a project, with the law's answers at that moment."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("提交")
        RETURNED = "returned", _("退回")
        APPROVED = "approved", _("批准")
        ADJUSTED = "adjusted", _("申请调整")
        WITHDRAWN = "withdrawn", _("撤回")

    project = models.ForeignKey(Project, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, max_length=2_000)
    law_day = models.DateField()
    answers = models.JSONField(default=list, encoder=DjangoJSONEncoder)  # [{rule, version, verdict, severity, articles}]

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["project", "id"], name="decision_of_project")]


class Waiver(models.Model):
    """A rule that a named person set aside for one project, with the reason. Everybody may read it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="waivers")
    rule = models.CharField(max_length=80, verbose_name="规则")
    rule_version = models.CharField(max_length=64)
    rule_title = models.CharField(max_length=200)
    reason = models.TextField(max_length=2_000, verbose_name="理由")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    on = models.DateField()
    place_code = models.CharField(max_length=6)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "rule"],
                name="waiver_once",
                violation_error_message="这条规则已经豁免过。",
            ),
        ]
