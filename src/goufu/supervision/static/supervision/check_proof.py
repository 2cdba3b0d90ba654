"""Computes what a proof from a Goufu journal leads to. Needs Python 3 with SM3 in its OpenSSL, nothing else.

    python3 check_proof.py proof-1024.tlog-proof

Compare what it prints with what was published: the root of that day, and the checkpoint, of which it can't check the
signature. The file is of the form c2sp.org/tlog-proof.
"""

from __future__ import annotations

import base64
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


def included(digest: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root of a tree of SHA-256 of `size` leaves, from the leaf at `index` upwards (RFC 9162, 2.1.3.2)."""
    here, last = index, size - 1
    for beside in path:
        if here % 2 or here == last:
            digest = hashlib.sha256(b"\1" + beside + digest).digest()
            while not here % 2 and here:
                here, last = here // 2, last // 2
        else:
            digest = hashlib.sha256(b"\1" + digest + beside).digest()
        here, last = here // 2, last // 2
    assert last == 0, "the path is too short"
    return digest


head, note = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\n\n", 1)
form, extra, index, *path = head.split("\n")
assert form == "c2sp.org/tlog-proof@v1", "this is no proof"
proof = json.loads(base64.b64decode(extra.removeprefix("extra ")))
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
leaf = json.dumps(
    {
        "number": seal["number"],
        "sealed_at": seal["sealed_at"],
        "count": seal["count"],
        "tree": tree.hex(),
        "previous": seal["previous"],
        "root": root.hex(),
    },
    sort_keys=True,
    separators=(",", ":"),
).encode()
origin, size, log_root, *_ = note.split("\n")
steps = [base64.b64decode(step) for step in path]
found = included(hashlib.sha256(b"\0" + leaf).digest(), int(index.removeprefix("index ")), int(size), steps)
if base64.b64encode(found).decode() != log_root:
    sys.exit("检查点里没有这一次存证：证明或者日志被改过")
print(origin, size, log_root)
if "day" in proof:
    day = proof["day"]
    tree = climbed(root, day["position"], day["count"], day["path"])
    day_root = sm3(b"\3", bytes.fromhex(day["previous"]), day["day"].encode(), number(day["last_seal"]), tree)
    print(f"{day['day']}={day_root.hex()}")
