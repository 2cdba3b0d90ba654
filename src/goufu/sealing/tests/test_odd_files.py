"""Whatever stands in a sheet, an outside, a peel or a receipt: it is taken, or refused in a sentence, and never breaks the program."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goufu.sealing.encoding import LENGTH_BYTES, bytes_of, canonical, framed, sm3
from goufu.sealing.errors import Malformed, SealError
from goufu.sealing.outside import MAGIC, read_outside
from goufu.sealing.peel import combine, peel, read_peel
from goufu.sealing.receipt import Receipt, read_receipt
from goufu.sealing.sheet import read_sheet
from goufu.sealing.tests.parties import LABEL, bid, parties

ODD: list[Any] = [None, 0, -1, 1.5, "", "x", [], {}, True, [[]], [None], {"a": 1}, 2**70, "\u202e"]
PARTIES = parties()
OUTSIDE = bid([("a", b"bid")], PARTIES.sheet).outside()
KEY = PARTIES.keys[0]
RECEIPT = Receipt("R-1", "2026-11-29T09:00:00Z", "0" * 64, 1, LABEL)


def _with_digest(said: dict[str, Any]) -> bytes:
    return canonical({**said, "digest": sm3(canonical(said))})


def _sheet(said: dict[str, Any]) -> None:
    read_sheet(_with_digest(said))


def _outside(said: dict[str, Any]) -> None:
    peel(read_outside(io.BytesIO(MAGIC + framed(canonical(said)))), KEY.secret, LABEL)


def _peel(said: dict[str, Any]) -> None:
    combine(OUTSIDE, [read_peel(canonical(said)), peel(OUTSIDE, PARTIES.keys[1].secret, LABEL)])


def _receipt(said: dict[str, Any]) -> None:
    read_receipt(canonical(said)).must_fit(LABEL, "0" * 64, 1)


READERS: list[tuple[Callable[[dict[str, Any]], None], dict[str, Any]]] = [
    (_sheet, PARTIES.sheet.as_json()),
    (_outside, json.loads(OUTSIDE.as_bytes()[len(MAGIC) + LENGTH_BYTES :])),
    (_peel, json.loads(peel(OUTSIDE, KEY.secret, LABEL).as_bytes())),
    (_receipt, json.loads(RECEIPT.as_bytes())),
]


def changed(said: dict[str, Any], by: Random) -> dict[str, Any]:
    """A copy with one place, at any depth, odd or gone."""
    copy: dict[str, Any] = json.loads(json.dumps(said))
    place: Any = copy
    while True:
        key = by.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if isinstance(place[key], dict | list) and place[key] and by.random() < 0.8:
            place = place[key]
            continue
        if by.random() < 0.7:
            place[key] = by.choice(ODD)
        else:
            del place[key]
        return copy


def test_what_is_right_is_taken() -> None:
    for read, said in READERS:
        read(said)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_odd_is_refused_in_a_sentence(seed: int) -> None:
    by = Random(seed)  # noqa: S311 (which place becomes odd is no secret)
    for read, said in READERS:
        with suppress(SealError):
            read(changed(said, by))


UNSEEN = ["\x1b[1A", "\u202e", "a\nb", "\u2028", "", "x" * 600, None, [1]]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_texts_write_over_nothing_that_people_compare(text: object) -> None:
    """A sheet, a receipt and a peel are shown beside digests and fingerprints, on a screen that obeys what is invisible."""
    sheet = PARTIES.sheet.as_json()
    [first, *others] = sheet["custodians"]
    changes: list[dict[str, Any]] = [{"title": text}]
    changes += [{"custodians": [{**first, each: text}, *others]} for each in ("name", "body")]
    for said in changes:
        with pytest.raises(Malformed) as refusal:
            _sheet({**sheet, **said})
        assert str(refusal.value).isprintable()
    with pytest.raises(Malformed):
        _receipt({**READERS[3][1], "number": text})
    for name in ("procurement", "bid", "custodian"):
        with pytest.raises(Malformed):
            read_peel(canonical({**READERS[2][1], name: text}))


def test_rare_names_may_be_written() -> None:
    """Signs for private use, and those that Unicode has got since."""
    sheet = PARTIES.sheet.as_json()
    sheet["custodians"][0]["name"] = "王\ue863\U00031350"
    _sheet(sheet)


def test_a_sheet_of_many_lots_and_kinds_is_read_at_once() -> None:
    lots = [str(number) for number in range(20_000)]
    kinds = ["".join("abcdefghij"[int(figure)] for figure in str(number)) for number in range(20_000)]
    _sheet({**PARTIES.sheet.as_json(), "lots": lots, "kinds": kinds})


def test_base64_is_taken_in_one_way_only() -> None:
    """Otherwise bytes of an outside could be changed without its digest."""
    assert bytes_of("QQ==", "信封") == b"A"
    for odd in ("QR==", "QQ", "QQ==\n", "Q=Q=", None, 1234):
        with pytest.raises(Malformed):
            bytes_of(odd, "信封")


def test_a_label_is_judged_where_python_leaves_out_its_asserts() -> None:
    """An envelope comes from strangers: what they wrote is looked at however the program was started."""
    said = json.loads(OUTSIDE.as_bytes()[len(MAGIC) + LENGTH_BYTES :]) | {"label": {"lot": 1}}
    program = "import sys; from goufu.sealing.outside import read_outside; read_outside(sys.stdin.buffer)"
    ran = subprocess.run(
        [sys.executable, "-O", "-c", program],
        input=MAGIC + framed(canonical(said)),
        capture_output=True,
        check=False,
    )
    assert b"goufu.sealing.errors.Malformed" in ran.stderr
