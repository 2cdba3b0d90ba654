"""What is entered afterwards of a procurement that ran on another platform or on paper."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.model_fields import MoneyField
from goufu.journal.append_only import append_only
from goufu.procurement.models.procurements import Lot, Procurement
from goufu.procurement.models.responses import Response
from goufu.registry.models import Body, Person


class PastEntry(models.Model):
    """That a procurement was entered afterwards (补录), by whom and when, and where it ran.

    Who bid and who was awarded stands in PastOffer. The law's view of before reads `winner`: with `amount` it goes in a later release.
    """

    procurement = models.OneToOneField(
        Procurement, models.PROTECT, related_name="past", editable=False, verbose_name=_("采购")
    )
    ran_at = models.CharField(_("在哪里办的"), max_length=200, help_text=_("平台的名称，或者纸质办理"))
    other_number = models.CharField(_("原来的编号"), max_length=80, blank=True)
    winner = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", verbose_name=_("中标、成交供应商")
    )
    amount = MoneyField(_("中标、成交金额"), null=True, blank=True, validators=[MinValueValidator(0)])
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(winner=None, amount=None)
                | models.Q(winner__isnull=False, amount__isnull=False),
                name="past_result_whole",
                violation_error_message="补录的结果要有供应商和金额。",
            )
        ]
        triggers = append_only("补录的记录只能添加，不能修改、删除")


class PastOffer(models.Model):
    """What is known of a bidder of what ran elsewhere, or of one of its lots, in yuan; `response`: where the registry knows it."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="past_offers")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="past_offers")
    name = models.CharField(_("供应商"), max_length=200)
    response = models.OneToOneField(Response, models.PROTECT, null=True, related_name="past_offer")
    price = MoneyField(_("报价"), null=True, blank=True, validators=[MinValueValidator(0)])
    rank = models.PositiveSmallIntegerField(_("名次"), null=True, blank=True)
    is_awarded = models.BooleanField(_("中标、成交"))

    class Meta:
        ordering = ["lot", "-is_awarded", "rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_awarded=False) | models.Q(response__isnull=False, price__isnull=False),
                name="past_award_whole",
                violation_error_message="中标、成交的要有单位库里的供应商和金额。",
            )
        ]
        triggers = append_only("补录的记录只能添加，不能修改、删除")
