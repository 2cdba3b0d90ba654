"""What is recorded of the emergency lane afterwards, and only added to: its filing, its review, and what it brought."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement.models.procurements import Procurement
from goufu.registry.models import Body, Person


class LaneStep(models.TextChoices):
    """What follows on an emergency procurement: the purchaser files it, the finance office reviews it."""

    FILED = "filed", _("报备")
    REVIEWED = "reviewed", _("事后审查")


class LaneFinding(models.TextChoices):
    """What a finance office finds in its review."""

    IN_ORDER = "in_order", _("符合紧急采购的情形和程序")
    TO_MEND = "to_mend", _("有问题，由采购人整改")
    REFERRED = "referred", _("涉嫌违法，移送处理")


class LaneRecord(models.Model):
    """A filing or a review of an emergency procurement; of each the last one counts. `office`: with whom, or by whom."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="lane_records")
    step = models.CharField(_("步骤"), max_length=10, choices=LaneStep.choices)
    number = models.CharField(_("编号"), max_length=60)
    day = models.DateField(_("日期"))
    office = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("财政部门"))
    finding = models.CharField(_("审查结论"), max_length=10, choices=LaneFinding.choices, blank=True)
    text = models.TextField(_("内容"), max_length=5_000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="lane_number_once", violation_error_message="编号只用一次。"
            ),
            models.CheckConstraint(
                condition=models.Q(step=LaneStep.REVIEWED) ^ models.Q(finding=""),
                name="lane_review_has_finding",
                violation_error_message="审查要有结论，报备没有。",
            ),
        ]
        triggers = append_only("紧急采购的报备和审查只能添加，不能修改、删除")


def _figure(title: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        title,
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("不能小于零。"))],
    )


def _unit(title: Any, hint: Any) -> models.CharField[str, str]:
    return models.CharField(title, max_length=40, blank=True, help_text=hint)


class LaneEffect(models.Model):
    """Capacity, unit cost and speed before and after an emergency procurement; the last record counts.

    A measure has its unit and both figures, or nothing.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="lane_effects")
    capacity_unit = _unit(_("服务能力的单位"), _("例如 人次/日"))
    capacity_before = _figure(_("服务能力，采购以前"))
    capacity_after = _figure(_("服务能力，采购以后"))
    cost_unit = _unit(_("单位成本的单位"), _("例如 元/人次"))
    cost_before = _figure(_("单位成本，采购以前"))
    cost_after = _figure(_("单位成本，采购以后"))
    speed_unit = _unit(_("响应时间的单位"), _("例如 小时：从提出需求到服务到位"))
    speed_before = _figure(_("响应时间，采购以前"))
    speed_after = _figure(_("响应时间，采购以后"))
    source = models.CharField(_("数据从哪里来"), max_length=300)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    MEASURES = ("capacity", "cost", "speed")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(**{f"{name}_unit": "", f"{name}_before": None, f"{name}_after": None})
                    | ~models.Q(**{f"{name}_unit": ""})
                    & models.Q(**{f"{name}_before__isnull": False, f"{name}_after__isnull": False})
                ),
                name=f"lane_{name}_whole",
                violation_error_message="一项数据要写单位、采购以前和以后。",
            )
            for name in ("capacity", "cost", "speed")
        ]
        triggers = append_only("紧急采购的效果只能添加，不能修改、删除")
