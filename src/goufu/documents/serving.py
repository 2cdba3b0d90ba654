"""Answers that carry a document's file, or a paper that is not stored yet: always as attachments."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from django.http import FileResponse

from goufu.core.principal import Principal
from goufu.documents.models import ENDINGS, Document
from goufu.documents.papers import Paper
from goufu.documents.queries import written_paper
from goufu.documents.store import store
from goufu.documents.subjects import subject_of
from goufu.files.papers import DOCX, PDF


def stored_file(found: Document) -> FileResponse:
    """The file as an attachment: it was uploaded, so no browser may render it."""
    return _attached(store().read(found.digest), found.file_name, found.media_type, found.size_bytes)


def paper_file(agent: Principal | None, subject: tuple[str, int], kind: str) -> FileResponse:
    """The paper of a thing as it now is: as it was issued, or, until that is done, the same bytes. Raises NotFound."""
    paper = subject_of(agent, *subject).paper(kind)
    if found := written_paper(paper):
        return stored_file(found)
    content = paper.write().content
    type_ = _type_of(paper)
    return _attached(BytesIO(content), f"{paper.name}{ENDINGS[type_]}", type_, len(content))


def _type_of(paper: Paper) -> str:
    return (DOCX if paper.format == "Word" else PDF).media_type


def _attached(content: IO[bytes], name: str, media_type: str, size_bytes: int) -> FileResponse:
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    answer.headers["Content-Length"] = str(size_bytes)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
