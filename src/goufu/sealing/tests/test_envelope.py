"""What is sealed is what is opened, whatever its size and its names."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goufu.sealing.contents import SealedFile, Source, list_digest
from goufu.sealing.envelope import Expected, open_envelope, seal, source_of
from goufu.sealing.errors import Malformed, Mismatch, SealError
from goufu.sealing.label import Label
from goufu.sealing.names import MOST_FILES, check_alike, check_names
from goufu.sealing.peel import combine, peel, read_peel
from goufu.sealing.sheet import read_sheet
from goufu.sealing.suites import Suite
from goufu.sealing.tests.cases import SUITES
from goufu.sealing.tests.parties import LABEL, NOW, Bid, Parties, bid, parties, source

CHUNK = 64 * 1024
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7)
PARTIES = parties()


def opened(sealed: Bid, secret: bytes, into: Path) -> dict[str, bytes]:
    """The files of a bid by name."""
    found = open_envelope(io.BytesIO(sealed.data), secret, sealed.expected, into)
    assert found.files == sealed.sealed.files
    assert found.list_digest == sealed.sealed.list_digest
    assert {each.name for each in into.iterdir()} == {each.name for each in found.files}
    return {each.name: (into / each.name).read_bytes() for each in found.files}


@pytest.fixture(params=SUITES, name="those")
def _those(request: pytest.FixtureRequest) -> Parties:
    suite: Suite = request.param
    return parties(suite=suite)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_opened(size: int, those: Parties, tmp_path: Path) -> None:
    files = {"报价一览表.pdf": bytes(size), "empty": b"", "另.xlsx": b"x" * (size // 2 + 1), "last": b""}
    made = bid(list(files.items()), those.sheet)
    assert opened(made, made.secret(*those.keys[:2]), tmp_path / "here") == files


def test_a_thousand_empty_files_are_opened(tmp_path: Path) -> None:
    files = {f"{number}.txt": b"" for number in range(MOST_FILES)}
    made = bid(list(files.items()), PARTIES.sheet)
    assert opened(made, made.secret(*PARTIES.keys[:2]), tmp_path / "here") == files


def test_files_come_from_the_disk(tmp_path: Path) -> None:
    (tmp_path / "一.pdf").write_bytes(b"%PDF")
    with (tmp_path / "one.gbid").open("wb") as out:
        sealed = seal([source_of(tmp_path / "一.pdf")], PARTIES.sheet, LABEL, out, NOW)
    data = (tmp_path / "one.gbid").read_bytes()
    assert sealed.size == len(data)
    assert sealed.digest == hashlib.new("sm3", data).hexdigest()
    assert sealed.files == [SealedFile("一.pdf", 4, hashlib.new("sm3", b"%PDF").hexdigest())]
    made = Bid(data, sealed, Expected(LABEL, PARTIES.sheet, sealed.digest))
    assert opened(made, made.secret(*PARTIES.keys[1:]), tmp_path / "here") == {"一.pdf": b"%PDF"}


@pytest.mark.parametrize(("custodians", "needed"), [(2, 2), (3, 2), (4, 3), (5, 3)])
def test_every_group_opens_it_whoever_begins(custodians: int, needed: int, tmp_path: Path) -> None:
    those = parties(custodians, needed)
    made = bid([("a", b"bid")], those.sheet)
    outside = made.outside()
    peels = [peel(outside, key.secret, LABEL) for key in those.keys]
    found = {
        combine(outside, order) for group in combinations(peels, needed) for order in permutations(group)
    }
    assert len(found) == 1
    assert combine(outside, peels) in found, "more than enough is enough"
    assert opened(made, found.pop(), tmp_path / "here") == {"a": b"bid"}


def test_a_peel_travels_as_a_file() -> None:
    made = bid([("a", b"bid")], PARTIES.sheet)
    given_one = peel(made.outside(), PARTIES.keys[0].secret, LABEL)
    assert read_peel(given_one.as_bytes()) == given_one
    assert read_peel(given_one.as_bytes() + b"\n") == given_one


def test_no_two_envelopes_are_alike() -> None:
    one, other = (bid([("a", b"bid")], PARTIES.sheet) for _ in range(2))
    assert one.outside().bid != other.outside().bid
    assert one.secret(*PARTIES.keys[:2]) != other.secret(*PARTIES.keys[:2])


def _writable(name: str) -> bool:
    try:
        check_names([name])
    except Malformed:
        return False
    return True


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=60).filter(_writable), st.binary(max_size=200)),
        min_size=1,
        max_size=5,
        unique_by=lambda each: each[0],
    )
)
@example([("e\u0301.pdf", b"1")])
@example([("\U0001f4dd表.pdf", b"1"), ("'\"<>|*?: &#x.pdf", b"2"), (" ", b"3")])
def test_any_names_and_bytes_come_back(files: list[tuple[str, bytes]]) -> None:
    try:
        check_alike([name for name, _ in files])
    except Malformed:
        return
    made = bid(files, PARTIES.sheet)
    with tempfile.TemporaryDirectory() as folder:
        assert opened(made, made.secret(*PARTIES.keys[::2]), Path(folder) / "here") == dict(files)


BAD_NAMES = [
    "", ".", "..", "../a", "a/b", "/etc/passwd", "..\\a", "C:\\a", "a\0b", "a\nb", "\x7f", "\x9b", "x\u202efdp.exe",
    "长" * 67, "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_name_that_leads_elsewhere_is_not_sealed(name: str) -> None:
    with pytest.raises(Malformed, match="文件名"):
        bid([("good", b""), (name, b"")], PARTIES.sheet)


@pytest.mark.parametrize(
    ("one", "other"), [("a.pdf", "a.pdf"), ("a.pdf", "A.PDF"), ("\u00e9", "e\u0301"), ("Ä", "a\u0308")]
)
def test_names_that_may_be_one_are_not_sealed(one: str, other: str) -> None:
    with pytest.raises(Malformed, match="请改名"):
        bid([(one, b"1"), (other, b"2")], PARTIES.sheet)


def test_an_envelope_has_files() -> None:
    with pytest.raises(Malformed, match="1 到 1000 个文件"):
        bid([], PARTIES.sheet)


@pytest.mark.parametrize("found", [b"shorter", b"longer than it was"])
def test_a_file_that_changes_meanwhile_is_told(found: bytes) -> None:
    changing = Source("a.xlsx", 10, lambda: io.BytesIO(found))
    with pytest.raises(SealError, match=r"a\.xlsx”在封的时候变了大小"):
        seal([changing], PARTIES.sheet, LABEL, io.BytesIO(), NOW)


def test_a_disk_that_is_full_is_told_as_that() -> None:
    class Full(io.BytesIO):
        def write(self, data: object, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        seal([source("a", b"x")], PARTIES.sheet, LABEL, Full(), NOW)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        (Label("YL-2026-CS-048", "1", LABEL.bidder, "price", 1), "YL-2026-CS-048"),
        (Label(LABEL.procurement, "3", LABEL.bidder, "price", 1), "没有 3 包"),
        (Label(LABEL.procurement, "1", LABEL.bidder, "technical", 1), "technical"),
    ],
)
def test_only_what_the_procurement_has_is_sealed(label: Label, told: str) -> None:
    with pytest.raises(Mismatch, match=told):
        bid([("a", b"")], PARTIES.sheet, label)


def _label(**said: object) -> Callable[[], Label]:
    return lambda: Label.from_json({**LABEL.as_json(), **said})


@pytest.mark.parametrize(
    "made",
    [
        _label(procurement=""), _label(procurement="a\nb"), _label(procurement="x" * 65), _label(lot=" 1"),
        _label(lot=1), _label(bidder="9137"), _label(bidder="91370100ma3c0ffe0x"), _label(kind="Price"),
        _label(kind="../price"), _label(sequence=0), _label(sequence=True), _label(sequence="1"), _label(more=1),
    ],
)  # fmt: skip
def test_a_label_is_plain(made: Callable[[], Label]) -> None:
    with pytest.raises(Malformed):
        made()


def test_a_sheet_travels_as_a_file() -> None:
    data = PARTIES.sheet.as_bytes()
    assert read_sheet(data) == PARTIES.sheet
    assert read_sheet(data + b"\n") == PARTIES.sheet


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01:30:00Z", "01:31:00Z"),
        ("赵红梅", "赵红海"),
        ('"needed":2', '"needed":3'),
        ('"lots":["1",', '"lots":['),
    ],
)
def test_a_changed_sheet_is_told(one: str, other: str) -> None:
    text = PARTIES.sheet.as_bytes().decode()
    assert one in text
    with pytest.raises(Malformed, match="摘要对不上"):
        read_sheet(text.replace(one, other).encode())


def test_a_sheet_with_two_keys_for_one_is_refused() -> None:
    text = PARTIES.sheet.as_bytes().decode()
    double = text.replace(PARTIES.keys[1].public, PARTIES.keys[0].public)
    with pytest.raises(Malformed, match="同一把钥匙"):
        read_sheet(double.encode())


def test_the_digest_of_the_list_is_known_to_everybody() -> None:
    files = [SealedFile("一.pdf", 4, "ab" * 32)]
    text = '[{"name":"一.pdf","size":4,"sm3":"' + "ab" * 32 + '"}]'
    assert list_digest(files) == hashlib.new("sm3", text.encode()).hexdigest()
