"""What the browser's scripts seal and peel is what Python opens, and the other way round. They run in Node here."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from goufu.sealing.contents import SealedFile, Unpacking
from goufu.sealing.encoding import canonical, framed
from goufu.sealing.envelope import Expected, open_envelope
from goufu.sealing.keys import key_file, new_key, read_key, rehearsal
from goufu.sealing.outside import MAGIC, read_outside
from goufu.sealing.peel import check, combine, peel, read_peel
from goufu.sealing.suites import AGE
from goufu.sealing.tests.parties import LABEL, NOW, bid, parties
from goufu.sealing.tests.test_envelope import BAD_NAMES

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1]
PARTIES = parties()
EASY = 12  # of scrypt
PASSPHRASE = "春天 correct horse"  # noqa: S105
CHUNK = 64 * 1024


class Node:
    """The scripts at work in one process of Node."""

    def __init__(self, place: Path) -> None:
        node = Path(sys.executable).with_name("node")
        self.process = subprocess.Popen(
            [node, HERE / "seal_in_node.mjs", place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, task: str, **given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"task": task, **given}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def done(self, task: str, **given: Any) -> Any:
        answer = self(task, **given)
        assert "done" in answer, answer
        return answer["done"]

    def refused(self, task: str, **given: Any) -> str:
        answer = self(task, **given)
        assert answer["told"].endswith("。"), answer
        assert "undefined" not in answer["told"]
        return str(answer["refused"])


@pytest.fixture(scope="module", name="node")
def _node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    place = tmp_path_factory.mktemp("static")
    (place / "package.json").write_text('{"type": "module"}')
    for name, there in (("sealing", "sealing/static/sealing"), ("vendor", "ui/static/vendor")):
        (place / name).mkdir()
        for file in (PACKAGE / there).glob("*.js"):
            (place / name / file.name).write_bytes(file.read_bytes())
    node = Node(place)
    yield node
    node.process.communicate()
    assert node.process.returncode == 0


@pytest.fixture(name="sheet")
def _sheet(tmp_path: Path) -> str:
    (tmp_path / "one.gsheet.json").write_bytes(PARTIES.sheet.as_bytes())
    return str(tmp_path / "one.gsheet.json")


def sealed_there(node: Node, sheet: str, folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    given = []
    for number, (name, data) in enumerate(files.items()):
        (folder / str(number)).write_bytes(data)
        given.append({"path": str(folder / str(number)), "name": name})
    out = str(folder / "there.gbid")
    label = LABEL.as_json()
    return dict(
        node.done("seal", sheet=sheet, files=given, label=label, out=out, now="2026-11-29T09:00:00.789Z")
    )


@pytest.mark.parametrize(
    "text", ["", "abc", "abcd" * 16, "长" * 1000, "a" * 55, "a" * 56, "a" * 64, "a" * 119]
)
def test_sm3_is_the_standards(text: str, node: Node) -> None:
    known = {"abc": "66c7f0f4", "abcd" * 16: "debe9ff9"}  # the two examples of GB/T 32905-2016 begin so
    for pieces in (1, 3, 64, 1000):
        both = node.done("sm3", text=text, pieces=pieces)
        assert both == [hashlib.new("sm3", text.encode()).hexdigest()] * 2
        assert both[0].startswith(known.get(text, ""))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 3])
def test_what_a_browser_seals_is_opened_here(size: int, node: Node, sheet: str, tmp_path: Path) -> None:
    files = {
        "报价一览表.pdf": bytes(range(256)) * (size // 256) + bytes(size % 256),
        "\U0001f4dd e\u0301\u2028\"'": b"x",
        "empty": b"",
    }
    sealed = sealed_there(node, sheet, tmp_path, files)
    data = (tmp_path / "there.gbid").read_bytes()
    assert (sealed["digest"], sealed["size"]) == (hashlib.new("sm3", data).hexdigest(), len(data))
    assert sealed["told"] == sum(len(each) for each in files.values())
    outside = read_outside(io.BytesIO(data))
    secret = combine(outside, [peel(outside, key.secret, LABEL) for key in PARTIES.keys[1:]])
    expected = Expected(LABEL, PARTIES.sheet, sealed["digest"])
    opened = open_envelope(io.BytesIO(data), secret, expected, tmp_path / "here")
    assert [SealedFile(**each) for each in sealed["files"]] == opened.files
    assert sealed["listDigest"] == opened.list_digest
    assert opened.made_at == "2026-11-29T09:00:00Z"
    assert {each.name: each.read_bytes() for each in (tmp_path / "here").iterdir()} == files


def test_the_outside_is_the_same_bytes(node: Node, sheet: str, tmp_path: Path) -> None:
    """Written anew by Python it has not changed; and the lengths of both are equal."""
    sealed_there(node, sheet, tmp_path, {"a": b"bid"})
    data = (tmp_path / "there.gbid").read_bytes()
    outside = read_outside(io.BytesIO(data))
    assert data.startswith(outside.as_bytes())
    assert outside.core.keys() == bid([("a", b"bid")], PARTIES.sheet).outside().core.keys()


def test_a_browser_peels_what_was_sealed_here(node: Node, tmp_path: Path) -> None:
    made = bid([("a", b"bid")], PARTIES.sheet)
    (tmp_path / "here.gbid").write_bytes(made.data)
    peels = [
        read_peel(
            node.done(
                "peel", envelope=str(tmp_path / "here.gbid"), key=_key(key), label=LABEL.as_json()
            ).encode()
        )
        for key in PARTIES.keys[:2]
    ]
    outside = made.outside()
    assert peels == [peel(outside, key.secret, LABEL) for key in PARTIES.keys[:2]]
    secret = combine(outside, peels)
    body = node.done("body", envelope=str(tmp_path / "here.gbid"), secret=secret.decode())
    unpacking = Unpacking(tmp_path, lambda said: None)
    unpacking.write(base64.b64decode(body))
    assert unpacking.finish() == made.sealed.files


def test_a_browser_refuses_what_python_refuses(node: Node, tmp_path: Path) -> None:
    made, other = bid([("a", b"1")], PARTIES.sheet), bid([("a", b"2")], PARTIES.sheet)
    mine, theirs = made.outside(), other.outside()
    stranger = new_key(AGE)
    first = _key(PARTIES.keys[0])

    def refused(data: bytes, key: dict[str, str] = first, **label: Any) -> str:
        (tmp_path / "x.gbid").write_bytes(data)
        label = {**LABEL.as_json(), **label}
        return node.refused("peel", envelope=str(tmp_path / "x.gbid"), key=key, label=label)

    assert refused(made.data, sequence=2) == "mismatch"
    assert refused(made.data, _key(stranger)) == "wrongkey"
    assert refused(replace(mine, wraps=theirs.wraps).as_bytes()) == "moved"
    swapped = [mine.wraps[0][::-1], *mine.wraps[1:]]
    assert refused(replace(mine, wraps=swapped).as_bytes()) == "damaged"
    wrong = [tuple(each._replace(check="0" * 64) for each in wrap) for wrap in mine.wraps]
    assert refused(replace(mine, wraps=wrong).as_bytes()) == "wrongly"
    for data in (b"", b"GOUFU-BID 2\n", made.data[:100], made.data.replace(b'"needed":2', b'"needed": ', 1)):
        assert refused(data) == "envelope"
    odd: list[dict[str, Any]] = [
        {"custodians": None}, {"custodians": "xyz"}, {"needed": 1}, {"needed": "2"}, {"needed": 4}, {"more": 1},
    ]  # fmt: skip
    for change in odd:
        assert refused(replace(mine, core={**mine.core, **change}).as_bytes()) == "envelope"
    assert refused(replace(mine, core={**mine.core, "label": None}).as_bytes()) == "label"
    assert refused(replace(mine, core={**mine.core, "suite": "sm2-sm4"}).as_bytes()) == "suite"
    no_wraps: list[Any] = [None, [None] * 3, [[None, None]] * 3, [[{}, {}]] * 3]
    for wraps in no_wraps:
        assert refused(MAGIC + framed(canonical({**mine.core, "wraps": wraps}))) == "envelope"
    (tmp_path / "x.gbid").write_bytes(made.data)
    assert (
        node.refused("rehearse", envelope=str(tmp_path / "x.gbid"), key=first, procurement=LABEL.procurement)
        == "real"
    )


def test_a_browser_without_x25519_of_its_own_does_the_same(node: Node, sheet: str, tmp_path: Path) -> None:
    node.done("browser", kind="old")
    try:
        sealed = sealed_there(node, sheet, tmp_path, {"a": b"bid"})
        path, label = str(tmp_path / "there.gbid"), LABEL.as_json()
        given = [node.done("peel", envelope=path, key=_key(key), label=label) for key in PARTIES.keys[:2]]
    finally:
        node.done("browser", kind="new")
    data = (tmp_path / "there.gbid").read_bytes()
    secret = combine(read_outside(io.BytesIO(data)), [read_peel(each.encode()) for each in given])
    open_envelope(
        io.BytesIO(data), secret, Expected(LABEL, PARTIES.sheet, sealed["digest"]), tmp_path / "here"
    )


def test_a_page_that_came_by_http_is_told(node: Node, sheet: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "here.gbid").write_bytes(bid([("a", b"bid")], PARTIES.sheet).data)
    envelope, label, out = str(tmp_path / "here.gbid"), LABEL.as_json(), str(tmp_path / "never")
    key, files = _key(PARTIES.keys[0]), [{"path": str(tmp_path / "a"), "name": "a"}]
    node.done("browser", kind="insecure")
    try:
        assert node.refused("newKey", out=out, passphrase=PASSPHRASE, hard=EASY) == "insecure"
        assert node.refused("unlock", path=envelope, passphrase=PASSPHRASE) == "insecure"
        assert node.refused("peel", envelope=envelope, key=key, label=label) == "insecure"
        assert (
            node.refused("seal", sheet=sheet, files=files, label=label, out=out, now="2026-11-29T09:00:00Z")
            == "insecure"
        )
    finally:
        node.done("browser", kind="new")


def test_a_browser_rehearses(node: Node, tmp_path: Path) -> None:
    with (tmp_path / "test.gbid").open("wb") as out:
        sealed = rehearsal(PARTIES.sheet, 1, out, NOW)
    given = {"envelope": str(tmp_path / "test.gbid"), "key": _key(PARTIES.keys[2])}
    answer = node.done("rehearse", procurement=LABEL.procurement, **given)
    check(sealed.outside, read_peel(answer.encode()))
    assert node.refused("rehearse", procurement="another", **given) == "mismatch"


def test_keys_are_one_file_for_both(node: Node, tmp_path: Path) -> None:
    made = node.done("newKey", out=str(tmp_path / "there"), passphrase=PASSPHRASE, hard=EASY)
    there = read_key((tmp_path / "there").read_bytes(), PASSPHRASE)
    assert (there.secret.decode(), there.public) == (made["secret"], made["public"])
    here = new_key(AGE)
    (tmp_path / "here").write_bytes(key_file(here, PASSPHRASE, NOW, EASY))
    assert node.done("unlock", path=str(tmp_path / "here"), passphrase=PASSPHRASE) == _key(here)
    assert node.refused("unlock", path=str(tmp_path / "here"), passphrase=PASSPHRASE[1:]) == "key"
    assert (
        node.refused("newKey", out=str(tmp_path / "never"), passphrase=PASSPHRASE[:9], hard=EASY) == "short"
    )


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_browser_refuses_the_same_names(name: str, node: Node, sheet: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    given = {
        "sheet": sheet,
        "label": LABEL.as_json(),
        "out": str(tmp_path / "never"),
        "now": "2026-11-29T09:00:00Z",
    }
    assert node.refused("seal", files=[{"path": str(tmp_path / "a"), "name": name}], **given) == "folder"


def test_a_browser_refuses_the_same_labels_and_sheets(node: Node, sheet: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    files = [{"path": str(tmp_path / "a"), "name": "a"}]

    def refused(files: list[dict[str, str]] = files, sheet: str = sheet, **label: Any) -> str:
        given = {"sheet": sheet, "label": {**LABEL.as_json(), **label}, "out": str(tmp_path / "never")}
        return node.refused("seal", files=files, now="2026-11-29T09:00:00Z", **given)

    wrong: dict[str, Any] = {
        "bidder": "9137",
        "procurement": "a\nb",
        "lot": "",
        "kind": "Price",
        "sequence": 0,
    }
    for field, value in wrong.items():
        assert refused(files, sheet, **{field: value}) == "label"
    assert refused(lot="3") == refused(kind="technical") == refused(procurement="another") == "unknown"
    assert refused([]) == "count"
    assert refused([*files, {**files[0], "name": "A"}]) == "alike"
    changed = tmp_path / "changed"
    changed.write_bytes(PARTIES.sheet.as_bytes().replace(b"01:30:00Z", b"01:31:00Z"))
    assert refused(sheet=str(changed)) == "sheet"


def _key(key: Any) -> dict[str, str]:
    return {"secret": key.secret.decode(), "public": key.public}
