"""`goufu bid` and `goufu keys`: from three keys to an opened bid, without a browser and without a server."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goufu.sealing import keys
from goufu.sealing.commands.bid import bid
from goufu.sealing.commands.keys import keys as keys_command
from goufu.sealing.envelope import Expected, open_envelope
from goufu.sealing.keys import read_key, rehearsal
from goufu.sealing.outside import read_outside
from goufu.sealing.peel import check, combine, read_peel
from goufu.sealing.receipt import Receipt
from goufu.sealing.sheet import Custodian
from goufu.sealing.streams import digest_of
from goufu.sealing.tests.parties import LABEL, NOW, Parties, parties

COMMANDS = {"bid": bid, "keys": keys_command}
PASSPHRASE = "春天 correct horse"  # noqa: S105
BIDDER = ("--bidder", LABEL.bidder, "--kind", "price")


@pytest.fixture(autouse=True)
def _easy_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys.key_file, "__defaults__", (4,))


def run(command: str, *arguments: str | Path, typed: Sequence[str] = ()) -> Result:
    lines = "".join(f"{each}\n" for each in typed)
    return CliRunner().invoke(COMMANDS[command], [str(each) for each in arguments], input=lines)


def done(command: str, *arguments: str | Path, typed: Sequence[str] = ()) -> str:
    result = run(command, *arguments, typed=typed)
    assert result.exit_code == 0, result.output
    return result.output


def refused(command: str, *arguments: str | Path, typed: Sequence[str] = ()) -> str:
    result = run(command, *arguments, typed=typed)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Path:
    (tmp_path / "报价一览表.pdf").write_bytes(b"%PDF 1788000.00")
    (tmp_path / "分项报价表.xlsx").write_bytes(b"PK")
    return tmp_path


@pytest.fixture(name="those")
def _those(place: Path) -> Parties:
    """Three custodians with keys made by the command, and their sheet in a file."""
    made, custodians = [], []
    for name in ("a", "b", "c"):
        told = done("keys", "new", place / name, typed=[PASSPHRASE] * 2)
        said = json.loads((place / f"{name}.pub").read_text())
        assert said["public"] in told
        assert said["fingerprint"] in told
        made.append(read_key((place / name).read_bytes(), PASSPHRASE))
        custodians.append(Custodian(name, "云岭县", said["public"]))
    sheet = replace(parties().sheet, custodians=tuple(custodians))
    (place / "one.gsheet.json").write_bytes(sheet.as_bytes())
    return Parties(sheet, made)


def sealed(place: Path) -> str:
    files = [place / "报价一览表.pdf", place / "分项报价表.xlsx"]
    return done("bid", "seal", place / "one.gsheet.json", *files, *BIDDER, "--output", place / "bid.gbid")


def test_a_bid_goes_from_files_to_its_opening(place: Path, those: Parties) -> None:
    told = sealed(place)
    data = (place / "bid.gbid").read_bytes()
    digest = digest_of(io.BytesIO(data))
    for said in (digest, those.sheet.digest(), *those.sheet.fingerprints(), "报价一览表.pdf"):
        assert said in told
    assert not (place / "bid.gbid.part").exists()

    looked_at = done("bid", "verify", place / "bid.gbid", "--sheet", place / "one.gsheet.json")
    for said in (digest, LABEL.procurement, LABEL.bidder, "按这份封标说明封的\t是", "2 把一起"):
        assert said in looked_at

    peels = []
    for name in ("c", "a"):
        given = ("--procurement", LABEL.procurement, *BIDDER, "--output", place / f"{name}.gpeel.json")
        done("keys", "peel", place / name, place / "bid.gbid", *given, typed=[PASSPHRASE])
        peels.append(read_peel((place / f"{name}.gpeel.json").read_bytes()))
    secret = combine(read_outside(io.BytesIO(data)), peels)
    open_envelope(io.BytesIO(data), secret, Expected(LABEL, those.sheet, digest), place / "opened")
    assert (place / "opened" / "报价一览表.pdf").read_bytes() == b"%PDF 1788000.00"


def test_a_receipt_is_held_against_the_envelope(place: Path, those: Parties) -> None:
    sealed(place)
    data = (place / "bid.gbid").read_bytes()
    receipt = Receipt("R-047-0003-1", "2026-11-27T08:42:08Z", digest_of(io.BytesIO(data)), len(data), LABEL)
    (place / "r.json").write_bytes(receipt.as_bytes())
    assert "相符\t回执 R-047-0003-1" in done("bid", "receipt-check", place / "r.json", place / "bid.gbid")
    (place / "cut.gbid").write_bytes(data[:-1])
    assert "不是收到的那一份" in refused("bid", "receipt-check", place / "r.json", place / "cut.gbid")
    (place / "r.json").write_bytes(replace(receipt, label=replace(LABEL, sequence=2)).as_bytes())
    assert "第几份" in refused("bid", "receipt-check", place / "r.json", place / "bid.gbid")
    for wrong in (
        b"",
        b"{}",
        receipt.as_bytes().replace(b"goufu-receipt", b"goufu-recipe"),
        receipt.as_bytes()[:-1],
    ):
        (place / "r.json").write_bytes(wrong)
        assert "回执" in refused("bid", "receipt-check", place / "r.json", place / "bid.gbid")
    said = json.loads(receipt.as_bytes())
    changes: list[dict[str, object]] = [{"received_at": "soon"}, {"digest": "0"}, {"more": 1}, {"label": {}}]
    for change in changes:
        text = json.dumps({**said, **change}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (place / "r.json").write_text(text)
        refused("bid", "receipt-check", place / "r.json", place / "bid.gbid")


def test_a_custodian_rehearses(place: Path, those: Parties) -> None:
    with (place / "test.gbid").open("wb") as out:
        outside = rehearsal(those.sheet, 1, out, NOW).outside
    given = ("--procurement", LABEL.procurement, "--output", place / "answer.gpeel.json")
    assert "口令不对" in refused(
        "keys", "rehearse", place / "a", place / "test.gbid", *given, typed=["another one"]
    )
    done("keys", "rehearse", place / "a", place / "test.gbid", *given, typed=[PASSPHRASE])
    check(outside, read_peel((place / "answer.gpeel.json").read_bytes()))
    sealed(place)
    told = refused("keys", "rehearse", place / "a", place / "bid.gbid", *given, typed=[PASSPHRASE])
    assert "不是演练用的信封" in told


def test_nothing_is_written_over_or_left_half_done(place: Path, those: Parties) -> None:
    sealed(place)
    before = (place / "bid.gbid").read_bytes()
    sheet, file = place / "one.gsheet.json", place / "报价一览表.pdf"
    assert "没有改动它" in refused("bid", "seal", sheet, file, *BIDDER, "--output", place / "bid.gbid")
    assert (place / "bid.gbid").read_bytes() == before
    told = refused("bid", "seal", sheet, file, file, *BIDDER, "--output", place / "new.gbid")
    assert "请改名" in told
    assert not (place / "new.gbid").exists()
    assert not (place / "new.gbid.part").exists()
    (place / "new.gbid.part").touch()
    assert "没封完的" in refused("bid", "seal", sheet, file, *BIDDER, "--output", place / "new.gbid")
    assert (place / "new.gbid.part").exists(), "it may be another's"
    assert "没有改动它" in refused("keys", "new", place / "a", typed=[PASSPHRASE] * 2)


def test_what_is_wrong_is_said_in_a_sentence(place: Path, those: Parties) -> None:
    sheet, file = place / "one.gsheet.json", place / "报价一览表.pdf"
    output = ("--output", place / "new.gbid")
    assert "18 位" in refused("bid", "seal", sheet, file, "--bidder", "1", "--kind", "price", *output)
    assert "没有 9 包" in refused("bid", "seal", sheet, file, *BIDDER, "--lot", "9", *output)
    assert "封标说明" in refused("bid", "seal", file, file, *BIDDER, *output)
    assert "不是购服的投标信封" in refused("bid", "verify", file)
    assert "口令太短" in refused("keys", "new", place / "d", typed=["short", "short"])
    assert not (place / "d").exists()
    sealed(place)
    (place / "other.gsheet.json").write_bytes(
        replace(those.sheet, deadline="2026-12-02T01:30:00Z").as_bytes()
    )
    told = refused("bid", "verify", place / "bid.gbid", "--sheet", place / "other.gsheet.json")
    assert "不是按这次采购的封标说明封的" in told


def test_no_key_is_left_whose_public_half_could_not_be_written(place: Path) -> None:
    (place / "d.pub").write_bytes(b"another's")
    assert "没有改动它" in refused("keys", "new", place / "d", typed=[PASSPHRASE] * 2)
    assert not (place / "d").exists()
    assert (place / "d.pub").read_bytes() == b"another's"


def test_a_disk_that_fails_is_told(place: Path, those: Parties) -> None:
    output = ("--output", place / "nowhere" / "new.gbid")
    told = refused("bid", "seal", place / "one.gsheet.json", place / "报价一览表.pdf", *BIDDER, *output)
    assert "读写文件出错：没有这个文件或者文件夹" in told


def test_a_bidder_is_told_when_the_deadline_has_passed(place: Path, those: Parties) -> None:
    (place / "one.gsheet.json").write_bytes(replace(those.sheet, deadline="2020-01-01T00:00:00Z").as_bytes())
    assert "截止时间已过" in sealed(place)


def test_a_price_is_sealed_for_the_program_and_kept_with_the_files(place: Path, those: Parties) -> None:
    given = (place / "one.gsheet.json", place / "报价一览表.pdf", *BIDDER)
    told = done("bid", "seal", *given, "--price", "1788000.00", "--output", place / "bid.gbid")
    assert "quotation-1-price-1.json" in told
    kept = json.loads((place / "quotation-1-price-1.json").read_text())
    assert (kept["price"], len(kept["nonce"])) == ("1788000.00", 64)
    for wrong in ("0", "一百", "1.234"):
        assert "两位小数" in refused(
            "bid", "seal", *given, "--price", wrong, "--output", place / f"{wrong}.gbid"
        )
