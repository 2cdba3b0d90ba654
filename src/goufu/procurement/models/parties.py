"""Parties to a complaint: who complains, against whom, and whom else it concerns, each with its own copy, answer and service."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.registry.models import Body


class PartyKind(models.TextChoices):
    """As what a body is a party."""

    COMPLAINANT = "complainant", _("投诉人")
    PURCHASER = "purchaser", _("被投诉人（采购人）")
    AGENCY = "agency", _("被投诉人（采购代理机构）")
    SUPPLIER = "supplier", _("与投诉有关的供应商")


RESPONDENTS = frozenset({PartyKind.PURCHASER, PartyKind.AGENCY})


class PartyState(models.TextChoices):
    """How far a party has come. COMPLAINS: it has nothing to answer."""

    COMPLAINS = "complains", _("等处理决定")
    SENT = "sent", _("副本已发出，等签收")
    RECEIVED = "received", _("待说明")
    ANSWERED = "answered", _("已说明")
    DECIDED = "decided", _("处理决定待送达")
    SERVED = "served", _("处理决定已送达")
    ENDED = "ended", _("已终止处理")


class Party(models.Model):
    """A party to a complaint. `position`: 0 for the complainant, then in the order in which copies were sent: of its letters' numbers."""

    complaint = models.ForeignKey(
        "procurement.Complaint",
        models.PROTECT,
        related_name="parties",
        verbose_name=_("投诉"),
        editable=False,
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("当事人"), editable=False)
    kind = models.CharField(_("是什么当事人"), max_length=12, choices=PartyKind.choices, editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=PartyState.choices, default=PartyState.SENT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    BEGINS_IN = (PartyState.COMPLAINS, PartyState.SENT)
    # Its own by its body; the finance office's, and what is seen in a place, by the purchaser.
    SCOPE_FIELDS = {
        "body": "body_id",
        "path": "body__path",
        "office": "complaint__procurement__purchaser__office_id",
        "place": "complaint__procurement__purchaser__place__code",
    }

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["body", "state", "-id"], name="party_body_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "body"],
                name="party_once",
                violation_error_message="这个单位已经是这件投诉的当事人。",
            ),
            models.UniqueConstraint(
                fields=["complaint", "position"],
                name="party_position_once",
                violation_error_message="当事人的序号只用一次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint.number} {self.body.name}"

    @property
    def is_respondent(self) -> bool:
        return self.kind in RESPONDENTS
