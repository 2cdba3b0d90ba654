"""Computes the root that a proof from a Goufu journal leads to. Needs Python 3 with SM3 in its OpenSSL, nothing else.

    python3 check_proof.py proof-1024.json

Compare the printed root with the one published for that day.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys


def sm3(*parts: bytes) -> bytes:
    return hashlib.new("sm3", b"".join(parts)).digest()


def number(value: int) -> bytes:
    return value.to_bytes(8, "big")


def content(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def climbed(digest: bytes, position: int, count: int, path: list[str]) -> bytes:
    """The root of a tree of `count` leaves, from the leaf at `position` upwards."""
    steps = [bytes.fromhex(step) for step in path]
    while count > 1:
        if position ^ 1 < count:
            beside = steps.pop(0)
            digest = sm3(b"\1", beside, digest) if position % 2 else sm3(b"\1", digest, beside)
        position, count = position // 2, (count + 1) // 2
    assert not steps, "the path is too long"
    return digest


proof = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
entry = content(proof["entry"])
if "link" in proof:  # entries from before the chains have none
    link, written = proof["link"], sm3(b"\4", content({**proof["entry"], "id": None}))
    numbers = b"".join(map(number, (link["chain"], link["place"], proof["entry"]["id"])))
    entry = hashlib.sha256(bytes.fromhex(link["previous"]) + numbers + written).digest()
seal = proof["seal"]
tree = climbed(sm3(b"\0", entry), proof["position"], seal["count"], proof["path"])
root = sm3(
    b"\2",
    bytes.fromhex(seal["previous"]),
    number(seal["number"]),
    number(seal["count"]),
    seal["sealed_at"].encode(),
    tree,
)
if "day" not in proof:
    sys.exit("这一天还没有过完：请明天再要一份证明")
day = proof["day"]
tree = climbed(root, day["position"], day["count"], day["path"])
print(
    day["day"]
    + "="
    + sm3(b"\3", bytes.fromhex(day["previous"]), day["day"].encode(), number(day["last_seal"]), tree).hex()
)
