"""What witnesses are sent of the standard log, and what they sign of it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from goufu.journal.actions import SYSTEM, record
from goufu.journal.errors import NoCheckpoint, NotCosigned
from goufu.journal.models import Checkpoint, Cosignature
from goufu.journal.tlog import notes, seals
from goufu.journal.tlog.notes import NotANote, Note, PublicKey
from goufu.journal.tlog.proofs import ConsistencyProof
from goufu.journal.tlog.publishing import last_checkpoint, note_of


def witnesses() -> list[PublicKey]:
    """The keys of the witnesses whose cosignatures are stored."""
    return [PublicKey.read(each) for each in settings.LOG_WITNESSES]


def request_to_witness(old: int) -> ConsistencyProof:
    """What a witness that knows the log of `old` seals is sent (c2sp.org/tlog-witness): proof and last checkpoint.

    Raises NoCheckpoint, SealMissing.
    """
    last = last_checkpoint()
    if last is None or not 0 <= old <= last.size:
        raise NoCheckpoint(old)
    return ConsistencyProof(old, seals.consistency(old, last.size), Note.read(note_of(last)))


@transaction.atomic
def store_cosignatures(text: str) -> list[Cosignature]:
    """Stores the known witnesses' signatures on one of the checkpoints; returns the new ones.

    A log entry tells them, so that one that is deleted later is missed. Raises NotCosigned: for another log's checkpoint,
    one that was never published, and without a true signature.
    """
    try:
        note = Note.read(text)
        said = notes.Checkpoint.read(note.text)
    except NotANote as error:
        raise NotCosigned(str(error)) from error
    checkpoint = Checkpoint.objects.filter(size=said.size).first()
    if checkpoint is None or Note.read(checkpoint.note).text != note.text:
        raise NotCosigned("本机没有公布过这个检查点")
    stored, is_cosigned = [], False
    for witness in witnesses():
        for each in note.signatures:
            if (each.name, each.key) != (witness.name, witness.id):
                continue
            if not witness.signed(each, note.text) or each.seconds is None:
                raise NotCosigned(f"{witness.name} 的签名与检查点不符")
            is_cosigned = True
            cosignature, is_new = Cosignature.objects.get_or_create(
                checkpoint=checkpoint,
                witness=str(witness),
                defaults={"at": datetime.fromtimestamp(each.seconds, UTC), "line": str(each)},
            )
            stored += [cosignature] if is_new else []
    if not is_cosigned:
        raise NotCosigned("没有一个签名来自 GOUFU_LOG_WITNESSES 里的见证人")
    if stored:
        record(
            "journal.checkpoint.cosigned",
            by=SYSTEM,
            subject=("checkpoint", checkpoint.number),
            facts={"witnesses": [each.witness for each in stored]},
        )
    return stored
