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
    """The way on which a bid came. STICK: the file, handed in at the counter; PAPER: sealed paper."""

    WEB = "web", _("网页送出")
    API = "api", _("接口送出")
    STICK = "stick", _("窗口交来的存储介质")
    PAPER = "paper", _("窗口交来的纸质密封件")


COUNTER = (HandedInBy.STICK, HandedInBy.PAPER)  # brought by whoever says that he comes for the bidder


class Wrapping(models.TextChoices):
    """The state in which sealed paper came. What isn't sealed is no bid."""

    INTACT = "intact", _("密封完好")
    WORN = "worn", _("封口完整，外包装有破损")


class Bid(models.Model):
    """A sealed envelope that was received, for a procurement or one of its lots; `digest` is the SM3 of all its bytes.

    A later `sequence` replaces the earlier ones of its kind; those brought to the counter are counted apart. `round`: in which
    opening it is opened. `received_at`: when the last piece came, by the house's clock; `clock` says where that clock was not to
    be trusted. One that came late is written down, and not kept unless only the doubt about the clock makes it late
    (`is_doubtful`). `list_digest`: of the files inside, as the bidder said it, for the case that the keys are lost. `token`
    names it in addresses: numbers would tell how many. Paper has no digest; `pieces` are its sealed parcels. `read_by`: who took a
    stick in at the counter, where the house was killed then and another, `person`, went on.
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
    digest = models.CharField(_("摘要（SM3）"), max_length=64, blank=True)
    size_bytes = models.BigIntegerField(_("大小（字节）"))
    list_digest = models.CharField(_("文件清单摘要"), max_length=64, blank=True)
    received_at = models.DateTimeField(_("收到"))
    recorded_at = models.DateTimeField()
    clock = models.CharField(_("时钟"), max_length=200, blank=True)
    is_late = models.BooleanField(_("迟到"), default=False)
    is_doubtful = models.BooleanField(_("只因时钟的更正迟到"), default=False)
    brought_by = models.CharField(_("谁交来的"), max_length=100, blank=True)
    pieces = models.PositiveSmallIntegerField(_("件数"), null=True, blank=True)
    wrapping = models.CharField(_("密封情况"), max_length=6, choices=Wrapping.choices, blank=True)
    wrapping_note = models.CharField(_("密封情况的说明"), max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    read_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("在窗口收下的人")
    )

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
                condition=models.Q(is_late=False) & ~models.Q(way__in=COUNTER),
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
            models.UniqueConstraint(
                fields=["procurement", "lot", "bidder", "kind", "sequence"],
                condition=models.Q(is_late=False, way=HandedInBy.PAPER),
                nulls_distinct=False,
                name="bid_paper_sequence_once",
                violation_error_message="这一份已经收到过。",
            ),
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$")
                | models.Q(way=HandedInBy.PAPER, digest="", size_bytes=0),
                name="bid_digest_form",
                violation_error_message="摘要是 64 位十六进制数；纸质的没有。",
            ),
            models.CheckConstraint(
                condition=models.Q(way=HandedInBy.PAPER, pieces__gt=0, wrapping__gt="", brought_by__gt="")
                | ~models.Q(way=HandedInBy.PAPER) & models.Q(pieces=None, wrapping="", wrapping_note=""),
                name="bid_paper_described",
                violation_error_message="纸质的要写明件数、密封情况和谁交来的。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_doubtful=False) | models.Q(is_late=True),
                name="bid_doubtful_is_late",
                violation_error_message="只有迟到的才有时钟的疑问。",
            ),
        ]
        triggers = append_only("收到的投标只能添加，不能修改、删除")

    def __str__(self) -> str:
        return self.number

    @property
    def lot_label(self) -> str:
        """The lot as the envelope's label names it."""
        return str(self.lot.number) if self.lot else "1"

    @property
    def taken_by(self) -> Person:
        """Who took it in first; where the house was killed then, another may have gone on."""
        return self.read_by or self.person

    @property
    def is_paper(self) -> bool:
        return self.way == HandedInBy.PAPER


class BidWithdrawal(models.Model):
    """A bidder's withdrawal of all that it has sent for a procurement, or for one of its lots, up to `last_bid`: clocks may go back.

    `given_to`: who took back at the counter what was brought there; such a withdrawal reaches nothing that the bidder sent itself.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="bid_withdrawals")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    bidder = models.ForeignKey(Body, models.PROTECT, related_name="+")
    last_bid = models.ForeignKey(Bid, models.PROTECT, related_name="+")
    given_to = models.CharField(_("谁取回的"), max_length=100, blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    SCOPE_FIELDS = scope_of("bidder")

    class Meta:
        ordering = ["id"]
        triggers = append_only("撤回的记录只能添加，不能修改、删除")


class LateDecision(models.Model):
    """Whether a bid counts that only the correction of a clock made late; decided before anything is opened, without its bidder's name."""

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="late_decision")
    counts = models.BooleanField(_("算按时收到"))
    reason = models.CharField(_("理由"), max_length=500)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of("bid__bidder")

    class Meta:
        ordering = ["id"]
        triggers = append_only("对迟到的决定只能添加，不能修改、删除")


class BackBy(models.TextChoices):
    """How paper went back."""

    HAND = "hand", _("当面退还")
    POST = "post", _("邮寄退回")


class HandBack(models.Model):
    """Sealed paper that was not opened, came late, or gave way to another, given back.

    `posted_as`: the number under which it was posted.
    """

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="hand_back")
    way = models.CharField(_("怎样退还"), max_length=4, choices=BackBy.choices, default=BackBy.HAND)
    given_to = models.CharField(_("谁取回的"), max_length=100)
    posted_as = models.CharField(_("邮件号"), max_length=60, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of("bid__bidder")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(way=BackBy.HAND, posted_as="")
                | models.Q(way=BackBy.POST, posted_as__gt=""),
                name="hand_back_posted",
                violation_error_message="邮寄退回的要写邮件号，当面退还的没有。",
            ),
        ]
        triggers = append_only("退还的记录只能添加，不能修改、删除")
