"""The standard log over the seals: what is published of it, what a witness signs, and how a change of it shows."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from goufu.journal import actions, tree
from goufu.journal.errors import NoCheckpoint, NotCosigned
from goufu.journal.export import lines as exported
from goufu.journal.export import read
from goufu.journal.models import Checkpoint, Cosignature, Seal, Tile
from goufu.journal.records import stored
from goufu.journal.tests.conftest import Write, as_database_administrator
from goufu.journal.tests.test_tlog_standard import full_of
from goufu.journal.tests.witness import cosignature, tiles_of
from goufu.journal.tlog import merkle, notes, publishing, seals, tiles
from goufu.journal.tlog.notes import Note, PrivateKey, PublicKey
from goufu.journal.tlog.publishing import publish
from goufu.journal.tlog.witnesses import request_to_witness, store_cosignatures
from goufu.journal.tree import NOTHING, seal_root
from goufu.journal.verify import verify

UPPER = PrivateKey("example.gov.cn/upper", b"\1" * 32)
SECONDS = 1_796_000_000


def faults() -> list[str]:
    found = verify(stored(), log_key=publishing.log_key()).faults
    assert verify(read(list(exported(stored()))), log_key=publishing.log_key()).faults == found
    return found


def administrator(statement: str, *values: object) -> None:
    with as_database_administrator() as execute:
        execute(statement, values)


@pytest.fixture
def witness(settings: Settings) -> PublicKey:
    key = PublicKey(UPPER.name, notes.COSIGNATURE, UPPER.public.raw)
    settings.LOG_WITNESSES = [str(key)]
    return key


def many_seals(count: int) -> None:
    """Seals over nothing, chained; one entry waits."""
    with transaction.atomic():
        actions.record("planning.project.saved", by=actions.SYSTEM, subject=("project", 1))
    at, before, made = datetime(2026, 11, 20, tzinfo=UTC), NOTHING, []
    nothing = tree.root([])
    for number in range(1, count + 1):
        root = seal_root(before, number, 0, at, nothing)
        made.append(Seal(number=number, sealed_at=at, count=0, tree=nothing, previous=before, root=root))
        before = root
    Seal.objects.bulk_create(made)


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_a_checkpoint_is_signed_over_all_seals_and_each_once() -> None:
    checkpoint = publishing.last_checkpoint()
    assert checkpoint is not None
    note = Note.read(checkpoint.note)
    said = notes.Checkpoint.read(note.text)
    leaves = [
        seals.entry(
            each.number,
            each.sealed_at,
            each.count,
            bytes(each.tree),
            bytes(each.previous),
            bytes(each.root),
        )
        for each in Seal.objects.order_by("number")
    ]
    assert (said.origin, said.size) == (publishing.log_key().name, 9)
    assert said.root == merkle.root(full_of(leaves), 9)
    assert publishing.log_key().signed(note.signatures[0], note.text)
    assert publish() is None
    assert faults() == []


@pytest.mark.django_db
def test_without_a_seal_nothing_is_published() -> None:
    assert publish() is None


@pytest.mark.django_db
def test_the_tiles_hold_the_tree_and_the_bundles_what_it_is_over() -> None:
    many_seals(600)
    publish()
    assert list(Tile.objects.values_list("level", "number")) == [(0, 0), (0, 1)]
    digests = [
        merkle.leaf(each)
        for tile in tiles_of(600)
        if tile.level == 0
        for each in unpacked(seals.bundle(tile))
    ]
    assert len(digests) == 600
    held = b"".join(seals.digests(tile) for tile in tiles_of(600) if tile.level == 0)
    assert held == b"".join(digests)
    assert seals.digests(tiles.Tile(1, 0, 2)) == tiles.root_of(digests[:256]) + tiles.root_of(
        digests[256:512]
    )
    assert faults() == []


def unpacked(bundle: bytes) -> list[bytes]:
    found = []
    while bundle:
        [length] = struct.unpack(">H", bundle[:2])
        found.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return found


@pytest.mark.django_db
def test_a_seal_is_proven_and_an_older_log_is_the_beginning() -> None:
    many_seals(300)
    publish()
    old_root = seals.root(257)
    top = seals.root(300)
    entry = unpacked(seals.bundle(tiles.Tile(0, 1, 44)))[0]  # of seal 257
    assert merkle.is_included(merkle.leaf(entry), 256, 300, seals.inclusion(257, 300), top)
    assert merkle.is_consistent(257, 300, old_root, top, seals.consistency(257, 300))


@given(st.integers(1, 70_000).map(lambda size: size if size < 600 else size // 100))
def test_a_log_that_grows_has_the_root_of_the_whole(size: int) -> None:
    leaves = [each.to_bytes(4, "big") for each in range(size)]
    growing, full = seals.Growing(), []
    for each in leaves:
        full += [tile for tile, _digests in growing.add(merkle.leaf(each))]
    assert growing.root() == merkle.root(full_of(leaves), size)
    assert set(full) == {tile for tile in tiles_of(size) if tile.width == tiles.WIDTH}


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_a_seal_changed_after_its_checkpoint_is_found_and_nothing_more_is_signed(write: Write) -> None:
    administrator("UPDATE journal_seal SET count = 3 WHERE number = 2")
    assert "第 1 个检查点（9 次存证）的根与存证不符：签过检查点以后，存证被改过" in faults()
    write(1)
    actions.seal()
    assert publish() is None


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_seals_cut_off_after_their_checkpoint_are_found() -> None:
    administrator("DELETE FROM journal_seal WHERE number = 9")
    assert "第 1 个检查点（9 次存证）之后的存证被剪掉了，只有 8 次" in faults()
    assert publish() is None


FORGED = PrivateKey("forged", b"\2" * 32)


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE journal_checkpoint SET size = 8", "第 1 个检查点（8 次存证）的根与存证不符"),
        (
            "UPDATE journal_checkpoint SET size = 10",
            "第 1 个检查点（10 次存证）之后的存证被剪掉了，只有 9 次",
        ),
        ("UPDATE journal_checkpoint SET root = sha256('')", "的根与存证不符"),
        ("UPDATE journal_checkpoint SET note = replace(note, '9', '8')", "被改过"),
        ("UPDATE journal_checkpoint SET note = 'x'", "读不懂：被改过"),
        ("UPDATE journal_checkpoint SET number = 2", "第 1 个检查点不见了，接着的是第 2 个"),
    ],
)
def test_a_changed_checkpoint_is_found(change: str, found: str) -> None:
    administrator(change)
    assert any(found in fault for fault in faults())


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_a_checkpoint_signed_by_another_key_is_found() -> None:
    checkpoint = publishing.last_checkpoint()
    assert checkpoint is not None
    text = Note.read(checkpoint.note).text
    administrator("UPDATE journal_checkpoint SET note = %s", f"{text}\n{FORGED.sign(text)}")
    assert faults() == [
        "第 1 个检查点（9 次存证）的签名不是日志密钥签的：被改过，或者换过密钥",
    ]


@pytest.mark.django_db
def test_a_machine_with_another_key_goes_on_with_no_other_s_log(write: Write, settings: Settings) -> None:
    for key, is_published in ((settings.LOG_KEY, True), (str(FORGED), False), (settings.LOG_KEY, True)):
        settings.LOG_KEY = key
        write(1)
        actions.seal()
        assert bool(publish()) is is_published
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE journal_tile SET digests = set_byte(digests, 40, 7)", "标准日志第 0 层第 0 块与存证不符"),
        ("UPDATE journal_tile SET root = sha256('')", "标准日志第 0 层第 0 块与存证不符"),
        ("UPDATE journal_tile SET number = 4", "标准日志第 0 层第 0 块不见了"),
        ("DELETE FROM journal_tile", "标准日志第 0 层第 0 块不见了"),
    ],
)
def test_a_changed_tile_is_found(change: str, found: str) -> None:
    many_seals(257)
    publish()
    assert faults() == []
    administrator(change)
    assert any(found in fault for fault in faults())


# witnesses


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_a_witness_is_sent_proof_and_checkpoint_and_its_signature_is_published(
    witness: PublicKey, write: Write
) -> None:
    old_root = seals.root(9)
    write(1)
    actions.seal()
    publish()
    body, _, note = str(request_to_witness(9)).partition("\n\n")
    old, *steps = body.split("\n")
    checkpoint = notes.Checkpoint.read(Note.read(note).text)
    assert old == "old 9"
    proof = [notes.decoded(each) for each in steps]
    assert merkle.is_consistent(9, checkpoint.size, old_root, checkpoint.root, proof)

    line = cosignature(UPPER, Note.read(note).text, SECONDS)
    [stored_one] = store_cosignatures(note + line)
    assert (stored_one.witness, stored_one.at) == (str(witness), datetime.fromtimestamp(SECONDS, UTC))
    last = publishing.last_checkpoint()
    assert last is not None
    assert publishing.note_of(last) == note + line
    assert store_cosignatures(note + line) == []
    assert faults() == []


def cosigned(change: str) -> str:
    last = publishing.last_checkpoint()
    assert last is not None
    text = Note.read(last.note).text
    line = cosignature(UPPER, text, SECONDS)
    if change == "other log":
        text = text.replace("/journal/log", "/else")
        line = cosignature(UPPER, text, SECONDS)
    if change == "other root":
        text = str(notes.Checkpoint(publishing.log_key().name, last.size, NOTHING))
        line = cosignature(UPPER, text, SECONDS)
    if change == "other time":
        good = Note.read(f"{text}\n{line}").signatures[0]
        line = str(notes.Signature(good.name, good.key, b"\0" * 8 + good.body[8:]))
    if change == "unknown witness":
        line = cosignature(FORGED, text, SECONDS)
    if change == "no note":
        return "你好"
    return f"{text}\n{line}"


@pytest.mark.django_db
@pytest.mark.usefixtures("days", "witness")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("other log", "本机没有公布过这个检查点"),
        ("other root", "本机没有公布过这个检查点"),
        ("other time", "example.gov.cn/upper 的签名与检查点不符"),
        ("unknown witness", "没有一个签名来自 GOUFU_LOG_WITNESSES 里的见证人"),
        ("no note", "不是签了名的文本"),
    ],
)
def test_a_cosignature_that_does_not_hold_is_refused(change: str, said: str) -> None:
    with pytest.raises(NotCosigned, match=said):
        store_cosignatures(cosigned(change))
    assert not Cosignature.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("days", "witness")
def test_a_changed_cosignature_is_found() -> None:
    store_cosignatures(cosigned(""))
    assert faults() == []
    administrator("UPDATE journal_cosignature SET line = replace(line, 'A', 'B')")
    assert faults() == ["第 1 个检查点（9 次存证）上 example.gov.cn/upper 的见证签名不符：被改过"]


@pytest.mark.django_db
def test_a_checkpoint_that_is_not_there_has_no_request(write: Write) -> None:
    with pytest.raises(NoCheckpoint, match="日志还没有 0 次存证的检查点"):
        request_to_witness(0)
    write(1)
    actions.seal()
    publish()
    assert Checkpoint.objects.count() == 1
    with pytest.raises(NoCheckpoint, match="日志还没有 5 次存证的检查点"):
        request_to_witness(5)


# deletion


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_a_closed_day_lies_under_a_checkpoint() -> None:
    last = publishing.last_checkpoint()
    assert last is not None and last.size == 9
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_all_checkpoints_deleted_are_found_and_no_first_one_is_signed_again(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    said = (
        "2026-11-22 已经结清，却没有检查点盖到它的最后一次存证（第 9 次）："
        "检查点被删去了，或者日志密钥换过以后没有再签"
    )
    administrator("DELETE FROM journal_checkpoint")
    assert faults() == [said]
    write(1)
    actions.seal()
    assert publish() is None
    assert not Checkpoint.objects.exists()
    assert "检查点全部不见了" in caplog.text
    assert faults() == [said]


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_the_last_checkpoints_deleted_are_found(write: Write) -> None:
    write(1)
    actions.seal()
    actions.close_days(date(2030, 1, 1))
    administrator("DELETE FROM journal_checkpoint WHERE number = 2")
    [said] = faults()
    assert said.startswith("2029-12-31 已经结清，却没有检查点盖到它的最后一次存证（第 10 次）")


@pytest.mark.django_db
def test_a_log_from_before_there_were_checkpoints_gets_its_first_one(write: Write) -> None:
    old = actions.entry_of("planning.project.saved", by=actions.SYSTEM, subject=("project", 1))
    old.digest = None  # as 0.1.0 wrote it
    with transaction.atomic():
        actions.record_all([old])
    actions.seal()
    actions.close_days(date(2030, 1, 1))
    administrator("DELETE FROM journal_checkpoint")
    assert faults() == []
    assert publish() is not None


@pytest.mark.django_db
def test_a_day_is_closed_although_nothing_can_be_signed(write: Write) -> None:
    write(1)
    actions.seal()
    administrator("UPDATE journal_seal SET number = 2")
    assert actions.close_days(date(2030, 1, 1))


@pytest.mark.django_db
@pytest.mark.usefixtures("days", "witness")
def test_a_deleted_cosignature_is_found() -> None:
    store_cosignatures(cosigned(""))
    actions.seal()
    assert faults() == []
    administrator("DELETE FROM journal_cosignature")
    assert faults() == ["第 1 个检查点上 example.gov.cn/upper 的见证签名不见了：存下以后被删去"]


@pytest.mark.django_db
@pytest.mark.usefixtures("days", "witness")
def test_a_cosignature_deleted_with_its_checkpoint_is_found() -> None:
    store_cosignatures(cosigned(""))
    administrator("DELETE FROM journal_cosignature")
    administrator("DELETE FROM journal_checkpoint")
    assert any("见证签名不见了" in fault for fault in faults())
    assert any("却没有检查点盖到" in fault for fault in faults())
