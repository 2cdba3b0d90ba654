"""The opening as a ceremony: who is there, what each custodian gave, what became of each envelope, and the minutes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.model_fields import MoneyField
from goufu.journal.append_only import append_only
from goufu.procurement.models.bids import Bid
from goufu.procurement.models.procurements import Lot, Procurement, scope_of_procurement
from goufu.procurement.models.responses import Quotation, Response
from goufu.procurement.models.sealing import Custodian
from goufu.registry.models import Body, Person


class OpeningState(models.TextChoices):
    """BEGUN: keys are given. JOINED: the bids' keys are joined, and bids are read. NOT_OPENED: too few, nothing was opened."""

    BEGUN = "begun", _("正在用钥匙")
    JOINED = "joined", _("正在开启")
    CLOSED = "closed", _("已开启")
    NOT_OPENED = "not_opened", _("没有开启")


class EnvelopeState(models.TextChoices):
    """RETURNED: it was never opened, since too few had bid. SHOWN: its keys are lost, and the bidder showed the files of the digest.

    SEALED: paper, not unsealed, or what was read out of it is not confirmed.
    """

    WAITING = "waiting", _("等待")
    SEALED = "sealed", _("纸质，待拆封")
    JOINED = "joined", _("钥匙已合")
    OPENED = "opened", _("已开")
    SHOWN = "shown", _("凭原文件")
    FAILED = "failed", _("打不开")
    RETURNED = "returned", _("退回，没有开启")


class Cause(models.TextChoices):
    """Whose doing it is that an envelope can't be opened, and what the law makes of it."""

    BIDDER = "bidder", _("投标人造成，视为撤销")
    OTHER = "other", _("不是投标人造成，视为撤回，可以要求赔偿直接损失")


class Opening(models.Model):
    """The opening of all envelopes of a round: those of the deadline, or the final quotations."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="openings", editable=False)
    round = models.CharField(max_length=8, choices=Quotation.choices, default=Quotation.FIRST, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=OpeningState.choices)
    begun_at = models.DateTimeField(editable=False)
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    until = models.DateTimeField(_("开启到"))
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "round"],
                name="opening_once",
                violation_error_message="已经开始开启。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.procurement.title}：开启"


class Envelope(models.Model):
    """What becomes of a bid in its opening. number: of its bidder, as it is read out. `files`: what was in it, by name, size and SM3."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="envelopes", editable=False)
    bid = models.OneToOneField(Bid, models.PROTECT, related_name="envelope", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(
        _("状态"), max_length=8, choices=EnvelopeState.choices, default=EnvelopeState.WAITING
    )
    cause = models.CharField(_("原因"), max_length=8, choices=Cause.choices, blank=True)
    why = models.CharField(_("说明"), max_length=500, blank=True)
    files = models.JSONField(default=list, blank=True, editable=False)
    price = MoneyField(_("报价"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("opening__procurement")

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=EnvelopeState.FAILED) & ~models.Q(cause="")
                | ~models.Q(state=EnvelopeState.FAILED) & models.Q(cause=""),
                name="envelope_failed_with_cause",
                violation_error_message="打不开的信封要写明是谁造成的。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} 号"


class Presence(models.Model):
    """Somebody who was at the opening, and as what."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="present")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=10,
        choices=[
            ("host", _("主持")),
            ("custodian", _("保管人")),
            ("bidder", _("投标人代表")),
            ("watching", _("在场")),
        ],
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "person"], name="presence_once", violation_error_message="已经登记到场。"
            )
        ]
        triggers = append_only("开启的记录只能添加，不能修改、删除")


class GivenPeel(models.Model):
    """What a custodian's program gave for an envelope: his part of its key, or why it could not open its part."""

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="peels")
    custodian = models.ForeignKey(Custodian, models.PROTECT, related_name="peels")
    peel = models.TextField(blank=True)
    fault = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "custodian"],
                condition=models.Q(fault=""),
                name="peel_given_once",
                violation_error_message="这一份您已经打开过自己的部分。",
            ),
            models.CheckConstraint(
                condition=models.Q(peel="", fault__gt="") | models.Q(peel__gt="", fault=""),
                name="peel_or_fault",
                violation_error_message="要么有打开的部分，要么写明为什么打不开。",
            ),
        ]
        triggers = append_only("开启的记录只能添加，不能修改、删除")


class Minute(models.Model):
    """A line of the minutes."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="minutes")
    at = models.DateTimeField()
    text = models.CharField(max_length=1_000)

    class Meta:
        ordering = ["id"]
        triggers = append_only("开启的记录只能添加，不能修改、删除")


class CautionKind(models.TextChoices):
    """Why a bidder is marked for the reviewers."""

    UNFIT = "unfit", _("资格")
    ABSENT = "absent", _("没有登记参加")
    INVITATION = "invitation", _("邀请")
    CONFLICT = "conflict", _("与其他供应商的关系")
    DECLINED = "declined", _("联合体")
    EARLIER = "earlier", _("同一项目以前的采购")


class Caution(models.Model):
    """What the house knew against a bidder, with the article that it touches. It rejects nobody by itself.

    It was noted when the opening began, or, of a response that was entered by hand, with its entry.
    """

    opening = models.ForeignKey(Opening, models.PROTECT, null=True, related_name="cautions")
    response = models.ForeignKey(Response, models.PROTECT, null=True, related_name="cautions")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    bidder = models.ForeignKey(Body, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CautionKind.choices)
    text = models.CharField(max_length=500)
    article = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opening=None, response__isnull=False)
                | models.Q(opening__isnull=False, response=None),
                name="caution_of_opening_or_entry",
                violation_error_message="提示是开启时的，或者是登记时的。",
            )
        ]
        triggers = append_only("开启的记录只能添加，不能修改、删除")
