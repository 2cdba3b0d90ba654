"""Proofs that an entry is in the journal, which anybody can check without access to it.

A proof is a file of the standard form (`tlog/proofs.py`) that shows a seal to be in the log of a signed checkpoint. What it
holds beside that, as JSON, leads from the entry to the seal: the entry, what links it to the one before, its path in the
tree of the seal, and the seal; also the seal's path to the root of its day, which is published.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goufu.journal import tree
from goufu.journal.chains import Place, link
from goufu.journal.content import content, digest_written
from goufu.journal.errors import NoSuchEntry, NotAProof, NotSealed
from goufu.journal.models import Day, Entry, Leaf, Seal
from goufu.journal.records import entry_said
from goufu.journal.tlog import merkle, seals
from goufu.journal.tlog.notes import Note
from goufu.journal.tlog.proofs import InclusionProof
from goufu.journal.tlog.publishing import inclusion_proof

Ways = dict[str, Any]


def prove(number: int) -> InclusionProof:
    """The proof of an entry. Raises NoSuchEntry, NotSealed, NoCheckpoint, SealMissing."""
    ways = ways_of(number)
    return inclusion_proof(ways["seal"]["number"], json.dumps(ways, ensure_ascii=False).encode())


def ways_of(number: int) -> Ways:
    """The entry with its ways to its seal and its day, ready for JSON; without "day" while its day is not closed.

    Raises NoSuchEntry, NotSealed.
    """
    entry = Entry.objects.filter(pk=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    leaf = Leaf.objects.filter(pk=number).first()
    if leaf is None:
        raise NotSealed(number)
    seal = Seal.objects.get(pk=leaf.seal)
    leaves = Leaf.objects.filter(seal=leaf.seal).order_by("position").values_list("digest", flat=True)
    digests = [bytes(digest) for digest in leaves]
    ways: Ways = {
        "entry": entry_said(entry),
        **_way_in_chain(entry),
        "position": leaf.position,
        "path": _hex(tree.path(digests, leaf.position)),
        "seal": {
            "number": seal.number,
            "sealed_at": tree.moment(seal.sealed_at),
            "count": seal.count,
            "previous": bytes(seal.previous).hex(),
        },
    }
    day = Day.objects.filter(last_seal__gte=seal.number).order_by("day").first()
    return ways | ({"day": _way_to_day(seal, day)} if day else {})


def _way_in_chain(entry: Entry) -> Ways:
    """What links the entry to the one before; nothing for an entry from before the chains."""
    if entry.chain is None or entry.previous is None:
        return {}
    return {"link": {"chain": entry.chain, "place": entry.place, "previous": bytes(entry.previous).hex()}}


def _way_to_day(seal: Seal, day: Day) -> Ways:
    before = Day.objects.filter(day__lt=day.day).order_by("day").last()
    first = before.last_seal + 1 if before else 1
    roots = Seal.objects.filter(number__gte=first, number__lte=day.last_seal).order_by("number")
    digests = [bytes(root) for root in roots.values_list("root", flat=True)]
    position = seal.number - first
    return {
        "day": day.day.isoformat(),
        "position": position,
        "count": len(digests),
        "path": _hex(tree.path(digests, position)),
        "last_seal": day.last_seal,
        "previous": bytes(day.previous).hex(),
    }


def _hex(digests: list[bytes]) -> list[str]:
    return [digest.hex() for digest in digests]


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof shows, if its checkpoint is the log's: that the entry is in it.

    Attributes:
        checkpoint: whose signatures are still to be checked.
        entry: as it was written: its number, time, action and so on.
        seal_root: of the seal.
        day, day_root: of the day once it is closed. The checkpoint is not over days: only a published root proves this one.
    """

    checkpoint: Note
    entry: Mapping[str, Any]
    seal_root: bytes
    day: date | None
    day_root: bytes | None


def read(text: bytes) -> InclusionProof:
    """The proof of its file. Raises NotAProof."""
    try:
        return InclusionProof.read(text.decode())
    except UnicodeDecodeError as error:
        raise NotAProof("不是 UTF-8 的文本") from error


def check(proof: InclusionProof) -> Proven:
    """What the proof leads to, computed from the proof alone. Raises NotAProof, also where the checkpoint is over other seals."""
    try:
        leaf, proven = _computed(proof)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError, struct.error) as error:
        raise NotAProof(str(error)) from error
    if not proof.holds(leaf):
        raise NotAProof("检查点里没有这一次存证，证明或者日志被改过")
    return proven


def _computed(file: InclusionProof) -> tuple[bytes, Proven]:
    """The digest of the seal as a leaf of the standard log, and the roots."""
    proof = json.loads(file.extra)
    seal = proof["seal"]
    if seal["number"] < 1:
        raise ValueError("存证的号从 1 起")
    top = _climbed(tree.leaf(_sealed_content(proof)), proof["position"], seal["count"], proof["path"])
    number, count, previous = seal["number"], seal["count"], bytes.fromhex(seal["previous"])
    sealed_at = datetime.fromisoformat(seal["sealed_at"])
    root = tree.seal_root(previous, number, count, sealed_at, top)
    leaf = merkle.leaf(seals.entry(number, sealed_at, count, top, previous, root))
    if "day" not in proof:
        return leaf, Proven(file.checkpoint, proof["entry"], root, None, None)
    over = proof["day"]
    day = date.fromisoformat(over["day"])
    top = _climbed(root, over["position"], over["count"], over["path"])
    day_root = tree.day_root(bytes.fromhex(over["previous"]), day, over["last_seal"], top)
    return leaf, Proven(file.checkpoint, proof["entry"], root, day, day_root)


def _sealed_content(proof: Mapping[str, Any]) -> bytes:
    """What the seal's leaf holds: the entry's link, or its content for an entry from before the chains."""
    entry = proof["entry"]
    if "link" not in proof:
        return content(entry)
    at = proof["link"]
    place = Place(at["chain"], at["place"], bytes.fromhex(at["previous"]), digest_written(entry))
    return link(place, entry["id"])


def _climbed(digest: bytes, position: int, count: int, path: list[str]) -> bytes:
    root = tree.root_by_path(digest, position, count, [bytes.fromhex(step) for step in path])
    if root is None:
        raise ValueError("路径的长短与位置不符")
    return root
