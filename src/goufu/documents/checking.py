"""Whether a paper is what the program issued: by what its QR code says, or by the bytes of a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from goufu.core.errors import NotFound
from goufu.core.principal import Principal
from goufu.documents.models import Document, Origin
from goufu.documents.subjects import subject_of

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_NUMBER = re.compile(r"编号[：:]\s*(\S+)")


@dataclass(frozen=True, slots=True)
class Found:
    """A document that agrees, and the page of its thing where the agent may see that."""

    document: Document
    url: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a check. `number` and `digest` were read in what was given; `other`: that number is there, and says otherwise."""

    number: str
    digest: str
    found: tuple[Found, ...] = ()
    other: Found | None = None


def check_mark(text: str, agent: Principal | None) -> Checked:
    """The issued papers that carry this mark: what the QR code says, or what is printed beside it.

    Whoever has the digest has the paper in hand, so it is told what the paper is. That a number exists with another
    digest is told only to those who may see the thing.
    """
    digest, number = _first(_DIGEST, text.lower()), _first(_NUMBER, text)
    issued = Document.objects.filter(origin=Origin.ISSUED).order_by("kind", "pk")
    found = tuple(_found(each, agent) for each in issued.filter(said=digest)) if digest else ()
    same = tuple(each for each in found if not number or each.document.number == number)
    if same or not number:
        return Checked(number, digest, same)
    others = (_found(each, agent) for each in issued.filter(number=number))
    return Checked(number, digest, other=next((each for each in others if each.url), None))


def check_file(chunks: Iterable[bytes], agent: Principal | None) -> Checked:
    """The documents with these bytes, issued or attached: of attached ones only those that the agent may see."""
    sum_ = hashlib.new("sm3")
    for chunk in chunks:
        sum_.update(chunk)
    digest = sum_.hexdigest()
    found = (_found(each, agent) for each in Document.objects.filter(digest=digest).order_by("pk")[:20])
    return Checked(
        "", digest, tuple(each for each in found if each.url or each.document.origin == Origin.ISSUED)
    )


def _found(document: Document, agent: Principal | None) -> Found:
    try:
        seen = subject_of(agent, document.subject_kind, document.subject_number)
        seen.kind(document.kind)
    except NotFound:
        return Found(document)
    return Found(document, seen.url)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return (found.group(1) if pattern.groups else found.group()) if found else ""
