"""Custodians' keys: files with a passphrase (that age opens them is seen in test_browser.py), and fingerprints that people compare."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goufu.sealing.errors import Damaged, Malformed, SealError, WrongKey
from goufu.sealing.keys import Key, key_file, new_key, public_file, read_key, write_new
from goufu.sealing.names import check_names
from goufu.sealing.passphrases import HARD, locked
from goufu.sealing.sheet import fingerprint
from goufu.sealing.suites import AGE, SM, Suite, suite_named
from goufu.sealing.tests.cases import SUITES
from goufu.sealing.tests.parties import NOW

EASY = 4
PASSPHRASE = "春天 correct horse"  # noqa: S105


@pytest.mark.parametrize("suite", SUITES)
def test_a_key_file_gives_the_key_to_its_passphrase_alone(suite: Suite) -> None:
    key = new_key(suite)
    data = key_file(key, PASSPHRASE, NOW, EASY)
    assert read_key(data, PASSPHRASE) == key
    assert key.secret not in data
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(WrongKey, match="口令不对"):
            read_key(data, wrong)


def test_scrypt_is_as_hard_as_browsers_make_it() -> None:
    assert HARD == 18
    assert b"-> scrypt " in locked(b"x", PASSPHRASE, EASY).splitlines()[1]


def test_a_changed_key_file_is_told() -> None:
    data = key_file(new_key(AGE), PASSPHRASE, NOW, EASY)
    for at in range(0, len(data), 7):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        if re.search(rb"-> scrypt \S+ (?!4\n)\d", changed):
            continue  # another hardness would only take long
        with pytest.raises((Damaged, Malformed, WrongKey)):
            read_key(changed, PASSPHRASE)
    for cut in (data[:-1], data[: len(data) // 2], b"", data + b"x", data.replace(b" 4\n", b" 30\n")):
        with pytest.raises((Damaged, Malformed)):
            read_key(cut, PASSPHRASE)


def test_signs_of_a_key_file_that_say_nothing_are_told_as_well() -> None:
    """The last sign of the header's code has two bits that no byte needs."""
    figures = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    data = key_file(new_key(AGE), PASSPHRASE, NOW, EASY)
    at = data.index(b"\n", data.index(b"\n---") + 1) - 1
    other = figures[figures.index(data[at]) + 1]
    with pytest.raises(Damaged):
        read_key(data[:at] + bytes([other]) + data[at + 1 :], PASSPHRASE)


def test_what_is_behind_a_passphrase_must_be_a_key() -> None:
    for text, told in (
        (b"hello", "算法"),
        (b"# suite: age-x25519\nAGE-SECRET-KEY-1NONE", "age 钥匙"),
        (b"\xff", "算法"),
    ):
        with pytest.raises(Malformed, match=told):
            read_key(locked(text, PASSPHRASE, EASY), PASSPHRASE)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(SealError, match="至少 10 个字"):
        key_file(new_key(AGE), PASSPHRASE[:9], NOW, EASY)


def test_a_fingerprint_is_read_out_in_four_groups() -> None:
    key = new_key(AGE)
    assert re.fullmatch(r"([0-9A-F]{4} ){3}[0-9A-F]{4}", key.fingerprint)
    assert key.fingerprint != new_key(AGE).fingerprint
    assert fingerprint("abc") == "66C7 F0F4 62EE EDD9"
    assert key.secret not in public_file(key)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.gkey"
    write_new(file, b"first")
    with pytest.raises(SealError, match="没有改动它"):
        write_new(file, b"second")
    assert file.read_bytes() == b"first"
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Malformed, match="写不了"):
        write_new(tmp_path / "nowhere" / "mine.gkey", b"")


@pytest.mark.parametrize("suite", [AGE, SM], ids=lambda suite: suite.name)
def test_what_is_no_key_is_told(suite: Suite) -> None:
    for secret in (b"", b"\xff", b"AGE-SECRET-KEY-1", b"ab" * 40):
        with pytest.raises(Malformed):
            suite.public_of(secret)
    for public in ("", "age1", "sm2-00", "age1pq1" + "q" * 50):
        with pytest.raises(Malformed, match="公钥"):
            suite.check_public(public)


def test_one_key_is_written_in_one_way() -> None:
    """Else two custodians could give the same key, and one of them open a bid with it alone."""
    public = new_key(AGE).public
    AGE.check_public(public)
    with pytest.raises(Malformed, match="公钥"):
        AGE.check_public(public.upper())


def test_an_unknown_suite_is_told() -> None:
    with pytest.raises(Malformed, match=r"rot13.*age-x25519"):
        suite_named("rot13")


def test_where_sm2_is_missing_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "gmssl_pyx", None)
    with pytest.raises(SealError, match="没有装 gmssl-pyx"):
        suite_named(SM.name)


def test_a_key_knows_its_suite() -> None:
    assert isinstance(new_key(AGE), Key)
    assert new_key(AGE).suite is AGE


def test_a_refusal_can_be_said_in_another_language() -> None:
    english = {
        "文件名“%(name)s”%(fault)s": "The name “%(name)s” %(fault)s",
        "带着文件夹": "has a folder",
        "。": ". ",
        "请改名后重新封": "Rename it",
    }
    with pytest.raises(Malformed) as refusal:
        check_names(["../100%"])
    assert str(refusal.value) == "文件名“../100%”带着文件夹。请改名后重新封。"
    assert (
        refusal.value.told(lambda text: english.get(text, text))
        == "The name “../100%” has a folder. Rename it."
    )
