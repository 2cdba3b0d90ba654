"""Proofs of the standard log as texts, checked with nothing but the log's public key.

InclusionProof     a seal is in the log of a checkpoint                 (c2sp.org/tlog-proof)
ConsistencyProof   nothing was changed since an older checkpoint        (c2sp.org/tlog-witness: what a witness is sent)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from goufu.journal.errors import NotAProof
from goufu.journal.tlog import merkle
from goufu.journal.tlog.notes import Checkpoint, NotANote, Note, decoded, encoded
from goufu.journal.tlog.tiles import DIGEST_BYTES

HEADER = "c2sp.org/tlog-proof@v1"
_NUMBER = r"(0|[1-9]\d{0,18})"


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """The proof that a leaf is in the log of a checkpoint.

    Attributes:
        index: of the leaf, from 0.
        path: the digests beside the way from the leaf to the root.
        checkpoint: as it was published.
        extra: what leads from the thing to its leaf; nobody has signed it.
    """

    index: int
    path: Sequence[bytes]
    checkpoint: Note
    extra: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The proof of its text. Raises NotAProof."""
        head, note = _parts(text)
        found = re.fullmatch(rf"{re.escape(HEADER)}\nextra (\S+)\nindex {_NUMBER}((?:\n\S+)*)", head)
        if not found:
            raise NotAProof("开头不是 c2sp.org/tlog-proof@v1 的样子")
        with_extra, index, path = found.groups()
        return cls(int(index), _digests(path), note, _decoded(with_extra))

    def __str__(self) -> str:
        return f"{HEADER}\nextra {encoded(self.extra)}\nindex {self.index}\n{_lines(self.path)}\n{self.checkpoint}"

    def holds(self, leaf: bytes) -> bool:
        """Whether the leaf with this digest is in the log of the checkpoint. Raises NotAProof."""
        said = checkpoint_of(self.checkpoint)
        return merkle.is_included(leaf, self.index, said.size, self.path, said.root)


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """The proof that the log of a checkpoint begins with the `old` leaves of an older one.

    Attributes:
        path: the digests that lead from the older root to the new one.
        checkpoint: the new one, as it was published.
    """

    old: int
    path: Sequence[bytes]
    checkpoint: Note

    @classmethod
    def read(cls, text: str) -> Self:
        """The proof of its text. Raises NotAProof."""
        head, note = _parts(text)
        found = re.fullmatch(rf"old {_NUMBER}((?:\n\S+)*)", head)
        if not found:
            raise NotAProof("开头不是“old 次数”：要用 goufu journal checkpoint --since 写的文件")
        return cls(int(found[1]), _digests(found[2]), note)

    def __str__(self) -> str:
        return f"old {self.old}\n{_lines(self.path)}\n{self.checkpoint}"

    def holds(self, older: Checkpoint) -> bool:
        """Whether the log goes on from the older checkpoint, of which nothing was changed. Raises NotAProof."""
        said = checkpoint_of(self.checkpoint)
        return (older.origin, older.size) == (said.origin, self.old) and merkle.is_consistent(
            older.size, said.size, older.root, said.root, self.path
        )


def checkpoint_of(note: Note) -> Checkpoint:
    """What the note says of the log. Raises NotAProof."""
    try:
        return Checkpoint.read(note.text)
    except NotANote as error:
        raise NotAProof(str(error)) from error


def read_checkpoint(text: str) -> Note:
    """The checkpoint of a file as it is published, or as a witness is sent it. Raises NotAProof."""
    if text.startswith("old "):
        return ConsistencyProof.read(text).checkpoint
    return _note(text)


def _lines(path: Sequence[bytes]) -> str:
    """The digests, one a line; `_digests` reads them."""
    return "".join(f"{encoded(each)}\n" for each in path)


def _parts(text: str) -> tuple[str, Note]:
    """What stands before the first empty line, and the note behind it."""
    head, _blank, rest = text.partition("\n\n")
    return head, _note(rest)


def _note(text: str) -> Note:
    try:
        return Note.read(text)
    except NotANote as error:
        raise NotAProof(f"里面的检查点{error}") from error


def _digests(lines: str) -> list[bytes]:
    found = [_decoded(line) for line in lines.split("\n")[1:]]
    if any(len(each) != DIGEST_BYTES for each in found):
        raise NotAProof("路径里有一行不是 32 个字节")
    return found


def _decoded(line: str) -> bytes:
    try:
        return decoded(line)
    except NotANote as error:
        raise NotAProof(str(error)) from error
