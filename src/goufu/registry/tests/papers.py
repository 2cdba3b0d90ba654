"""The document by which bodies of the made-up county are changed."""

from __future__ import annotations

from goufu.documents.models import Document, Origin
from goufu.registry.models import Body


def paper(body: Body, **said: str) -> Document:
    """A document on a change of this body, without its bytes."""
    return Document.objects.create(
        subject_kind="body",
        subject_number=body.pk,
        **{"kind": "change", "number": "云办发〔2026〕3号", "name": "云岭县机构改革方案", **said},
        origin=Origin.ATTACHED,
        media_type="application/pdf",
        size_bytes=1,
        digest="0" * 64,
        person_name="系统员",
    )
