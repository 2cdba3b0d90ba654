"""What was opened or entered of bidders' responses: their prices and what they declare. Only added to."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.model_fields import MoneyField
from goufu.journal.append_only import append_only
from goufu.procurement import choices
from goufu.procurement.models.procurements import Lot, Procurement, scope_of_procurement
from goufu.registry.kinds import enterprise_sizes
from goufu.registry.models import Body, Person

_percents = [MinValueValidator(0, _("不能小于零。")), MaxValueValidator(100, _("不能大于100。"))]


class Quotation(models.TextChoices):
    """Which of a bidder's prices a response gives: FINAL after a consultation or a negotiation."""

    FIRST = "first", _("响应文件（首次报价）")
    FINAL = "final", _("最后报价")


class CameBy(models.TextChoices):
    """How a response came. SEALED: opened here with the custodians' keys."""

    SEALED = "sealed", _("加密提交，在本系统开启")
    PAPER = "paper", _("纸质密封提交，当场拆封")
    ENTERED = "entered", _("在其他平台开启，照开启记录登记")


class Response(models.Model):
    """What a bidder has offered, in yuan, for a procurement or one of its lots; of the same quotation the last row counts.

    The prices are as they stand in the opening sheet, in the bid, in words, and as the unit prices add up, for the lawful
    correction of what disagrees. `digest`: SM3 of the opened file. `minutes_on`: the day of the minutes it was copied from.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="responses")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="responses")
    bidder = models.ForeignKey(Body, models.PROTECT, related_name="responses", verbose_name=_("供应商"))
    quotation = models.CharField(_("哪一次报价"), max_length=8, choices=Quotation.choices)
    came_by = models.CharField(_("怎样提交"), max_length=8, choices=CameBy.choices)
    price = MoneyField(
        _("报价"), null=True, blank=True, help_text=_("开标一览表（报价表）上的总价；没有报价的空着")
    )
    price_in_bid = MoneyField(
        _("响应文件正文里的总价"), null=True, blank=True, help_text=_("与报价表不一致的才写")
    )
    price_in_words = MoneyField(
        _("大写金额读成的数"), null=True, blank=True, help_text=_("与小写不一致的才写")
    )
    unit_prices_total = MoneyField(
        _("单价汇总"), null=True, blank=True, help_text=_("各单价乘以数量的合计；与总价不一致的才写")
    )
    declared_size = models.CharField(_("声明的企业规模"), max_length=8, choices=enterprise_sizes, blank=True)
    has_declaration = models.BooleanField(_("提交了中小企业声明函"), default=False)
    feature = models.CharField(
        _("视同小微企业的证明"), max_length=20, choices=choices.provider_features, blank=True
    )
    small_share_percent = models.DecimalField(
        _("小微企业的份额（%）"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=_percents,
        help_text=_("联合体协议、分包意向里写的；不是联合体、不分包的空着"),
    )
    digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder, editable=False)
    minutes_on = models.DateField(_("开启记录的日期"), null=True, blank=True)
    opened_at = models.DateTimeField(_("开启时间"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["procurement", "id"], name="response_of_procurement")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price=None) | models.Q(price__gte=0),
                name="response_price_not_negative",
                violation_error_message="报价不能小于零。",
            ),
            models.CheckConstraint(
                condition=~models.Q(came_by=CameBy.ENTERED) | models.Q(minutes_on__isnull=False),
                name="response_entered_from_minutes",
                violation_error_message="在别处开启的响应，要写开启记录的日期。",
            ),
        ]
        triggers = append_only("开启的响应只能添加，不能修改、删除")

    def __str__(self) -> str:
        return self.bidder.name


class ConsortiumMember(models.Model):
    """A member of the consortium that has responded, with its share of the contract in percent."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="members")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("联合体成员"))
    share_percent = models.DecimalField(_("份额（%）"), max_digits=5, decimal_places=2, validators=_percents)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "body"],
                name="consortium_member_once",
                violation_error_message="联合体的成员只列一次。",
            )
        ]
        triggers = append_only("联合体的成员只能添加，不能修改、删除")
