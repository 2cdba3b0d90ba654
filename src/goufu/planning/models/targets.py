"""Performance targets of a project: indicators used later in contract, service ledger, acceptance and evaluation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import override

from goufu.planning.kinds import TARGET_GROUPS, Operator, TargetKind
from goufu.planning.models.projects import Project
from goufu.planning.thresholds import DIGITS, LONGEST_UNIT, PLACES, Threshold, figure, is_number, is_unit

MOST_TARGETS = 40  # of a project
COUNTABLE = "有数字的目标要写数字和单位，不写文字；没有数字的，请说明是定性目标。"
QUALITATIVE = "定性目标只写文字，不写数字、单位和基准值。"
NOT_NEGATIVE = "目标值和基准值不能小于零。"
SHARE = "质量、时效和满意度的百分比不能超过 100%；增长多少，请写在数量或者效益里。"
# Kinds whose percentages are shares of a whole; cost, quantity and benefit may grow by more than 100 %.
_SHARES = (TargetKind.QUALITY, TargetKind.TIMELINESS, TargetKind.SATISFACTION)
_IS_QUALITATIVE = models.Q(operator=Operator.QUALITATIVE)


def _number(title: str) -> models.DecimalField[Decimal | None, Decimal | None]:
    not_negative = MinValueValidator(0, NOT_NEGATIVE)
    return models.DecimalField(
        title, max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True, validators=[not_negative]
    )


def readable_unit(unit: str) -> None:
    """Raises ValidationError for a unit that would be misread when written after a number."""
    if not is_unit(unit):
        raise ValidationError(
            f"“{unit}”不能作单位。请写成 人次、%、元/月；不带数字和万、亿（1.2万人次写 12000 人次）。"
        )


def without_number(text: str) -> None:
    """Raises ValidationError for a qualitative text that holds a number."""
    if is_number(text):
        raise ValidationError(f"“{text}”有数字，不是定性目标。请写成目标值。")


class Target(models.Model):
    """A performance indicator: its name, the required value, when one unit counts, and the evidence."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(max_length=100, verbose_name="指标")
    kind = models.CharField(max_length=12, choices=TargetKind.choices, verbose_name="类型")
    operator = models.CharField(max_length=11, choices=Operator.choices, verbose_name="要求")
    number = _number("目标值")
    unit = models.CharField(
        max_length=LONGEST_UNIT, blank=True, validators=[readable_unit], verbose_name="单位"
    )
    text = models.CharField(max_length=200, blank=True, validators=[without_number], verbose_name="定性目标")
    counting_note = models.CharField(max_length=500, blank=True, verbose_name="计数说明")
    evidence = models.CharField(max_length=500, blank=True, verbose_name="证据")
    source = models.CharField(max_length=200, blank=True, verbose_name="目标值的依据")
    baseline = _number("基准值")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="target_name_once",
                violation_error_message="同一个指标只写一次。",
            ),
            models.CheckConstraint(
                condition=_IS_QUALITATIVE | models.Q(number__isnull=False, text="") & ~models.Q(unit=""),
                name="target_is_countable",
                violation_error_message=COUNTABLE,
            ),
            models.CheckConstraint(
                condition=~_IS_QUALITATIVE
                | models.Q(number=None, unit="", baseline=None) & ~models.Q(text=""),
                name="target_is_qualitative",
                violation_error_message=QUALITATIVE,
            ),
            models.CheckConstraint(
                condition=models.Q(number=None) | models.Q(number__gte=0),
                name="target_not_negative",
                violation_error_message=NOT_NEGATIVE,
            ),
            models.CheckConstraint(
                condition=models.Q(baseline=None) | models.Q(baseline__gte=0),
                name="target_baseline_not_negative",
                violation_error_message=NOT_NEGATIVE,
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=_SHARES, unit="%")
                | models.Q(number__lte=100) & (models.Q(baseline=None) | models.Q(baseline__lte=100)),
                name="target_share_within_hundred",
                violation_error_message=SHARE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.shown}"

    @classmethod
    def said_fields(cls) -> list[models.Field[Any, Any]]:
        """The fields that people fill."""
        fields = cls._meta.concrete_fields
        return [each for each in fields if each.editable and not each.is_relation and not each.primary_key]

    def validate(self) -> None:
        """Checks each field and their combinations, without the database. Raises ValidationError by field."""
        self.clean_fields(exclude=["project"])
        if wrong := self._wrong():
            raise ValidationError({NON_FIELD_ERRORS: wrong})

    def _wrong(self) -> str:
        """The message of the violated constraint, else ""."""
        if self.is_qualitative:
            counted = (self.number, self.baseline) != (None, None) or self.unit
            return QUALITATIVE if counted or not self.text else ""
        if self.text or not self.unit or self.number is None:
            return COUNTABLE
        is_share = self.kind in _SHARES and self.unit == "%"
        return SHARE if is_share and max(self.number, self.baseline or 0) > 100 else ""

    @property
    def is_qualitative(self) -> bool:
        return self.operator == Operator.QUALITATIVE

    @property
    def threshold(self) -> Threshold | None:
        """The threshold; None for a qualitative target."""
        return None if self.number is None else Threshold(Operator(self.operator), self.number, self.unit)

    @property
    def shown(self) -> str:
        """The required value as text: “≥ 95 %”, as `read_threshold` parses it, or a qualitative target's text."""
        return str(self.threshold or self.text)

    @property
    def baseline_shown(self) -> str:
        return "" if self.baseline is None else f"{figure(self.baseline)} {self.unit}"

    @property
    def group(self) -> str:
        """The first level of its kind: output, benefit or satisfaction."""
        return next(str(group) for group, kinds in TARGET_GROUPS.items() if self.kind in kinds)

    def is_met(self, value: Decimal) -> bool:
        """Whether the value, in the target's unit, meets the target. Raises ValueError for a qualitative target."""
        if self.threshold is None:
            raise ValueError(f"{self.name} is qualitative: a person judges it")
        return self.threshold.is_met(value)

    def in_words(self) -> str:
        """The whole target as a Chinese text for the log entry, whatever the page's language is."""
        with override(None):
            kind = self.get_kind_display()
        said = (
            ("类型", kind),
            ("计数说明", self.counting_note),
            ("证据", self.evidence),
            ("依据", self.source),
            ("基准值", self.baseline_shown),
        )
        return f"{self}（{'；'.join(f'{name}：{value}' for name, value in said if value)}）"
