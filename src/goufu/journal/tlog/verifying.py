"""Verification of the standard log beside the seals: its tiles, its checkpoints, and the signatures on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from goufu.journal.record_kinds import CheckpointRecord, DayRecord, SealRecord, TileRecord
from goufu.journal.tlog import merkle, notes, tiles
from goufu.journal.tlog.notes import NotANote, Note, PublicKey
from goufu.journal.tlog.seals import Growing, entry
from goufu.journal.tlog.tiles import DIGEST_BYTES
from goufu.numbers import whole_number

COSIGNED = "journal.checkpoint.cosigned"


class StandardLog:
    """The log computed anew from the seals, against what is stored of it; faults are told in sentences."""

    def __init__(self, say: Callable[[str], None], key: PublicKey | None) -> None:
        self._say = say
        self._key = key
        self._log = Growing()
        self._full: dict[tuple[int, int], bytes] = {}  # roots of full tiles that have not been met yet
        self._number = 0
        self._covered = 0  # seals under the last checkpoint
        self._closed: DayRecord | None = None
        self._cosigned: set[tuple[int, str]] = set()  # checkpoints with the keys of witnesses
        self._told: set[tuple[int, str]] = set()  # the same as entries tell them

    def add(self, seal: SealRecord) -> None:
        said = entry(seal.number, seal.sealed_at, seal.count, seal.tree, seal.previous, seal.root)
        for tile, digests in self._log.add(merkle.leaf(said)):
            self._full[tile.level, tile.number] = _root(digests) or b""

    def day(self, day: DayRecord) -> None:
        """Takes note of a closed day with seals that a checkpoint must cover."""
        self._closed = day

    def entry(self, said: Mapping[str, Any]) -> None:
        """Takes note of the cosignatures that an entry tells; one that was changed may tell anything."""
        if said["action"] == COSIGNED and isinstance(said["facts"], dict):
            witnesses, number = said["facts"].get("witnesses"), whole_number(str(said["object_id"]))
            for witness in witnesses if number and isinstance(witnesses, list) else ():
                self._told.add((number, str(witness)))

    def close(self) -> None:
        """Ends the log: a day is closed only after a checkpoint was signed over its seals."""
        for number, witness in sorted(self._told - self._cosigned):
            self._say(f"第 {number} 个检查点上 {witness.partition('+')[0]} 的见证签名不见了：存下以后被删去")
        if (day := self._closed) and day.last_seal > self._covered:
            self._say(
                f"{day.day} 已经结清，却没有检查点盖到它的最后一次存证（第 {day.last_seal} 次）："
                "检查点被删去了，或者日志密钥换过以后没有再签"
            )

    def tile(self, tile: TileRecord) -> None:
        expected = self._full.pop((tile.level, tile.number), None)
        if expected is None or tile.root != expected or _root(tile.digests) != expected:
            self._say(f"标准日志第 {tile.level} 层第 {tile.number} 块与存证不符：被改过，或者存证被换过")

    def checkpoint(self, checkpoint: CheckpointRecord) -> None:
        said = f"第 {checkpoint.number} 个检查点（{checkpoint.size} 次存证）"
        for level, number in self._full:
            self._say(f"标准日志第 {level} 层第 {number} 块不见了")
        self._full.clear()
        if checkpoint.number != self._number + 1:
            self._say(f"第 {self._number + 1} 个检查点不见了，接着的是第 {checkpoint.number} 个")
        self._number, self._covered = checkpoint.number, checkpoint.size
        if checkpoint.size != self._log.size:
            self._say(f"{said}之后的存证被剪掉了，只有 {self._log.size} 次")
        elif checkpoint.root != self._log.root():
            self._say(f"{said}的根与存证不符：签过检查点以后，存证被改过")
        self._signatures(checkpoint, said)

    def _signatures(self, checkpoint: CheckpointRecord, said: str) -> None:
        try:
            note = Note.read(checkpoint.note)
            stated = notes.Checkpoint.read(note.text)
        except NotANote:
            self._say(f"{said}读不懂：被改过")
            return
        if (stated.size, stated.root) != (checkpoint.size, checkpoint.root):
            self._say(f"{said}的正文与它的根不符：被改过")
        if self._key and not any(self._key.signed(each, note.text) for each in note.signatures):
            self._say(f"{said}的签名不是日志密钥签的：被改过，或者换过密钥")
        for witness, line in checkpoint.cosignatures.items():
            self._cosigned.add((checkpoint.number, witness))
            if not _is_cosigned(note.text, witness, line):
                self._say(f"{said}上 {witness.partition('+')[0]} 的见证签名不符：被改过")


def _is_cosigned(text: str, witness: str, line: str) -> bool:
    try:
        [signature] = Note.read(f"{text}\n{line}").signatures
        return PublicKey.read(witness).signed(signature, text)
    except (NotANote, ValueError):
        return False


def _root(digests: bytes) -> bytes | None:
    each = [digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES)]
    return tiles.root_of(each) if len(each) == tiles.WIDTH else None
