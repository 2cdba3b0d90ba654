"""Who has the whole envelope and one custodian's key reads nothing; what was changed, moved or sent again is told."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from goufu.sealing.encoding import canonical, framed
from goufu.sealing.envelope import Expected, open_envelope
from goufu.sealing.errors import Damaged, Malformed, Mismatch, SealedWrongly, SealError, TooFewKeys, WrongKey
from goufu.sealing.keys import new_key, rehearsal
from goufu.sealing.label import Label
from goufu.sealing.outside import MAGIC, Outside, read_outside
from goufu.sealing.peel import check, combine, peel, read_peel, rehearse
from goufu.sealing.streams import digest_of
from goufu.sealing.tests.cases import OTHERS, Case, received, refused
from goufu.sealing.tests.parties import LABEL, NOW

CHUNK, TAG = 64 * 1024, 16


def test_one_key_reads_nothing(case: Case) -> None:
    """All that a key opens of an envelope is random without the others' shares, and the body opens with none of it."""
    outside, key = case.bid.outside(), case.keys[0]
    body, found = case.bid.data[case.body_at :], []
    for secret in (key.secret,):
        for sealed in [*(share.sealed for wrap in outside.wraps for share in wrap), body]:
            out = io.BytesIO()
            try:
                case.suite.decrypt(io.BytesIO(sealed), out, secret)
            except (WrongKey, Damaged):
                assert out.getvalue() == b""
            else:
                found.append(out.getvalue()[32:])
    assert len(found) == 2, "one share in each of the two groups with this custodian"
    for share in [*found, bytes(a ^ b for a, b in zip(*found, strict=True))]:
        assert share != case.secret
        with pytest.raises(SealError):
            case.suite.decrypt(io.BytesIO(body), io.BytesIO(), share)
    assert len(set(found)) == 2
    assert not {*found} & {case.secret}


def test_one_custodian_is_too_few(case: Case) -> None:
    outside = case.bid.outside()
    given = peel(outside, case.keys[1].secret, LABEL)
    with pytest.raises(TooFewKeys, match="现在有 1 位。请再来 1 位"):
        combine(outside, [given])
    with pytest.raises(TooFewKeys, match="现在有 0 位"):
        combine(outside, [])
    with pytest.raises(TooFewKeys, match="用了两次"):
        combine(outside, [given, given])


def test_a_key_of_another_procurement_opens_nothing(case: Case) -> None:
    stranger = new_key(case.suite)
    with pytest.raises(WrongKey, match=stranger.fingerprint):
        peel(case.bid.outside(), stranger.secret, LABEL)


def test_the_key_of_another_bid_opens_nothing(case: Case, tmp_path: Path) -> None:
    refusal = refused(case.bid, case.other.secret(*case.keys[:2]), tmp_path)
    assert isinstance(refusal, WrongKey)


def regions(case: Case) -> Iterator[tuple[str, int]]:
    """Places in the envelope, a few of each part."""
    data = case.bid.data
    yield from (("magic", 0), ("magic", len(MAGIC) - 2), ("length", len(MAGIC) + 3))
    core = data.index(b'"bid":"')
    yield from (
        ("bid", core + 20),
        ("label", data.index(LABEL.bidder.encode())),
        ("sheet", data.index(b'"sheet":"') + 12),
    )
    yield from (("made_at", data.index(b'"made_at":"') + 14), ("needed", data.index(b'"needed":') + 9))
    at = 0
    while (at := data.find(b'"sealed":"', at + 1)) >= 0:
        yield "share", at + 60
    at = 0
    while (at := data.find(b'"check":"', at + 1)) >= 0:
        yield "check", at + 12
    middle = (case.body_at + len(data)) // 2
    yield from (
        ("body", case.body_at + 3),
        ("body", case.body_at + 120),
        ("body", middle),
        ("body", len(data) - 1),
    )


def test_a_flipped_bit_is_told_wherever_it_is(case: Case, tmp_path: Path) -> None:
    places = list(regions(case))
    assert len(places) == 3 + 5 + 6 + 6 + 4
    for where, at in places:
        data = bytearray(case.bid.data)
        data[at] ^= 1
        assert isinstance(refused(case.bid.with_data(bytes(data)), case.secret, tmp_path), SealError), where


def test_a_bit_that_was_flipped_before_the_receipt_is_told_as_well(case: Case, tmp_path: Path) -> None:
    """The receipt has the digest of what came; that it was sealed otherwise, the envelope knows itself."""
    for where, at in regions(case):
        data = bytearray(case.bid.data)
        data[at] ^= 1
        expected = replace(case.bid.expected, digest=digest_of(io.BytesIO(data)))
        received = case.bid._replace(data=bytes(data), expected=expected)
        assert refused(received, case.secret, tmp_path), where


