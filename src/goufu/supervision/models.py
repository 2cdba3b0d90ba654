"""Verifications of the journal, as requested by people."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from goufu import wall_clock
from goufu.core.principal import scope_of
from goufu.registry.models import Body, Person

SILENT = timedelta(minutes=2)  # a running verification reports its progress every few seconds


class Verification(models.Model):
    """One verification of the journal: requested, running, finished. Only the worker writes its results."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="发起人")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="单位")
    asked_at = models.DateTimeField(default=wall_clock.now, editable=False, verbose_name="发起时间")
    after_day = models.DateField(
        null=True, blank=True, verbose_name="从哪一天之后"
    )  # None: from the beginning
    covers_tables = models.BooleanField(default=False, db_default=False, verbose_name="连同各张表")
    progress_at = models.DateTimeField(null=True, blank=True, verbose_name="最近进展")
    seals_to_do = models.PositiveBigIntegerField(default=0, verbose_name="存证总数")
    seals = models.PositiveBigIntegerField(default=0, verbose_name="已核验存证")
    entries = models.PositiveBigIntegerField(default=0, verbose_name="已核验条数")
    days = models.PositiveIntegerField(default=0, verbose_name="已核验天数")
    waiting = models.PositiveBigIntegerField(default=0, verbose_name="等候存证")
    rows = models.PositiveBigIntegerField(default=0, db_default=0, verbose_name="已核对行数")
    untold_rows = models.PositiveBigIntegerField(default=0, db_default=0, verbose_name="日志没有记全的行数")
    fault_count = models.PositiveBigIntegerField(default=0, verbose_name="不符")
    faults = models.JSONField(
        default=list, blank=True, verbose_name="不符之处"
    )  # the first hundred, in sentences
    last_day = models.DateField(null=True, blank=True, verbose_name="最后一天")
    last_root = models.CharField(max_length=64, blank=True, verbose_name="日根")
    finished_at = models.DateTimeField(null=True, blank=True, verbose_name="完成时间")

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(progress_at__isnull=False),
                name="verification_begins_before_it_ends",
                violation_error_message="核验还没有开始，不能完成。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_working(self) -> bool:
        """Whether it is waiting for the worker, or running."""
        return not self.finished_at and not self.is_lost

    @property
    def is_lost(self) -> bool:
        """Whether the worker was killed while running it."""
        return bool(
            self.progress_at and not self.finished_at and wall_clock.now() - self.progress_at > SILENT
        )

    @property
    def kind(self) -> str:
        """The kind (colour and sign) of its state."""
        if self.is_working:
            return "info"
        return "warn" if self.is_lost else "stop" if self.fault_count else "ok"
