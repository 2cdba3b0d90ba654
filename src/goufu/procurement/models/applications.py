"""Applications to take part, where a method asks for them first: how each was examined, and what its applicant was told. Only added to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement.models.panel import PanelMember
from goufu.procurement.models.participating import Participation
from goufu.registry.models import Person


class ApplicationExamination(models.Model):
    """What was found of an application: by a member of the panel, or by a person of the purchaser's side. The last one counts."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="application_examinations")
    has_passed = models.BooleanField(_("资格审查通过"))
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    member = models.ForeignKey(PanelMember, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member=None) ^ models.Q(person=None),
                name="application_examined_by_one",
                violation_error_message="参与申请由评审小组审查，或者由采购人审查。",
            ),
            models.CheckConstraint(
                condition=models.Q(has_passed=True) | ~models.Q(reason=""),
                name="application_refused_with_reason",
                violation_error_message="没有通过的要写明理由。",
            ),
        ]
        triggers = append_only("参与申请的审查只能添加，不能修改、删除")


class ApplicationLetter(models.Model):
    """What the applicant was told: that it may respond, or why it may not."""

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="application_letter")
    is_admitted = models.BooleanField(_("通过"))
    text = models.TextField(_("告知的内容"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = append_only("对参与申请的告知只能添加，不能修改、删除")
