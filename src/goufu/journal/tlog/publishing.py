"""Publishing the standard log: checkpoints with the log's signature."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction

from goufu.journal.errors import NoCheckpoint
from goufu.journal.locks import Lock, take_if_free
from goufu.journal.models import Checkpoint, Day, Entry
from goufu.journal.tlog import notes, seals
from goufu.journal.tlog.notes import NotANote, Note, PrivateKey, PublicKey
from goufu.journal.tlog.proofs import InclusionProof

log = logging.getLogger(__name__)


def log_key() -> PublicKey:
    """The key that checks the log's checkpoints."""
    return PrivateKey.read(settings.LOG_KEY).public


def last_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("number").last()


def publish() -> Checkpoint | None:
    """Signs a checkpoint over all seals; None where nothing was sealed since the last one.

    Nothing is signed, either, where the log does not go on from the last checkpoint (whoever has changed seals gets no
    signature for it), where another machine's key has signed that, or where a day was closed and the checkpoints are
    gone; the reason is logged. Does nothing while another process is sealing.
    """
    with transaction.atomic():
        if not take_if_free(Lock.SEALING):
            return None
        last, size = last_checkpoint(), seals.size()
        if size <= (last.size if last else 0):
            return None
        if why := _obstacle(last):
            log.error(why)
            return None
        try:
            seals.store_full_tiles(size)
            root = seals.root(size)
        except seals.SealMissing:
            log.error("存证缺了，没有签新的检查点。请执行 goufu journal verify。")
            return None
        key = PrivateKey.read(settings.LOG_KEY)
        text = str(notes.Checkpoint(key.name, size, root))
        return Checkpoint.objects.create(
            number=last.number + 1 if last else 1, size=size, root=root, note=f"{text}\n{key.sign(text)}"
        )


def uncovered_day(last: Checkpoint | None) -> Day | None:
    """The last closed day, if the last checkpoint doesn't cover its seals; None for days from before the chains.

    A program from before them signed no checkpoints.
    """
    day = Day.objects.order_by("day").last()
    if day is None or day.last_seal <= (last.size if last else 0):
        return None
    is_chained = Entry.objects.raw(
        "SELECT e.id FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry"
        " WHERE l.seal = %s AND e.chain IS NOT NULL LIMIT 1",
        [day.last_seal],
    )
    return day if [*is_chained] else None


def _obstacle(last: Checkpoint | None) -> str:
    """Why no checkpoint may follow the last one; '' where one may."""
    if last is None:
        if day := uncovered_day(None):
            return (
                f"检查点全部不见了：{day.day} 以前的日子已经结清，不会没有检查点。没有再签第 1 个。"
                "请执行 goufu journal verify，从备份里找回 journal_checkpoint 的各行。"
            )
        return ""
    try:
        if not _is_ours(last):
            return "最近的检查点不是这把日志密钥签的，没有再签。请用回原来的 log_key（备份里有）。"
        if seals.root(last.size) != bytes(last.root):
            return "存证与最近的检查点不符，没有再签。请执行 goufu journal verify。"
    except (seals.SealMissing, NotANote):
        return "存证或者最近的检查点缺了、读不懂，没有再签。请执行 goufu journal verify。"
    return ""


def _is_ours(checkpoint: Checkpoint) -> bool:
    note, key = Note.read(checkpoint.note), log_key()
    return any(key.signed(each, note.text) for each in note.signatures)


def note_of(checkpoint: Checkpoint) -> str:
    """The checkpoint as published: with the cosignatures that it has so far."""
    return checkpoint.note + "".join(each.line for each in checkpoint.cosignatures.order_by("pk"))


def inclusion_proof(seal: int, extra: bytes) -> InclusionProof:
    """The proof that the seal is in the log: under the last checkpoint with a witness's signature, else the last of all.

    Raises NoCheckpoint, SealMissing.
    """
    over = Checkpoint.objects.filter(size__gte=seal).order_by("number")
    found = over.filter(cosignatures__isnull=False).last() or over.last()
    if found is None:
        raise NoCheckpoint(seal)
    return InclusionProof(seal - 1, seals.inclusion(seal, found.size), Note.read(note_of(found)), extra)
