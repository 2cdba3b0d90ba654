"""Groups of custodians who can open together, and the shares that split a secret among the members of one.

For each group of `needed` custodians the secret is split once more: all members' shares but one are random, and the last is what
makes them give the secret by exclusive or. Fewer than all of a group know nothing of it, and nobody has to begin.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import reduce
from itertools import combinations

from goufu.sealing.errors import Malformed

FEWEST = 2  # nobody reads a bid alone
MOST_CUSTODIANS = 9
MOST_GROUPS = 84


def groups(custodians: int, needed: int) -> list[tuple[int, ...]]:
    """Each group as positions of its members, in the order in which envelopes have them."""
    if not (FEWEST <= needed <= custodians <= MOST_CUSTODIANS):
        raise Malformed(
            "%(custodians)s 位保管人、需要 %(needed)s 位，这样排不出来",
            "请设 %(fewest)s 到 %(most)s 位保管人，需要的至少 %(fewest)s 位，不多于总数",
            custodians=custodians,
            needed=needed,
            most=MOST_CUSTODIANS,
            fewest=FEWEST,
        )
    found = list(combinations(range(custodians), needed))
    if len(found) > MOST_GROUPS:
        raise Malformed(
            "这样有 %(found)s 种组合，太多",
            "请减少保管人，不超过 %(most)s 种",
            found=len(found),
            most=MOST_GROUPS,
        )
    return found


def split(secret: bytes, members: int) -> list[bytes]:
    """The shares of a secret for so many members."""
    shares = [secrets.token_bytes(len(secret)) for _ in range(members - 1)]
    return [*shares, joined([secret, *shares])]


def joined(shares: Sequence[bytes]) -> bytes:
    """The exclusive or of shares, all of one length."""
    if len({len(each) for each in shares}) != 1:
        raise Malformed("各人打开的部分长短不一", "请核对是不是同一个信封")
    return reduce(lambda one, other: bytes(a ^ b for a, b in zip(one, other, strict=True)), shares)
