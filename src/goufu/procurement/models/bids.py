"""Sealed bids as they were received, and their withdrawal. Who has bid, and how many, nobody is told before the opening."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement.models.procurements import Lot, Procurement
from goufu.procurement.models.responses import Quotation
from goufu.registry.models import Body, Person


class HandedInBy(models.TextChoices):
    """The way on which a bid came. STICK: the file, handed in at the counter."""

    WEB = "web", _("网页送出")
    API = "api", _("接口送出")
    STICK = "stick", _("窗口交来的存储介质")


class Bid(models.Model):
    """A sealed envelope that was received, for a procurement or one of its lots; `digest` is the SM3 of all its bytes.

    A later `sequence` replaces the earlier ones of its kind; those brought to the counter are counted apart. `round`: in which
    opening it is opened. `received_at`: when the last piece came, by the house's clock; `clock` says where that clock was not to
    be trusted. One that came late is written down, and not kept unless only the doubt about the clock makes it late.
    `list_digest`: of the files inside, as the bidder said it, for the case that the keys are lost. `token` names it in
    addresses: numbers would tell how many.
    """

    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(_("回执号"), max_length=64, unique=True)
    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="bids")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="bids", verbose_name=_("包"))
    bidder = models.ForeignKey(Body, models.PROTECT, related_name="bids", verbose_name=_("供应商"))
    kind = models.CharField(_("信封"), max_length=30)
    round = models.CharField(max_length=8, choices=Quotation.choices, default=Quotation.FIRST)
    sequence = models.PositiveIntegerField(_("第几份"))
    way = models.CharField(_("怎样交来"), max_length=6, choices=HandedInBy.choices)
    digest = models.CharField(_("摘要（SM3）"), max_length=64)
    size_bytes = models.BigIntegerField(_("大小（字节）"))
    list_digest = models.CharField(_("文件清单摘要"), max_length=64, blank=True)
    received_at = models.DateTimeField(_("收到"))
    recorded_at = models.DateTimeField()
    clock = models.CharField(_("时钟"), max_length=200, blank=True)
    is_late = models.BooleanField(_("迟到"), default=False)
    brought_by = models.CharField(_("谁交来的"), max_length=100, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    SCOPE_FIELDS = scope_of("bidder")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["procurement", "bidder"], name="bid_of_bidder"),
            models.Index(fields=["bidder", "-id"], name="bid_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "lot", "bidder", "kind", "sequence"],
                condition=models.Q(is_late=False) & ~models.Q(way=HandedInBy.STICK),
                nulls_distinct=False,
                name="bid_sequence_once",
                violation_error_message="这一份已经收到过。",
            ),
            models.UniqueConstraint(
                fields=["procurement", "lot", "bidder", "kind", "sequence"],
                condition=models.Q(is_late=False, way=HandedInBy.STICK),
                nulls_distinct=False,
                name="bid_stick_sequence_once",
                violation_error_message="这一份已经收到过。",
            ),
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="bid_digest_form",
                violation_error_message="摘要是 64 位十六进制数。",
            ),
        ]
        triggers = append_only("收到的投标只能添加，不能修改、删除")

    def __str__(self) -> str:
        return self.number

    @property
    def lot_label(self) -> str:
        """The lot as the envelope's label names it."""
        return str(self.lot.number) if self.lot else "1"


class BidWithdrawal(models.Model):
    """A bidder's withdrawal of all that it has sent for a procurement, or for one of its lots, up to `last_bid`: clocks may go back."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="bid_withdrawals")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    bidder = models.ForeignKey(Body, models.PROTECT, related_name="+")
    last_bid = models.ForeignKey(Bid, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    SCOPE_FIELDS = scope_of("bidder")

    class Meta:
        ordering = ["id"]
        triggers = append_only("撤回的记录只能添加，不能修改、删除")
