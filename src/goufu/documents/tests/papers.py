"""Made-up papers for tests of every room."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def pdf(text: str = "") -> bytes:
    """A small one; another text makes other bytes."""
    return b"%PDF-1.7\n% " + text.encode() + b"\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"


def upload(content: bytes | None = None, name: str = "养老机构设立许可证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)


def downloaded(client: Client, document: int) -> bytes | None:
    """Read to the end, as a browser does; None for what is not there."""
    answer = client.get(f"/documents/{document}/")
    return answer.getvalue() if answer.status_code == 200 else None
