"""A provider's file: records about a body from which services may be bought.

No entry is ever deleted. A wrong one is struck out with a reason, and the right one names the one it corrects.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goufu.core.model_fields import MoneyField
from goufu.core.permissions import Permission
from goufu.registry.models.bodies import Body

EARLIEST, LATEST = 1949, 2200
YEARS = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class FileEntry(models.Model):
    """The common fields of all entries of the file."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="%(class)ss", verbose_name=_("单位"))
    struck = models.CharField(max_length=200, blank=True, editable=False, verbose_name=_("划去的理由"))
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="corrected_by", verbose_name=_("更正")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS: ClassVar[dict[str, str]] = {
        "body": "body_id",
        "path": "body__path",
        "office": "body__office_id",
        "place": "body__place__code",
    }
    ENDS_WITH = ""  # the field that holds the last day, of entries that end
    KEPT_BY: ClassVar[tuple[Permission, ...]] = (Permission.KEEP_PROVIDERS,)  # any one suffices

    class Meta:
        abstract = True

    @property
    def stands(self) -> bool:
        return not self.struck

    @classmethod
    def said_fields(cls) -> list[models.Field[Any, Any]]:
        """The fields that people fill in, besides the body."""
        return [
            field
            for field in cls._meta.concrete_fields
            if field.editable and not field.is_relation and not field.primary_key
        ]

    def said(self) -> dict[str, str]:
        """The entry's non-empty values as text, by field title."""
        said = {}
        for field in self.said_fields():
            value = getattr(self, field.name)
            if value not in (None, ""):
                words = (
                    {True: _("是"), False: _("否")} if isinstance(value, bool) else dict(field.flatchoices)
                )
                said[str(field.verbose_name)] = str(words.get(value, value))
        return said


class Qualification(FileEntry):
    """A licence, certificate or grade."""

    name = models.CharField(max_length=100, verbose_name=_("名称"))
    number = models.CharField(max_length=60, blank=True, verbose_name=_("编号"))
    issuer = models.CharField(max_length=100, verbose_name=_("发证机关"))
    valid_from = models.DateField(verbose_name=_("有效期自"))
    valid_until = models.DateField(null=True, blank=True, verbose_name=_("有效期至"))

    ENDS_WITH = "valid_until"

    class Meta:
        verbose_name = _("资质")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="qualification_ends_after_it_began",
                violation_error_message="有效期的结束日期早于开始日期。",
            )
        ]


class Inspection(FileEntry):
    """An annual inspection, with its published result."""

    year = models.PositiveSmallIntegerField(verbose_name=_("年度"), validators=YEARS)
    result = models.CharField(max_length=40, verbose_name=_("结果"))
    published_on = models.DateField(null=True, blank=True, verbose_name=_("公布日期"))

    class Meta:
        verbose_name = _("年度检查")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year"],
                condition=Q(struck=""),
                name="inspection_once_a_year",
                violation_error_message="这一年的检查结果已经登记；登记错了，请用“更正”。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(EARLIEST, LATEST)),
                name="inspection_year",
                violation_error_message="年度应当是四位年份。",
            ),
        ]


class CreditList(models.TextChoices):
    DISHONEST_DEBTOR = "dishonest_debtor", _("失信被执行人")
    TAX_VIOLATOR = "tax_violator", _("重大税收违法失信主体")
    PROCUREMENT_VIOLATOR = "procurement_violator", _("政府采购严重违法失信行为记录名单")


class CreditListing(FileEntry):
    """A listing of the body on a list of dishonest bodies. Both days are included."""

    listed_in = models.CharField(max_length=24, choices=CreditList.choices, verbose_name=_("名单"))
    starts_on = models.DateField(verbose_name=_("列入日期"))
    ends_on = models.DateField(null=True, blank=True, verbose_name=_("截止日期"))
    source = models.CharField(max_length=200, verbose_name=_("查询渠道"))
    seen_on = models.DateField(verbose_name=_("查询日期"))

    ENDS_WITH = "ends_on"

    class Meta:
        verbose_name = _("信用记录")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="credit_listing_ends_after_it_began",
                violation_error_message="截止日期早于列入日期。",
            ),
            models.CheckConstraint(
                condition=Q(seen_on__gte=F("starts_on")),
                name="credit_listing_seen_after_it_began",
                violation_error_message="查询日期早于列入日期。",
            ),
        ]


class Debarment(FileEntry):
    """A ban from government procurement; both days are included. Decisions may overlap."""

    starts_on = models.DateField(verbose_name=_("禁止自"))
    ends_on = models.DateField(null=True, blank=True, verbose_name=_("禁止至"))
    decision_number = models.CharField(max_length=80, verbose_name=_("决定书文号"))
    authority = models.CharField(max_length=100, verbose_name=_("作出决定的机关"))

    ENDS_WITH = "ends_on"

    class Meta:
        verbose_name = _("禁止参加政府采购")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="debarment_ends_after_it_began",
                violation_error_message="禁止期的结束日期早于开始日期。",
            )
        ]


class Violation(FileEntry):
    """A grave violation of law in business. How long it counts follows from its day (procurement-regulation:19)."""

    class Kind(models.TextChoices):
        CRIMINAL = "criminal", _("刑事处罚")
        CLOSURE = "closure", _("责令停产停业")
        REVOCATION = "revocation", _("吊销许可证或者执照")
        FINE = "fine", _("较大数额罚款")
        OTHER = "other", _("其他行政处罚")

    kind = models.CharField(max_length=12, choices=Kind.choices, verbose_name=_("处罚种类"))
    decided_on = models.DateField(verbose_name=_("处罚日期"))
    decision_number = models.CharField(max_length=80, verbose_name=_("决定书或者判决书文号"))
    authority = models.CharField(max_length=100, verbose_name=_("作出决定的机关"))

    class Meta:
        verbose_name = _("重大违法记录")
        ordering = ["-decided_on", "-id"]


class Appropriation(FileEntry):
    """What public money the body got directly in a year, not for a service, and whether it lives on that alone."""

    year = models.PositiveSmallIntegerField(verbose_name=_("年度"), validators=YEARS)
    amount_yuan = MoneyField("财政直接拨款")
    is_full = models.BooleanField(null=True, blank=True, verbose_name=_("经费由财政拨款全额保障"))

    class Meta:
        verbose_name = _("财政拨款")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year"],
                condition=Q(struck=""),
                name="appropriation_once_a_year",
                violation_error_message="这一年的财政拨款已经登记；登记错了，请用“更正”。",
            ),
            models.CheckConstraint(
                condition=~Q(is_full=True) | Q(amount_yuan__gt=0),
                name="appropriation_full_is_some",
                violation_error_message="没有财政拨款的，经费不会由财政拨款全额保障。",
            ),
            models.CheckConstraint(
                condition=Q(amount_yuan__gte=0),
                name="appropriation_not_negative",
                violation_error_message="财政拨款不能小于零。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(EARLIEST, LATEST)),
                name="appropriation_year",
                violation_error_message="年度应当是四位年份。",
            ),
        ]