def test_a_cut_or_longer_envelope_is_told(case: Case, tmp_path: Path) -> None:
    data, body = case.bid.data, case.body_at
    size = len(data)
    borders = [size - last for last in (1, TAG, TAG + 1, CHUNK + TAG)]
    for end in (
        0,
        5,
        len(MAGIC),
        len(MAGIC) + 4,
        body // 2,
        body,
        body + 40,
        *range(body + 200, size, 40_009),
        *borders,
    ):
        refused(case.bid.with_data(data[:end]), case.secret, tmp_path)
    for more in (b"x", bytes(TAG), bytes(CHUNK + TAG), data, data[body:]):
        refused(case.bid.with_data(data + more), case.secret, tmp_path)


def test_the_body_of_another_bid_is_told(case: Case, tmp_path: Path) -> None:
    theirs = case.other.data[len(case.other.outside().as_bytes()) :]
    swapped = case.bid.with_data(case.bid.data[: case.body_at] + theirs)
    assert "和收到时的摘要不同" in refused(swapped, case.secret, tmp_path).what
    assert "不是用这一份投标的钥匙封的" in refused(received(swapped), case.secret, tmp_path).what


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"procurement": "YL-2026-CS-048"}, "采购编号"),
        ({"lot": "2"}, "包号"),
        ({"bidder": OTHERS}, "投标人"),
        ({"kind": "qualification"}, "种类"),
        ({"sequence": 2}, "第几份"),
    ],
)
def test_an_envelope_sent_again_elsewhere_is_told(
    change: dict[str, Any], told: str, case: Case, tmp_path: Path
) -> None:
    expected = replace(LABEL, **change)
    sent = case.bid._replace(expected=replace(case.bid.expected, label=expected))
    assert told in refused(sent, case.secret, tmp_path).what
    with pytest.raises(Mismatch, match=told):
        peel(case.bid.outside(), case.keys[0].secret, expected)


def test_an_envelope_of_another_sheet_is_told(case: Case, tmp_path: Path) -> None:
    later = replace(case.sheet, deadline="2026-12-02T01:30:00Z")
    sent = case.bid._replace(expected=replace(case.bid.expected, sheet=later))
    assert "封标说明" in refused(sent, case.secret, tmp_path).what


def relabelled(outside: Outside, **change: Any) -> Outside:
    label = replace(outside.label, **change)
    return Outside({**outside.core, "label": label.as_json()}, outside.wraps)


@pytest.mark.parametrize(
    "change",
    [
        {"procurement": "YL-2026-CS-048"}, {"lot": "2"}, {"bidder": OTHERS}, {"kind": "qualification"}, {"sequence": 2},
        {"kind": "rehearsal"},
    ],
)  # fmt: skip
def test_another_label_on_the_same_shares_opens_nothing(change: dict[str, Any], case: Case) -> None:
    """A bidder who puts a rival's shares on an envelope of his own, to have them opened earlier, is found by each key."""
    forged = relabelled(case.bid.outside(), **change)
    for key in case.keys:
        with pytest.raises(Mismatch, match="从另一份投标搬来的，没有打开"):
            peel(forged, key.secret, forged.label)


def test_a_share_that_is_not_what_the_outside_says_is_told(case: Case) -> None:
    mine = case.bid.outside()
    wraps = [tuple(share._replace(check="0" * 64) for share in wrap) for wrap in mine.wraps]
    with pytest.raises(SealedWrongly, match="外面写的摘要"):
        peel(Outside(mine.core, wraps), case.keys[0].secret, LABEL)


@pytest.mark.parametrize(
    "change",
    [
        {"custodians": ["0000 0000 0000 0000"] * 3}, {"custodians": []}, {"custodians": ["x", "y", "z"]}, {"custodians": None},
        {"needed": 1}, {"needed": 4}, {"needed": "2"}, {"version": 2}, {"sheet": "x"}, {"made_at": "2026-11-29"}, {"more": 1},
        {"bid": "age1x"}, {"suite": "rot13"}, {"label": {}}, {"label": None},
    ],
)  # fmt: skip
def test_an_outside_that_makes_no_sense_is_told(change: dict[str, Any], case: Case) -> None:
    mine = case.bid.outside()
    odd = Outside({**mine.core, **change}, mine.wraps)
    with pytest.raises(Malformed):
        read_outside(io.BytesIO(odd.as_bytes()))


def test_wraps_that_make_no_sense_are_told(case: Case) -> None:
    mine = case.bid.outside()
    for wraps in ([], mine.wraps[:2], [*mine.wraps, mine.wraps[0]], [wrap[:1] for wrap in mine.wraps]):
        with pytest.raises(Malformed):
            read_outside(io.BytesIO(Outside(mine.core, wraps).as_bytes()))
    for said in (None, 1, [None] * 3, [[None, None]] * 3, [[{"check": "", "sealed": ""}] * 2] * 3):
        data = MAGIC + framed(canonical({**mine.core, "wraps": said}))
        with pytest.raises(Malformed):
            read_outside(io.BytesIO(data))


