"""`goufu journal` as an auditor uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from goufu.config.cli import main
from goufu.journal.models import Day, Entry
from goufu.journal.tests.conftest import Write, as_database_administrator
from goufu.journal.tlog.notes import COSIGNATURE, Note, PrivateKey, PublicKey
from goufu.journal.tlog.publishing import log_key
from goufu.journal.told_entries import begin_proof
from goufu.registry.models import Place

pytestmark = pytest.mark.django_db


def goufu(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["journal", *map(str, arguments)])


def day_root() -> str:
    last = Day.objects.order_by("day").last()
    assert last is not None
    return f"{last.day}={bytes(last.root).hex()}"


@pytest.mark.usefixtures("days")
def test_a_sound_journal_is_verified_here_and_from_its_export(tmp_path: Path) -> None:
    file = tmp_path / "日志.jsonl"
    assert "导出 38 行" in goufu("export", file).output
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
    assert f"……共 {24 + 9 * 3 + 3 * 3} 处不符，只列前 10 处" in lines


@pytest.mark.usefixtures("days")
def test_a_proof_is_made_and_checked_against_the_published_root(tmp_path: Path) -> None:
    file = tmp_path / "证明.json"
    number = Entry.objects.order_by("pk")[20].pk
    assert goufu("prove", number, file).exit_code == 0
    assert "请与公布的日根核对" in goufu("check-proof", file).output
    assert "这条记录在日志里，一字未改" in goufu("check-proof", file, "--published", day_root()).output

    changed = json.loads(file.read_text(encoding="utf-8"))
    changed["entry"]["facts"]["金额"] = "900.00"
    file.write_text(json.dumps(changed), encoding="utf-8")
    result = goufu("check-proof", file, "--published", day_root())
    assert result.exit_code == 1
    assert "与公布的不同：这条记录不在 2026-11-22 的日志里" in result.output


def test_sealing_by_hand_and_a_proof_of_today(write: Write, tmp_path: Path) -> None:
    [entry, *_] = write(3)
    assert "还没有存证" in goufu("prove", entry.pk, tmp_path / "a.json").output
    assert goufu("seal").output == "存证 3 条，结清 0 天\n"
    assert "这一天还没有过完" in goufu("prove", entry.pk, tmp_path / "a.json").output
    assert "那一天还没有过完" in goufu("check-proof", tmp_path / "a.json").output


@pytest.mark.usefixtures("days")
def test_a_checkpoint_goes_to_a_witness_and_comes_back_signed(tmp_path: Path, settings: Settings) -> None:
    sent, signed = tmp_path / "送见证.txt", tmp_path / "已见证.txt"
    assert "还没有 0 次存证的检查点" in goufu("checkpoint", sent).output
    assert goufu("seal").exit_code == 0
    assert str(log_key()) in goufu("checkpoint", sent).output
    body, _, note = sent.read_text(encoding="utf-8").partition("\n\n")
    assert body == "old 0"
    upper = PrivateKey("example.gov.cn/upper", b"\1" * 32)
    signed.write_text(note + upper.cosign(Note.read(note).text, 1_796_000_000), encoding="utf-8")
    assert "没有一个签名来自 GOUFU_LOG_WITNESSES" in goufu("cosigned", signed).output
    settings.LOG_WITNESSES = [str(PublicKey(upper.name, COSIGNATURE, upper.public.raw))]
    assert goufu("cosigned", signed).output == "存下 1 个见证签名\n"
    assert goufu("verify").exit_code == 0


@pytest.mark.usefixtures("days")
def test_an_export_is_verified_with_the_log_s_key(tmp_path: Path) -> None:
    file = tmp_path / "日志.jsonl"
    goufu("seal")
    goufu("export", file)
    assert goufu("verify", file, "--log-key", log_key()).exit_code == 0
    other = PrivateKey("other", b"\1" * 32).public
    assert "的签名不是日志密钥签的" in goufu("verify", file, "--log-key", other).output
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
