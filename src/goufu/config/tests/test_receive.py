"""Receiving bodies before Django is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from goufu.config.receive import IN_MEMORY_BYTES, LARGE_AT_A_TIME, Message, Receive, Receiver, Send

LARGE = IN_MEMORY_BYTES + 1


class Client:
    """A client that sends pieces and then nothing more, or hangs up; it notes what it is answered."""

    def __init__(self, *pieces: bytes, length: int, takes: bool = True) -> None:
        self.pieces = list(pieces)
        self.left = length
        self.length = length
        self.takes = takes
        self.waits = asyncio.Event()
        self.hung_up = asyncio.Event()
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""

    async def receive(self) -> Message:
        if not self.pieces:
            self.waits.set()
            await self.hung_up.wait()
            return {"type": "http.disconnect"}
        piece = self.pieces.pop(0)
        self.left -= len(piece)
        return {"type": "http.request", "body": piece, "more_body": self.left > 0}

    async def send(self, message: Message) -> None:
        if not self.takes:
            await self.hung_up.wait()
        self.status = message.get("status", self.status)
        self.headers |= dict(message.get("headers", []))
        self.body += message.get("body", b"")

    async def asks(self, receiver: Receiver) -> tuple[int, bytes]:
        scope = {
            "type": "http",
            "query_string": b"",
            "headers": [(b"content-length", str(self.length).encode())],
        }
        await receiver(scope, self.receive, self.send)
        return self.status, self.body


async def echo(scope: Message, receive: Receive, send: Send) -> None:
    body, is_more = b"", True
    while is_more:
        message = await receive()
        body, is_more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def receiver(application: Any = echo, stalled_after_seconds: float = 30) -> Receiver:
    return Receiver(application, 10**6, stalled_after_seconds)


@asynccontextmanager
async def stalled(receiver: Receiver, count: int) -> AsyncIterator[None]:
    """So many clients that have sent a part of a large body."""
    clients = [Client(b"abc", length=LARGE) for _ in range(count)]
    asking = [asyncio.create_task(each.asks(receiver)) for each in clients]
    for each in clients:
        await each.waits.wait()
    yield
    for each in clients:
        each.hung_up.set()
    await asyncio.gather(*asking)


def test_a_body_arrives_whole() -> None:
    async def run() -> None:
        body = b"0123456789" * 30_000
        pieces = [body[at : at + 7_000] for at in range(0, len(body), 7_000)]
        assert await Client(*pieces, length=len(body)).asks(receiver()) == (200, body)

    asyncio.run(run())


def test_a_body_that_is_too_large_is_left_to_the_application_unread() -> None:
    async def run() -> None:
        client = Client(b"abc", length=10**6 + 1)
        assert await client.asks(receiver()) == (200, b"")
        assert client.pieces == [b"abc"]

    asyncio.run(run())


def test_a_body_that_stops_coming_is_given_up_and_its_connection_closed() -> None:
    async def run() -> None:
        client = Client(b"abc", length=10)
        status, said = await client.asks(receiver(stalled_after_seconds=0.01))
        assert status == 408
        assert "发送中断" in said.decode()
        assert client.headers[b"connection"] == b"close"

    asyncio.run(run())


def test_a_body_whose_sender_hangs_up_is_given_up() -> None:
    async def run() -> None:
        client = Client(b"abc", length=10)
        client.hung_up.set()
        assert (await client.asks(receiver()))[0] == 408

    asyncio.run(run())


def test_an_answer_that_nobody_takes_is_given_up() -> None:
    async def run() -> None:
        client = Client(b"abc", length=3, takes=False)
        assert await asyncio.wait_for(client.asks(receiver(stalled_after_seconds=0.01)), 30) == (0, b"")

    asyncio.run(run())


def test_one_large_body_too_many_is_refused_and_has_its_place_afterwards() -> None:
    async def run() -> None:
        one, body = receiver(), b"x" * LARGE
        async with stalled(one, LARGE_AT_A_TIME):
            status, said = await Client(body, length=LARGE).asks(one)
            assert status == 503
            assert "请稍等再发送一次" in said.decode()
            assert await Client(b"abc", length=3).asks(one) == (200, b"abc")  # a form is small
        assert await Client(body, length=LARGE).asks(one) == (200, body)

    asyncio.run(run())


def test_bytes_that_no_address_may_hold_reach_the_application_quoted() -> None:
    async def run() -> None:
        asked = []

        async def note(scope: Message, receive: Receive, send: Send) -> None:
            asked.append(scope["query_string"])

        scope = {"type": "http", "query_string": b"a=%20+\xe4\xb8\xad&b[]", "headers": []}
        client = Client(length=0)
        await receiver(note)(scope, client.receive, client.send)
        assert asked == [b"a=%20+%E4%B8%AD&b[]"]

    asyncio.run(run())
