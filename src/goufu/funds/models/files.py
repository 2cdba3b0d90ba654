"""Budget files uploaded by a finance office: compared first, then imported as a whole."""

from __future__ import annotations

from django.db import models

from goufu.registry.models import Body


class BudgetFile(models.Model):
    """An uploaded file, unchanged, as the voucher of its import. Its digest is in the log entry."""

    office = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="财政部门")
    name = models.CharField(max_length=200, verbose_name="文件名")
    content = models.BinaryField()
    digest = models.CharField(max_length=64, verbose_name="SM3摘要")
    received_at = models.DateTimeField(auto_now_add=True, verbose_name="收到时间")
    imported_at = models.DateTimeField(null=True, editable=False, verbose_name="导入时间")
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = {
        "body": "office_id",
        "path": "office__path",
        "office": "office_id",
        "place": "office__place__code",
    }

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["office", "-id"], name="budget_file_of_office")]

    def __str__(self) -> str:
        return self.name
