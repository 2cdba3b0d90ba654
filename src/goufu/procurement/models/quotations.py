"""The call of final quotations: until when they are sent, and by whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement.models.panel import PanelMember
from goufu.procurement.models.procurements import Lot, Procurement
from goufu.registry.models import Body


class QuotationCall(models.Model):
    """The panel, by its head, calls for final quotations until a moment. Called again, the last call counts, with its bidders."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="quotation_calls")
    until = models.DateTimeField(_("最后报价截止"))
    called_at = models.DateTimeField()
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="+")

    SCOPE_FIELDS = scope_of("procurement__purchaser")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("called_at")),
                name="quotation_call_leaves_time",
                violation_error_message="最后报价的截止要在要求以后。",
            )
        ]
        triggers = append_only("最后报价的要求只能添加，不能修改、删除")


class CalledBidder(models.Model):
    """A bidder that is called for a final quotation, for the whole or for a lot: it passed what was examined."""

    call = models.ForeignKey(QuotationCall, models.PROTECT, related_name="called")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    bidder = models.ForeignKey(Body, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "lot", "bidder"],
                nulls_distinct=False,
                name="called_bidder_once",
                violation_error_message="同一家只要求一次。",
            )
        ]
        triggers = append_only("最后报价的要求只能添加，不能修改、删除")
