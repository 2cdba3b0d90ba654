"""What a bidder himself seals wrongly is his doing, and is said as that."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from goufu.sealing.contents import Unpacking
from goufu.sealing.encoding import canonical, framed, sm3
from goufu.sealing.envelope import Expected, open_envelope
from goufu.sealing.errors import SealedWrongly
from goufu.sealing.outside import Outside, Share, check_of, context, new_outside
from goufu.sealing.peel import Peel, combine, peel
from goufu.sealing.streams import Digesting
from goufu.sealing.tests.cases import OTHERS, Case, refused
from goufu.sealing.tests.parties import LABEL, Bid


def forged(case: Case, inside: bytes, outside: Outside, public: str) -> Bid:
    """An envelope whose inside is made by hand."""
    out = io.BytesIO()
    digesting = Digesting(out)
    digesting.write(outside.as_bytes())
    case.suite.encrypt(io.BytesIO(inside), digesting, public)
    made = case.bid._replace(data=out.getvalue())
    return made._replace(expected=Expected(LABEL, case.sheet, digesting.digest()))


def inside_of(of: Outside, files: list[dict[str, Any]], data: bytes, tail: bytes, **said: Any) -> bytes:
    head = {"files": files, "label": of.label.as_json(), "made_at": "2026-11-29T09:00:00Z", "version": 1}
    return framed(canonical({**head, "outside": of.digest(), **said})) + data + tail


def tail_of(files: list[dict[str, Any]], *digests: str) -> bytes:
    listed = [{**file, "sm3": digest} for file, digest in zip(files, digests, strict=True)]
    return framed(canonical({"files": list(digests), "list": sm3(canonical(listed))}))


ONE = [{"name": "a", "size": 1}]
GOOD_TAIL = tail_of(ONE, sm3(b"x"))


def _wrong_insides() -> list[Any]:
    def wrong(name: str, told: str, *arguments: Any, **said: Any) -> Any:
        return pytest.param(lambda outside: inside_of(outside, *arguments, **said), told, id=name)

    up = [{"name": "../a", "size": 1}]
    twice = [*ONE, *ONE]
    return [
        wrong("wrong digest", "和它的摘要对不上", ONE, b"y", GOOD_TAIL),
        wrong("wrong list", "清单", ONE, b"x", framed(canonical({"files": [sm3(b"x")], "list": "0" * 64}))),
        wrong("a folder", "带着文件夹", up, b"x", tail_of(up, sm3(b"x"))),
        wrong("one name twice", "两个文件都叫", twice, b"xx", tail_of(twice, sm3(b"x"), sm3(b"x"))),
        wrong("no name", "目录", [{"size": 1}], b"x", GOOD_TAIL),
        wrong("less than nothing", "大小", [{"name": "a", "size": -1}], b"x", GOOD_TAIL),
        wrong("no files", "1 到 1000", [], b"", framed(canonical({"files": [], "list": sm3(b"[]")}))),
        wrong("too short", "不完整", ONE, b"x", b""),
        wrong("too long", "后面还有东西", ONE, b"x", GOOD_TAIL + b"x"),
        wrong("another version", "目录", ONE, b"x", GOOD_TAIL, version=2),
        wrong("another outside", "外面", ONE, b"x", GOOD_TAIL, outside="0" * 64),
        wrong(
            "another bidder", "投标人", ONE, b"x", GOOD_TAIL, label=replace(LABEL, bidder=OTHERS).as_json()
        ),
        wrong("no moment", "属于哪一份", ONE, b"x", GOOD_TAIL, made_at="soon"),
        pytest.param(lambda _: b"\xff\xff\xff\xff" + bytes(100), "长得不合理", id="endless head"),
        pytest.param(lambda _: framed(b'{ "files": [] }'), "读不出来", id="not canonical"),
        pytest.param(lambda _: b"", "不完整", id="nothing"),
    ]


@pytest.mark.parametrize(("inside", "told"), _wrong_insides())
def test_what_was_sealed_wrongly_is_told(
    inside: Callable[[Outside], bytes], told: str, case: Case, tmp_path: Path
) -> None:
    identity = case.suite.new_identity()
    outside = new_outside(case.sheet, LABEL, "2026-11-29T09:00:00Z", identity)
    made = forged(case, inside(outside), outside, identity.public)
    assert told in refused(made, identity.secret, tmp_path).what
    replaced = made._replace(expected=replace(made.expected, digest="0" * 64))
    if told not in ("投标人", "外面"):
        assert "和收到时的摘要不同" in refused(replaced, identity.secret, tmp_path).what


def test_the_forger_can_make_what_is_right(case: Case, tmp_path: Path) -> None:
    """Otherwise the test before would prove nothing."""
    identity = case.suite.new_identity()
    outside = new_outside(case.sheet, LABEL, "2026-11-29T09:00:00Z", identity)
    made = forged(case, inside_of(outside, ONE, b"x", GOOD_TAIL), outside, identity.public)
    open_envelope(io.BytesIO(made.data), identity.secret, made.expected, tmp_path / "here")
    assert (tmp_path / "here" / "a").read_bytes() == b"x"


def test_shares_that_give_no_key_are_the_bidders_doing(case: Case) -> None:
    identity = case.suite.new_identity()
    outside = new_outside(case.sheet, LABEL, "2026-11-29T09:00:00Z", identity)
    bound, part = context(outside.core, (0, 1), 0), bytes(len(identity.secret))
    out = io.BytesIO()
    case.suite.encrypt(io.BytesIO(bound + part), out, case.keys[0].public)
    useless = Share(out.getvalue(), check_of(bound, part))
    outside = Outside(outside.core, [(useless, outside.wraps[0][1]), *outside.wraps[1:]])
    peels: list[Peel] = [peel(outside, key.secret, LABEL) for key in case.keys]
    with pytest.raises(SealedWrongly, match="合起来却不是"):
        combine(outside, peels[:2])
    assert combine(outside, peels[1:]) == identity.secret


def test_unpacking_takes_what_comes_in_any_pieces(case: Case, tmp_path: Path) -> None:
    outside = case.bid.outside()
    inside = inside_of(outside, ONE, b"x", GOOD_TAIL)
    unpacking = Unpacking(tmp_path, lambda said: None)
    for at in range(len(inside)):
        unpacking.write(inside[at : at + 1])
    assert [each.name for each in unpacking.finish()] == ["a"]


def test_shares_of_unequal_length_are_the_bidders_doing(case: Case) -> None:
    identity = case.suite.new_identity()
    outside = new_outside(case.sheet, LABEL, "2026-11-29T09:00:00Z", identity)
    bound, part = context(outside.core, (0, 1), 0), b"short"
    out = io.BytesIO()
    case.suite.encrypt(io.BytesIO(bound + part), out, case.keys[0].public)
    short = Share(out.getvalue(), check_of(bound, part))
    outside = Outside(outside.core, [(short, outside.wraps[0][1]), *outside.wraps[1:]])
    with pytest.raises(SealedWrongly, match="合起来却不是"):
        combine(outside, [peel(outside, key.secret, LABEL) for key in case.keys[:2]])
