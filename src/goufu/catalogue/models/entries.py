"""Entries of an edition: code, name, description and procurement items."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Left, Length, NullIf
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.codes import CODE
from goufu.catalogue.models.editions import Edition

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2000
CODE_FORM = rf"^{CODE.pattern}$"


class ServiceClass(models.TextChoices):
    """The two classes of article 9, by the first letter of the code."""

    PUBLIC = "A", _("公共服务")
    AUXILIARY = "B", _("政府履职辅助性服务")


class EditionEntry(models.Model):
    """An entry. Level, parent and class are derived from the code: A, A04, A0402, A040201.

    Migration 0002 requires the parent to be an entry too. The three facts of articles 12 and 13 are updated until
    publication and fixed then; None: unknown, for editions loaded from elsewhere.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="entries", verbose_name="目录")
    code = models.CharField(
        _("编码"),
        max_length=7,
        help_text=_("如 A0402；部门细化到四级，如 A040201"),
        validators=[RegexValidator(CODE_FORM, "编码是 A 或 B 加两位一级的数字，如 A04、A0402、A040201。")],
    )
    name = models.CharField(_("名称"), max_length=LONGEST_NAME)
    parent = models.GeneratedField(
        expression=NullIf(Func(F("code"), Value(-2), function="LEFT"), Value("")),
        output_field=models.CharField(max_length=7, null=True),
        db_persist=True,
        verbose_name="上级编码",
    )
    level = models.GeneratedField(
        expression=(Length("code") + 1) / 2,
        output_field=models.SmallIntegerField(),
        db_persist=True,
        verbose_name="级",
    )
    service_class = models.GeneratedField(
        expression=Left("code", 1),
        output_field=models.CharField(max_length=1, choices=ServiceClass),
        db_persist=True,
        verbose_name="类别",
    )
    description = models.TextField(_("说明"), blank=True, max_length=LONGEST_DESCRIPTION)
    items = ArrayField(
        models.CharField(max_length=9),
        default=list,
        blank=True,
        verbose_name=_("采购品目"),
        help_text=_("品目编码，如 C05010400；多个用顿号隔开"),
    )
    needs_expert_review = models.BooleanField(_("需要专家论证"), default=False)
    is_consulted = models.BooleanField(_("已征求意见"), null=True, blank=True, default=False)
    is_expert_reviewed = models.BooleanField(_("已经专家论证"), null=True, blank=True, default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = {name: f"edition__{path}" for name, path in Edition.SCOPE_FIELDS.items()}

    class Meta:
        ordering = ["edition_id", "code"]
        indexes = [
            models.Index(fields=["edition", "parent", "code"], name="entry_of_parent"),
            GinIndex(fields=["items"], name="entry_items"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"],
                name="entry_code_once",
                violation_error_message="这一版目录里已经有这个编码。",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=CODE_FORM),
                name="entry_code_form",
                violation_error_message="编码是 A 或 B 加两位一级的数字，如 A04、A0402、A040201。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def class_word(self) -> str:
        """The class in Chinese: 公共服务 or 政府履职辅助性服务."""
        return str(ServiceClass(self.service_class).label)
