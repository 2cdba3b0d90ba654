"""Sealed paper at the opening: typed as it was read out, scanned, and found the same by another; letters on what went back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.model_fields import MoneyField
from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement.models.opening import Envelope, Opening
from goufu.procurement.models.procurements import Lot, scope_of_procurement
from goufu.procurement.models.served import Served
from goufu.registry.models import Body, Person


class PaperReading(models.Model):
    """What was read out of sealed paper, as one person typed it.

    `opened_by`, `checked_by`: who cut it open, and who looked at the seal before. `fault`: why it could not be read out; then it
    has no name and no price.
    """

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="readings")
    opened_by = models.CharField(_("谁拆封的"), max_length=100)
    checked_by = models.CharField(_("拆封前谁看过密封"), max_length=200)
    name = models.CharField(_("宣读的供应商名称"), max_length=200, blank=True)
    price = MoneyField(_("宣读的报价"), null=True, blank=True)
    price_in_words = MoneyField(_("大写金额读成的数"), null=True, blank=True)
    fault = models.CharField(_("没有宣读的原因"), max_length=300, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("录入的人"))
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of_procurement("envelope__opening__procurement")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fault="", name__gt="")
                | models.Q(fault__gt="", name="", price=None, price_in_words=None),
                name="reading_or_fault",
                violation_error_message="要么有宣读的名称，要么写明为什么没有宣读。",
            ),
            models.CheckConstraint(
                condition=models.Q(price=None, price_in_words=None) | models.Q(price__gte=0),
                name="reading_price_not_negative",
                violation_error_message="报价不能小于零。",
            ),
        ]
        triggers = append_only("开启的记录只能添加，不能修改、删除")


class ReadingCheck(models.Model):
    """What another person typed from the same paper without being shown the reading; where they differ it is read out anew."""

    reading = models.OneToOneField(PaperReading, models.PROTECT, related_name="checked")
    agrees = models.BooleanField(_("一致"))
    price = MoneyField(_("核对的报价"), null=True, blank=True)
    price_in_words = MoneyField(_("核对的大写金额"), null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("核对的人"))
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of_procurement("reading__envelope__opening__procurement")

    class Meta:
        ordering = ["id"]
        triggers = append_only("开启的记录只能添加，不能修改、删除")


class ScanCheck(models.Model):
    """What a second person found who held the scans of opened paper beside it. `digest`: of the list of scans that were looked at.

    `pages`: how many the paper has, as that person counted. `differs`: what of the scans is not as the paper.
    """

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="scan_checks")
    digest = models.CharField(_("扫描件清单的摘要（SM3）"), max_length=64)
    pages = models.PositiveSmallIntegerField(_("纸质的页数"))
    agrees = models.BooleanField(_("一致"))
    differs = models.CharField(_("哪里不同"), max_length=300, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("核对的人"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of_procurement("envelope__opening__procurement")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agrees=True, differs="") | models.Q(agrees=False, differs__gt=""),
                name="scan_check_says_what_differs",
                violation_error_message="不一致的写明哪里不同，一致的没有。",
            ),
            models.CheckConstraint(
                condition=models.Q(pages__gt=0),
                name="scan_check_pages",
                violation_error_message="纸质的至少一页。",
            ),
        ]
        triggers = append_only("开启的记录只能添加，不能修改、删除")


class UnopenedLetter(Served, models.Model):
    """What a bidder is told whose envelopes went back unopened, since too few had bid for the whole or for the lot."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="letters")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    bidder = models.ForeignKey(Body, models.PROTECT, related_name="+")
    number = models.CharField(_("编号"), max_length=40)
    text = models.TextField(_("内容"), max_length=5_000)
    day = models.DateField(_("发出的日期"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS: ClassVar[dict[str, str]] = scope_of_procurement("opening__procurement")
    BIDDER_FIELDS: ClassVar[dict[str, str]] = scope_of("bidder")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["bidder", "-id"], name="unopened_letter_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "lot", "bidder"],
                nulls_distinct=False,
                name="unopened_letter_once",
                violation_error_message="告知书已经发过。",
            )
        ]
        triggers = append_only("发出的告知书只能添加，不能修改、删除")
