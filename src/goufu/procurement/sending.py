"""What the sealing page and the API do with a bid on its way: a piece as the body of a request, and the receipt of the whole."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.numbers import whole_number
from goufu.procurement.actions.receiving import receive
from goufu.procurement.models import Bid, HandedInBy
from goufu.procurement.sealed.quotations import is_closed
from goufu.procurement.sealed.reception import LONGEST_PIECE, Incoming
from goufu.registry.agents import Agent
from goufu.sealing.encoding import DIGEST, moment

AT_ONCE = 1 << 18  # bytes of a file that are read together


_LIST = re.compile(r"\.([0-9a-f]{64})(?: ?\(\d+\))?\.gbid")


def list_in(name: str) -> str:
    """The digest of the list of files that the sealing pages write into the name of an envelope's file; "" where none stands there."""
    found = _LIST.search(name)
    return found[1] if found else ""


def put_piece(request: HttpRequest, incoming: Incoming) -> int:
    """Adds the body of the request, read in small parts and never kept whole; how much is there now.

    Raises Refusal once the opening has begun: nothing that comes then is a bid, and it would only fill the disk.
    """
    if is_closed(incoming.procurement):
        raise Refusal("已经开始开启，不再收投标", "请看采购公告")
    length = whole_number(request.META.get("CONTENT_LENGTH") or "0")
    if not 0 < length <= LONGEST_PIECE:
        raise Refusal(f"一段最多 {LONGEST_PIECE:,} 字节", "请分成几段送")
    at, whole = whole_number(request.GET.get("at", "")), whole_number(request.GET.get("of", ""))
    return incoming.add(at, whole, iter(lambda: request.read(AT_ONCE), b""))


def taken_in(
    number: int, incoming: Incoming, agent: Agent, way: HandedInBy, list_digest: str
) -> dict[str, Any]:
    """The receipt of a bid that has come whole. Raises Refusal for one that came late, which is written down all the same."""
    if list_digest and not DIGEST.fullmatch(list_digest):
        raise Refusal("文件清单摘要应是 64 位十六进制数", "不知道就不写")
    made = receive(procurement=number, incoming=incoming, by=agent, way=way, list_digest=list_digest)
    if made.is_late:
        raise Late(made)
    return {
        "number": made.number,
        "received_at": moment(made.received_at),
        "digest": made.digest,
        "size": made.size_bytes,
        "url": reverse("procurement:receipt", args=[made.token]),
    }


class Late(Refusal):
    """The bid came after the deadline: it is on record, and was not taken."""

    def __init__(self, made: Bid) -> None:
        at = made.received_at.astimezone(wall_clock.CHINA)
        super().__init__(
            f"迟到：{at:%Y-%m-%d %H:%M:%S} 收到最后一段，响应截止已过，没有接收"
            f"{f'。{made.clock}' if made.clock else ''}",
            "记录在案；有异议可以提出询问、质疑",
        )
