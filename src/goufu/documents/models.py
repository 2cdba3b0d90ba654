"""The model of documents. Their files are in the store, named by digest."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.files.papers import PAPER_TYPES, TABLE_TYPES
from goufu.journal.append_only import append_only

ENDINGS = {each.media_type: each.ending for each in (*PAPER_TYPES, *TABLE_TYPES)}
LONGEST_NAME = 150
TITLES = {each.media_type: each.title for each in (*PAPER_TYPES, *TABLE_TYPES)}


class Origin(models.TextChoices):
    ATTACHED = "attached", _("附上的")
    ISSUED = "issued", _("出具的")


class Document(models.Model):
    """A document and the thing that it belongs to. It never changes: another one supersedes it, with a reason.

    Names are stored beside numbers, as in the journal, so that a row depends on no other table.
    """

    subject_kind = models.CharField(max_length=50)  # the thing's model, in lower case
    subject_number = models.BigIntegerField()
    # a code of the thing's kinds: see subjects.DocumentKind
    kind = models.CharField(max_length=40, verbose_name="种类")
    origin = models.CharField(max_length=8, choices=Origin, verbose_name="来源")
    number = models.CharField(max_length=80, blank=True, verbose_name="文号或者编号")
    name = models.CharField(max_length=LONGEST_NAME, verbose_name="名称")
    media_type = models.CharField(max_length=100, verbose_name="格式")
    size_bytes = models.BigIntegerField(verbose_name="大小（字节）")
    digest = models.CharField(max_length=64, verbose_name="SM3摘要")
    # of an issued paper: the SM3 of what it says, which it carries in print and as a QR code
    said = models.CharField(max_length=64, blank=True, db_default="", default="", verbose_name="内容摘要")
    at = models.DateTimeField(default=wall_clock.now, editable=False, verbose_name="时间")
    person = models.BigIntegerField(null=True, blank=True)  # none: the program itself
    person_name = models.CharField(max_length=100, verbose_name="经办人")
    body = models.BigIntegerField(null=True, blank=True)
    body_name = models.CharField(max_length=200, blank=True, verbose_name="单位")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", verbose_name="替换的文件"
    )
    reason = models.CharField(max_length=200, blank=True, verbose_name="替换的理由")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_number"], name="document_of_subject"),
            models.Index(fields=["digest"], name="document_digest"),
            models.Index(fields=["said"], name="document_said", condition=~Q(said="")),
            models.Index(fields=["number"], name="document_number", condition=Q(origin="issued")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="document_digest_form",
                violation_error_message="摘要是 64 位十六进制数。",
            ),
            models.CheckConstraint(
                condition=Q(said="") | Q(said__regex=r"^[0-9a-f]{64}$"),
                name="document_said_form",
                violation_error_message="内容摘要是 64 位十六进制数。",
            ),
            models.CheckConstraint(
                condition=Q(size_bytes__gt=0),
                name="document_not_empty",
                violation_error_message="文件是空的。",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, reason="") | (Q(supersedes__isnull=False) & ~Q(reason="")),
                name="document_superseded_with_reason",
                violation_error_message="替换文件要写理由。",
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.ISSUED) | ~Q(number=""),
                name="document_issued_with_number",
                violation_error_message="出具的文件要有文号。",
            ),
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=Q(origin=Origin.ISSUED),
                name="document_number_once",
                violation_error_message="这个文号已经用过。",
            ),
        ]
        triggers = append_only("文件只能添加，不能修改、删除；传错了，用正确的一份替换")

    def __str__(self) -> str:
        return self.name

    @property
    def successor(self) -> Document | None:
        """The document that superseded this one, if any; no query where `superseded_by` was selected with it."""
        return getattr(self, "superseded_by", None)

    @property
    def file_name(self) -> str:
        """The name for downloads; its ending is that of the real type."""
        return self.name + ENDINGS.get(self.media_type, "")

    @property
    def type_word(self) -> str:
        return TITLES.get(self.media_type, self.media_type)
