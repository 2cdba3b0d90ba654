"""The scoring table: what earns how many points, fixed with the procurement file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.procurement.models.procurements import Lot, Procurement, scope_of_procurement

PERCENTS = (
    "consortium_deduction_percent",
    "low_price_mean_percent",
    "low_price_second_percent",
    "low_price_ceiling_percent",
)
_percents = [MinValueValidator(0, _("不能小于零。")), MaxValueValidator(100, _("不能大于100。"))]
OF_THE_TABLE = "SELECT t.procurement_id INTO planned FROM procurement_scoringtable t WHERE t.id = COALESCE(NEW.table_id, OLD.table_id)"
OF_ITSELF = "planned := COALESCE(NEW.procurement_id, OLD.procurement_id)"


def _fixed_with_the_file(find: str) -> list[pgtrigger.Trigger]:
    """The trigger that refuses any change once the procurement's activity has begun."""
    func = f"""
{find};
PERFORM FROM procurement_procurement WHERE id = planned AND state = 'planning';
IF NOT FOUND THEN
    RAISE EXCEPTION '采购开始以后评审标准不能改；要改，发更正公告' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN COALESCE(NEW, OLD);
"""
    return [
        pgtrigger.Trigger(
            name="fixed_with_the_file",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            declare=[("planned", "bigint")],
            func=func,
        )
    ]


def _percent(title: Any, hint: Any = "") -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(
        title,
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=_percents,
        help_text=hint,
    )


class ScoringTable(models.Model):
    """How the responses to a procurement are compared; its factors and the price make a hundred points.

    lot: whose own table it is; the one without a lot is shared by the lots that have none of their own.
    price_points: None where the price is not scored.
    """

    procurement = models.ForeignKey(
        Procurement, models.PROTECT, related_name="scoring_tables", verbose_name=_("采购"), editable=False
    )
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, related_name="scoring_tables", verbose_name=_("包"), editable=False
    )
    price_points = _percent(_("价格分"), _("价格不评分的空着：执行统一定价、固定价格的，或者最低评标价法"))
    consortium_deduction_percent = _percent(_("联合体、分包的价格扣除（%）"), _("小微企业份额达到规定的"))
    low_price_mean_percent = _percent(_("异常低价：低于均价的百分之几"), _("不提高就空着，按规定的比例"))
    low_price_second_percent = _percent(_("异常低价：低于次低价的百分之几"), _("不提高就空着"))
    low_price_ceiling_percent = _percent(_("异常低价：低于限价的百分之几"), _("不提高就空着"))
    is_quantified = models.BooleanField(default=False, editable=False)  # each grade has its indicator
    changed_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "lot"],
                nulls_distinct=False,
                name="scoring_table_once",
                violation_error_message="一个包只有一张评审标准。",
            )
        ]
        triggers = _fixed_with_the_file(OF_ITSELF)

    def __str__(self) -> str:
        return f"第{self.lot.number}包的评审标准" if self.lot else "评审标准"


class Factor(models.Model):
    """A factor: its points, what is looked at, and its scale; `grades`: lowest and highest points with their indicator.

    Objective factors are checked, and give everybody the same points.
    """

    table = models.ForeignKey(ScoringTable, models.PROTECT, related_name="factors")
    number = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("因素"), max_length=100)
    points = models.DecimalField(_("满分"), max_digits=5, decimal_places=2)
    is_objective = models.BooleanField(_("客观因素"), default=False)
    looks_at = models.CharField(_("看响应文件的哪里"), max_length=200, blank=True)
    grades = models.JSONField(_("档次和指标"), default=list, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "number"],
                name="factor_number_once",
                violation_error_message="因素的序号不能重复。",
            ),
            models.CheckConstraint(
                condition=models.Q(points__gt=0, points__lte=100),
                name="factor_points_positive",
                violation_error_message="每个因素的分值要大于零，不超过一百。",
            ),
        ]
        triggers = _fixed_with_the_file(OF_THE_TABLE)

    def __str__(self) -> str:
        return self.title
