"""Who is invited to a tender: the qualified suppliers in a bound list, and those whom the lot has drawn. Only added to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.procurement.models.served import Served
from goufu.registry.models import Body, Person


class InvitationList(models.Model):
    """The bound list of those who may be invited, and how many are. Of the seed only SM3 (`commitment`) is known before the draw.

    `digest`: SM3 of the candidates' lines, as reckoning/inviting.py writes them.
    """

    procurement = models.OneToOneField(
        Procurement, models.PROTECT, related_name="invitation_list", editable=False
    )
    wanted = models.PositiveSmallIntegerField(_("邀请几家"))
    digest = models.CharField(_("名单的摘要（SM3）"), max_length=64)
    commitment = models.CharField(_("种子的摘要（SM3）"), max_length=64)
    seed = models.CharField(max_length=64, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        triggers = append_only("邀请的记录只能添加，不能修改、删除")


class InvitationCandidate(models.Model):
    """A supplier on the list, by the code or name by which the lot knows it, and how it is known to be qualified."""

    of = models.ForeignKey(InvitationList, models.PROTECT, related_name="candidates")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    code = models.CharField(max_length=200)
    reason = models.CharField(_("怎样知道符合资格条件"), max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "body"],
                name="invitation_candidate_once",
                violation_error_message="同一家供应商只列一次。",
            )
        ]
        triggers = append_only("邀请的记录只能添加，不能修改、删除")


class Invitation(Served, models.Model):
    """What the lot brought: a candidate invited, with the letter, in the lot's order; or passed over, and why."""

    candidate = models.OneToOneField(InvitationCandidate, models.PROTECT, related_name="invitation")
    number = models.PositiveSmallIntegerField(_("抽到的次序"))
    letter = models.TextField(_("投标邀请书"), blank=True)
    passed_over = models.CharField(_("没有邀请的原因"), max_length=500, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(letter="", passed_over__gt="") | models.Q(letter__gt="", passed_over=""),
                name="invitation_letter_or_reason",
                violation_error_message="要么有邀请书，要么写明为什么没有邀请。",
            )
        ]
        triggers = append_only("邀请的记录只能添加，不能修改、删除")
