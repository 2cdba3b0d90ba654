"""Budget files uploaded by a finance office: compared first, then imported as a whole."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goufu import wall_clock
from goufu.registry.models import Body

VOUCHER = "voucher"  # the kind of the document that an import makes of its file


class BudgetFile(models.Model):
    """A file that was uploaded to be compared and imported.

    Its content is in the store of documents under its digest. The import makes a document of it, its voucher; without
    one the store deletes the content after some days (documents.sweep).
    """

    office = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="财政部门")
    name = models.CharField(max_length=200, verbose_name="文件名")
    digest = models.CharField(max_length=64, verbose_name="SM3摘要")
    received_at = models.DateTimeField(default=wall_clock.now, editable=False, verbose_name="收到时间")
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
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="budget_file_digest_form",
                violation_error_message="摘要是 64 位十六进制数。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
