"""What a provider declares of itself, and the finance office may enter too: who is in charge of it, and who holds or manages it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.registry.models.providers import FileEntry


class Declared(FileEntry):
    """The common fields of the entries that a provider may make in its own file."""

    KEPT_BY: ClassVar[tuple[Permission, ...]] = (Permission.KEEP_PROVIDERS, Permission.BID)

    class Meta:
        abstract = True


class Headship(Declared):
    """The person in charge of the body, until the next one begins (procurement-regulation:18). Equal names may be two people."""

    name = models.CharField(
        max_length=100, verbose_name=_("负责人"), help_text=_("法定代表人；没有的，主要负责人")
    )
    starts_on = models.DateField(
        null=True, blank=True, verbose_name=_("任职自"), help_text=_("不知道从哪天起就空着")
    )

    class Meta:
        verbose_name = _("单位负责人")
        ordering = [F("starts_on").desc(nulls_last=True), "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "starts_on"],
                condition=Q(struck=""),
                nulls_distinct=False,
                name="headship_once_a_day",
                violation_error_message="从这一天起的负责人已经登记；登记错了，请用“更正”。",
            )
        ]


class Relation(models.TextChoices):
    HOLDS = "holds", _("直接控股本单位")
    MANAGES = "manages", _("直接管理本单位")
    NONE = "none", _("没有单位直接控股、管理本单位")


class Affiliation(Declared):
    """Who holds or manages the body directly, or that nobody does (procurement-regulation:18). Both days are included."""

    relation = models.CharField(max_length=7, choices=Relation.choices, verbose_name=_("关系"))
    holder_name = models.CharField(
        max_length=200,
        blank=True,
        verbose_name=_("哪个单位"),
        help_text=_("控股、管理本单位的单位全称；没有就空着"),
    )
    holder_code = models.CharField(
        max_length=18,
        blank=True,
        verbose_name=_("它的统一社会信用代码"),
        help_text=_("境外等没有代码的空着"),
    )
    starts_on = models.DateField(verbose_name=_("从哪天起"))
    ends_on = models.DateField(null=True, blank=True, verbose_name=_("到哪天为止"))

    ENDS_WITH = "ends_on"

    class Meta:
        verbose_name = _("控股、管理关系")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="affiliation_ends_after_it_began",
                violation_error_message="截止日期早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(relation=Relation.NONE, holder_name="", holder_code="")
                | ~Q(relation=Relation.NONE) & ~Q(holder_name=""),
                name="affiliation_names_the_holder",
                violation_error_message="有控股、管理关系的要写明是哪个单位；没有的，不写单位。",
            ),
        ]
