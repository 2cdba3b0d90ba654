"""The papers of a procurement file that holds."""

from __future__ import annotations

from goufu.documents.models import Document
from goufu.documents.queries import documents_by_thing
from goufu.procurement.models import Procurement

FILE = ("file_paper", "file_word")  # kinds of documents, PDF and Word: as it was fixed here
ELSEWHERE = "file"  # as it was written elsewhere
FILES = (*FILE, ELSEWHERE)


def file_papers(procurement: Procurement) -> list[Document]:
    """The papers as they were fixed here, and what the purchaser has uploaded."""
    papers = documents_by_thing([procurement]).get(procurement, [])
    held = [each for each in papers if each.kind in FILES and each.successor is None]
    return sorted(held, key=lambda each: (FILES.index(each.kind), each.pk))