def test_the_same_inside_sealed_anew_is_told(case: Case, tmp_path: Path) -> None:
    """Anybody may encrypt to a bid's public half; the digest on the receipt is that of one file only."""
    inside, again = io.BytesIO(), io.BytesIO()
    case.suite.decrypt(io.BytesIO(case.bid.data[case.body_at :]), inside, case.secret)
    inside.seek(0)
    case.suite.encrypt(inside, again, case.bid.outside().bid)
    anew = case.bid.with_data(case.bid.data[: case.body_at] + again.getvalue())
    assert "能打开，但不是收到的那一份" in refused(anew, case.secret, tmp_path).what


def test_shares_moved_between_bids_open_nothing(case: Case) -> None:
    mine, theirs = case.bid.outside(), case.other.outside()
    moved = Outside(theirs.core, mine.wraps)
    for key in case.keys:
        with pytest.raises(Mismatch, match="搬来的"):
            peel(moved, key.secret, moved.label)
    turned = Outside(mine.core, [mine.wraps[1], mine.wraps[0], mine.wraps[2]])
    with pytest.raises(SealError):
        peel(turned, case.keys[0].secret, LABEL)


def test_a_share_for_somebody_else_is_told(case: Case) -> None:
    mine = case.bid.outside()
    first = mine.wraps[0]
    with pytest.raises(Damaged, match="打不开"):
        peel(Outside(mine.core, [first[::-1], *mine.wraps[1:]]), case.keys[0].secret, LABEL)


def test_a_rehearsal_opens_no_bid(case: Case) -> None:
    with pytest.raises(Mismatch, match="不是演练用的"):
        rehearse(case.bid.outside(), case.keys[0].secret, LABEL.procurement)


def test_a_wrong_step_of_the_opening_is_told_with_whose_it_is(case: Case) -> None:
    outside, key = case.bid.outside(), case.keys[0]
    good = peel(outside, key.secret, LABEL)
    elsewhere = peel(case.other.outside(), key.secret, case.other.expected.label)
    with pytest.raises(Mismatch, match="从另一份投标打开的"):
        check(outside, elsewhere)
    with pytest.raises(Damaged, match=key.fingerprint):
        check(outside, replace(elsewhere, bid=outside.bid))
    with pytest.raises(Mismatch, match="YL-2026-CS-048"):
        check(outside, replace(good, procurement="YL-2026-CS-048"))
    with pytest.raises(WrongKey, match="不是这个信封的"):
        check(outside, replace(good, custodian=new_key(case.suite).fingerprint))
    with pytest.raises(Damaged, match=case.keys[1].fingerprint):
        check(outside, replace(good, custodian=case.keys[1].fingerprint))
    flipped = {group: bytes([share[0] ^ 1, *share[1:]]) for group, share in good.shares.items()}
    for shares in (flipped, {}, dict(list(good.shares.items())[:1])):
        with pytest.raises(Damaged, match="再打开一次"):
            check(outside, replace(good, shares=shares))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"nonsense", b'{"format":"goufu-peel","version":1}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_peel_is_told(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_peel(data)


def test_an_opening_that_stops_leaves_nothing(case: Case, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > case.body_at + CHUNK:
                raise OSError(5, "Input/output error")
            return super().read(min(size or 0, 20_000))

    with pytest.raises(OSError, match="Input/output"):
        open_envelope(Broken(case.bid.data), case.secret, case.bid.expected, tmp_path / "here")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_no_damage(case: Case) -> None:
    class Full(io.BytesIO):
        def write(self, data: object, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        case.suite.decrypt(io.BytesIO(case.bid.data[case.body_at :]), Full(), case.secret)


def test_a_folder_that_is_there_is_left_alone(case: Case, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    with pytest.raises(FileExistsError):
        open_envelope(io.BytesIO(case.bid.data), case.secret, case.bid.expected, tmp_path)
    assert (tmp_path / "kept").read_text() == "kept"


def test_a_rehearsal_is_opened_like_a_bid(case: Case, tmp_path: Path) -> None:
    out = io.BytesIO()
    sealed = rehearsal(case.sheet, 1, out, NOW)
    answers = [rehearse(sealed.outside, key.secret, LABEL.procurement) for key in case.keys[1:]]
    for answer in answers:
        check(sealed.outside, answer)
    label: Label = sealed.outside.label
    expected = Expected(label, case.sheet, sealed.digest)
    secret = combine(sealed.outside, answers)
    open_envelope(io.BytesIO(out.getvalue()), secret, expected, tmp_path / "here")
    assert [each.name for each in (tmp_path / "here").iterdir()] == ["演练.txt"]
    with pytest.raises(Mismatch, match="YL-2026-CS-048"):
        rehearse(sealed.outside, case.keys[0].secret, "YL-2026-CS-048")
