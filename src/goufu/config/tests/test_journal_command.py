"""`goufu journal` as an auditor uses it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from pytest_django import Settings

from goufu.config.cli import main
from goufu.journal.models import Day, Entry
from goufu.journal.tests.conftest import Write, as_database_administrator
from goufu.journal.tests.witness import cosignature
from goufu.journal.tlog.notes import COSIGNATURE, Checkpoint, Note, PrivateKey, PublicKey
from goufu.journal.tlog.proofs import InclusionProof
from goufu.journal.tlog.publishing import last_checkpoint, log_key, publish
from goufu.journal.tlog.witnesses import store_cosignatures
from goufu.journal.told_entries import begin_proof
from goufu.journal.tree import moment
from goufu.registry.models import Place

pytestmark = pytest.mark.django_db

OTHER = PrivateKey("other", b"\1" * 32)
UPPER = PrivateKey("example.gov.cn/upper", b"\1" * 32)
UPPER_KEY = PublicKey(UPPER.name, COSIGNATURE, UPPER.public.raw)


def goufu(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["journal", *map(str, arguments)])


def day_root() -> str:
    last = Day.objects.order_by("day").last()
    assert last is not None
    return f"{last.day}={bytes(last.root).hex()}"


@pytest.mark.usefixtures("days")
def test_a_sound_journal_is_verified_here_and_from_its_export(tmp_path: Path) -> None:
    file = tmp_path / "日志.jsonl"
    assert "导出 39 行" in goufu("export", file).output
    for where in ([], [file]):
        result = goufu("verify", *where, "--published", day_root())
        assert result.exit_code == 0
        assert "核验了 24 条、9 次存证、3 天；0 条等候存证" in result.output
        assert day_root().split("=")[1] in result.output
        assert result.output.endswith("没有发现不符\n")


@pytest.mark.usefixtures("days")
def test_tampering_is_told_and_ends_with_one() -> None:
    number = Entry.objects.order_by("pk")[9].pk
    with as_database_administrator() as execute:
        execute("UPDATE journal_entry SET person_name = '李四' WHERE id = %s", [number])
    result = goufu("verify")
    assert result.exit_code == 1
    assert f"不符：第 {number} 条与写下时不同：被改过（存证 5）" in result.output


@pytest.mark.usefixtures("days")
def test_too_many_faults_are_counted_and_the_first_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goufu.journal.verify.FAULTS_TOLD", 10)
    with as_database_administrator() as execute:
        execute("UPDATE journal_entry SET person_name = '李四'")
        execute("UPDATE journal_leaf SET digest = %s", [b"\1" * 32])
        execute("UPDATE journal_seal SET previous = %s, tree = %s", [b"\1" * 32, b"\2" * 32])
        execute("UPDATE journal_day SET previous = %s, tree = %s", [b"\1" * 32, b"\2" * 32])
    lines = goufu("verify").output.splitlines()
    assert sum(line.startswith("不符：") for line in lines) == 10
    assert f"……共 {24 + 9 * 3 + 3 * 3 + 1} 处不符，只列前 10 处" in lines


@pytest.mark.usefixtures("days")
def test_a_proof_is_made_and_checked_against_the_published_root(tmp_path: Path) -> None:
    publish()
    file = tmp_path / "证明.tlog-proof"
    number = Entry.objects.order_by("pk")[20].pk
    assert goufu("prove", number, file).exit_code == 0
    assert "还要与日志核对" in goufu("check-proof", file).output
    for way in (["--published", day_root()], ["--log-key", log_key()]):
        result = goufu("check-proof", file, *way)
        assert (result.exit_code, "这条记录在日志里，一字未改" in result.output) == (0, True)

    entry = Entry.objects.get(pk=number)
    for way in (["--published", day_root()], ["--log-key", log_key()]):
        said = goufu("check-proof", file, *way).output
        assert f"一字未改：第 {number} 条，{moment(entry.at)}，{entry.action}\n" in said
        assert ("没有核对" in said) == (way[0] == "--log-key")

    result = goufu("check-proof", file, "--published", f"2026-11-22={'5f' * 32}")
    assert result.exit_code == 1
    assert "与公布的不同：这条记录不在 2026-11-22 的日志里" in result.output
    for key, said in (
        (OTHER.public, "公钥是 other 的"),
        (PrivateKey(log_key().name, b"\1" * 32).public, "没有日志密钥的签名"),
    ):
        result = goufu("check-proof", file, "--log-key", key)
        assert (result.exit_code, said in result.output) == (1, True)
    result = goufu("check-proof", file, "--log-key", log_key(), "--witness", UPPER_KEY)
    assert (result.exit_code, "没有见证人 example.gov.cn/upper 的签名" in result.output) == (1, True)

    proof = InclusionProof.read(file.read_text(encoding="utf-8"))
    ways = json.loads(proof.extra)
    ways["entry"]["facts"]["金额"] = "900.00"
    file.write_text(str(replace(proof, extra=json.dumps(ways).encode())), encoding="utf-8")
    result = goufu("check-proof", file, "--log-key", log_key())
    assert result.exit_code == 1
    assert "检查点里没有这一次存证，证明或者日志被改过" in result.output


@pytest.mark.usefixtures("days")
def test_a_day_root_that_nobody_signed_is_not_told_as_proved(tmp_path: Path) -> None:
    publish()
    file = tmp_path / "证明.tlog-proof"
    goufu("prove", Entry.objects.order_by("pk")[20].pk, file)
    proof = InclusionProof.read(file.read_text(encoding="utf-8"))
    ways = json.loads(proof.extra)
    ways["day"]["previous"] = "5f" * 32
    file.write_text(str(replace(proof, extra=json.dumps(ways).encode())), encoding="utf-8")
    result = goufu("check-proof", file, "--log-key", log_key())
    assert result.exit_code == 0
    [told] = [line for line in result.output.splitlines() if "日根" in line]
    assert "没有核对" in told
    assert result.output.index(told) > result.output.index("一字未改")


@pytest.mark.usefixtures("days")
def test_a_proof_is_under_the_checkpoint_that_a_witness_has_signed(
    tmp_path: Path, settings: Settings, write: Write
) -> None:
    settings.LOG_WITNESSES = [str(UPPER_KEY)]
    publish()
    first = last_checkpoint()
    assert first is not None
    store_cosignatures(first.note + cosignature(UPPER, Note.read(first.note).text, 1_796_000_000))
    write(1)
    goufu("seal")
    file = tmp_path / "证明.tlog-proof"
    goufu("prove", Entry.objects.order_by("pk")[20].pk, file)
    result = goufu("check-proof", file, "--log-key", log_key(), "--witness", UPPER_KEY)
    assert (result.exit_code, "9 次存证" in result.output) == (0, True)


@pytest.mark.usefixtures("days")
def test_a_checkpoint_that_was_kept_shows_that_nothing_was_changed_since(
    tmp_path: Path, write: Write
) -> None:
    kept, today, later = tmp_path / "保存的", tmp_path / "今天的", tmp_path / "以后的"
    publish()
    checkpoint = last_checkpoint()
    assert checkpoint is not None
    kept.write_text(checkpoint.note, encoding="utf-8")
    write(1)
    goufu("seal")
    goufu("checkpoint", today, "--since", 9)
    for way in ([], ["--log-key", log_key()]):
        result = goufu("check-consistency", kept, today, *way)
        assert result.exit_code == 0
        assert "日志接着保存的检查点，前面的一次存证也没有改过" in result.output
        assert ("签名没有核对" in result.output) is not bool(way)
    write(1)
    goufu("seal")
    goufu("checkpoint", later, "--since", 10)
    assert goufu("check-consistency", today, later, "--log-key", log_key()).exit_code == 0
    result = goufu("check-consistency", kept, later, "--log-key", log_key())
    assert (result.exit_code, "请用 --since 9 再要一份" in result.output) == (1, True)


@pytest.mark.usefixtures("days")
def test_a_log_that_was_replaced_does_not_go_on_from_the_checkpoint_that_was_kept(
    tmp_path: Path, write: Write
) -> None:
    kept, today = tmp_path / "保存的", tmp_path / "今天的"
    publish()
    checkpoint = last_checkpoint()
    assert checkpoint is not None
    said = Checkpoint.read(Note.read(checkpoint.note).text)
    other = str(replace(said, root=b"\5" * 32))  # signed by whoever has the log's key, over other seals
    kept.write_text(f"{other}\n{PrivateKey.read(settings.LOG_KEY).sign(other)}", encoding="utf-8")
    write(1)
    goufu("seal")
    goufu("checkpoint", today, "--since", 9)
    result = goufu("check-consistency", kept, today, "--log-key", log_key())
    assert result.exit_code == 1
    assert "不是接着保存的那个：前面的存证改过，或者整个日志换过" in result.output
    for wrong in ("x", "old 9\n\nx"):
        today.write_text(wrong, encoding="utf-8")
        result = goufu("check-consistency", kept, today)
        assert (result.exit_code, "这不是一份完整的证明" in result.output) == (1, True)


def test_sealing_by_hand_and_a_proof_of_today(write: Write, tmp_path: Path) -> None:
    [entry, *_] = write(3)
    assert "还没有存证" in goufu("prove", entry.pk, tmp_path / "a.json").output
    assert goufu("seal").output == "存证 3 条，结清 0 天\n"
    file = tmp_path / "a.tlog-proof"
    assert goufu("prove", entry.pk, file).exit_code == 0
    assert "一字未改" in goufu("check-proof", file, "--log-key", log_key()).output
    result = goufu("check-proof", file, "--published", f"2026-11-22={'5f' * 32}")
    assert (result.exit_code, "那一天还没有过完" in result.output) == (1, True)


def test_a_checkpoint_goes_to_a_witness_and_comes_back_signed(
    write: Write, tmp_path: Path, settings: Settings
) -> None:
    sent, signed = tmp_path / "送见证.txt", tmp_path / "已见证.txt"
    assert "还没有 0 次存证的检查点" in goufu("checkpoint", sent).output
    write(2)
    assert goufu("seal").exit_code == 0
    assert str(log_key()) in goufu("checkpoint", sent).output
    body, _, note = sent.read_text(encoding="utf-8").partition("\n\n")
    assert body == "old 0"
    signed.write_text(note + cosignature(UPPER, Note.read(note).text, 1_796_000_000), encoding="utf-8")
    assert "没有一个签名来自 GOUFU_LOG_WITNESSES" in goufu("cosigned", signed).output
    settings.LOG_WITNESSES = [str(UPPER_KEY)]
    assert goufu("cosigned", signed).output == "存下 1 个见证签名\n"
    assert goufu("verify").exit_code == 0


@pytest.mark.usefixtures("days")
def test_an_export_is_verified_with_the_log_s_key(tmp_path: Path) -> None:
    file = tmp_path / "日志.jsonl"
    goufu("seal")
    goufu("export", file)
    assert goufu("verify", file, "--log-key", log_key()).exit_code == 0
    assert "的签名不是日志密钥签的" in goufu("verify", file, "--log-key", OTHER.public).output
    assert "不是 Ed25519 公钥" in goufu("verify", file, "--log-key", "x").output


@pytest.mark.parametrize("root", ["2026-11-20", "2026-11-20=", "2026-11-20=12", "昨天=" + "0" * 64, "x"])
def test_a_root_that_is_none_is_refused(root: str) -> None:
    result = goufu("verify", "--published", root)
    assert result.exit_code == 2
    assert "不是日根。请写成" in result.output


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{}\n", 1),
        ("不是\n", 1),
        ('{"seal": {"number": 1}}\n', 1),
        ('{"entry": null}\n', 1),
        ('{"tree": {}}', 1),
    ],
)
def test_a_broken_export_is_refused_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "坏.jsonl"
    file.write_text(text, encoding="utf-8")
    result = goufu("verify", file)
    assert result.exit_code == 1
    assert f"第 {line} 行读不懂" in result.output


def test_the_tables_are_compared_row_by_row(tmp_path: Path) -> None:
    place = Place.objects.create(code="990121", name="云岭县", level="county", listed_from=2020)
    assert "其中 1 行日志里没有记全" in goufu("verify", "--business").output
    begin_proof()
    sound = goufu("verify", "--business")
    assert (sound.exit_code, "逐行核对了 1 行" in sound.output) == (0, True)
    with as_database_administrator() as execute:
        execute("UPDATE registry_place SET name = '云岭市' WHERE id = %s", [place.pk])
    found = goufu("verify", "--business")
    assert found.exit_code == 1
    assert f"不符：区划第{place.pk}号的" in found.output
    assert "记着云岭县，现在是云岭市" in found.output


def test_an_export_has_no_tables_to_compare(tmp_path: Path) -> None:
    file = tmp_path / "日志.jsonl"
    goufu("export", file)
    refused = goufu("verify", file, "--business")
    assert refused.exit_code == 2
    assert "不能同时写文件" in refused.output
