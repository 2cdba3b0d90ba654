"""The administrative tree down to the county, with former codes."""

from __future__ import annotations

from django.db import models

from goufu.registry.kinds import levels

CENTRE = "100000"  # the code of the central level, as in the rulebook


def level_of(code: str) -> str:
    """The level of a code of six digits."""
    if code == CENTRE:
        return "central"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


class Place(models.Model):
    """A code of six digits and the place it names. A renamed or merged place keeps its row, with a successor.

    The years are those of the yearly tables: the first and the last that list the code under this name.
    """

    code = models.CharField(max_length=6, verbose_name="行政区划代码")
    name = models.CharField(max_length=60, verbose_name="名称")
    level = models.CharField(max_length=12, choices=levels, verbose_name="层级")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    listed_from = models.PositiveSmallIntegerField(verbose_name="启用年份")
    listed_until = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name="停用年份")
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["code", "listed_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "listed_from"],
                name="place_code_once_a_time",
                violation_error_message="这个代码在这一年已经登记过。",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(listed_until=None),
                name="place_code_current_once",
                violation_error_message="这个代码正在使用。",
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[1-9][0-9]{5}$"),
                name="place_code_six_digits",
                violation_error_message="行政区划代码是六位数字。",
            ),
            models.CheckConstraint(
                condition=models.Q(listed_until=None) | models.Q(listed_until__gte=models.F("listed_from")),
                name="place_ends_after_it_began",
                violation_error_message="停用年份早于启用年份。",
            ),
            models.CheckConstraint(
                condition=models.Q(successor=None) | models.Q(listed_until__isnull=False),
                name="place_with_successor_has_ended",
                violation_error_message="还在使用的区划不能写并入何处。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        return self.listed_until is None

    @property
    def prefix(self) -> str:
        """The digits with which the codes of all places within begin; '' for the whole nation."""
        if self.code == CENTRE:
            return ""
        return (
            self.code[:2]
            if self.code.endswith("0000")
            else self.code[:4]
            if self.code.endswith("00")
            else self.code
        )

    @property
    def years(self) -> str:
        """The years as text: 1980—2014, or 1980— while in use."""
        return f"{self.listed_from}—{self.listed_until or ''}"
