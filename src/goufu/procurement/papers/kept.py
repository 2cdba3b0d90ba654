"""The papers that a procurement and its notices have in this house, by their titles."""

from __future__ import annotations

from django.db.models import Q

from goufu.documents.models import Document
from goufu.procurement.models import Notice


def titles_of(procurement: int) -> list[str]:
    """The names of its documents, the oldest first; each name once."""
    notices = Notice.objects.filter(procurement=procurement).values("pk")
    rows = Document.objects.filter(
        Q(subject_kind="procurement", subject_number=procurement)
        | Q(subject_kind="notice", subject_number__in=notices)
    )
    return list(dict.fromkeys(rows.order_by("pk").values_list("name", flat=True)))
