"""Receiving of bodies and sending of answers, so that a client that is slow or stops holds no thread and no database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any, cast
from urllib.parse import quote

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApplication = Callable[[Any, Any, Any], Awaitable[None]]

PIECE_BYTES = 64 * 1024
IN_MEMORY_BYTES = 64 * 1024
LARGE_AT_A_TIME = 16  # bodies that don't fit into memory; they bound the space taken on disk


class Stopped(Exception):
    """The client sends, or takes, no more."""


class Receiver:
    """An ASGI application that asks another when the whole body, of up to most_bytes, has come.

    A larger body is passed on unread and empty, to be refused by its length. A stalled one is answered 408 and its
    connection closed; too many large ones at once are answered 503. An answer that nobody takes is given up.
    """

    def __init__(self, application: ASGIApplication, most_bytes: int, stalled_after_seconds: float) -> None:
        self.application = application
        self.most_bytes = most_bytes
        self.stalled_after_seconds = stalled_after_seconds
        self._large = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        length = _length(scope)
        send = _given_up_when_stalled(send, self.stalled_after_seconds)
        if not 0 < length <= self.most_bytes:
            await self._answer(scope, _empty, send)
        elif length <= IN_MEMORY_BYTES:
            await self._receive(scope, receive, send)
        elif self._large == LARGE_AT_A_TIME:
            await _refuse(HTTPStatus.SERVICE_UNAVAILABLE, "正在接收的内容太多，请稍等再发送一次。", send)
        else:
            self._large += 1
            try:
                await self._receive(scope, receive, send)
            finally:
                self._large -= 1

    async def _receive(self, scope: Message, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(IN_MEMORY_BYTES) as body:
            try:
                is_more = True
                while is_more:
                    async with asyncio.timeout(self.stalled_after_seconds):
                        is_more = await _piece_received(receive, body)
            except (TimeoutError, Stopped):
                await _refuse(
                    HTTPStatus.REQUEST_TIMEOUT, "发送中断，没有办理。请检查网络后再发送一次。", send
                )
                return
            body.seek(0)
            await self._answer(scope, _read_from(body), send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        # Bytes that no address may hold would else be an error of the application.
        query = quote(scope["query_string"], safe="%!\"#$&'()*+,/:;<=>?@[\\]^`{|}~")
        await self.application({**scope, "query_string": query.encode()}, receive, send)


async def _piece_received(receive: Receive, body: SpooledTemporaryFile[bytes]) -> bool:
    """Receives up to PIECE_BYTES or a little more; whether there is more. Raises Stopped."""
    end = body.tell() + PIECE_BYTES
    while body.tell() < end:
        message = await receive()
        if message["type"] != "http.request":
            raise Stopped
        body.write(message.get("body", b""))
        if not message.get("more_body"):
            return False
    return True


def _read_from(body: SpooledTemporaryFile[bytes]) -> Receive:
    """A receive that gives the pieces of a received body."""

    async def receive() -> Message:
        piece = body.read(PIECE_BYTES)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    return receive


async def _empty() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _given_up_when_stalled(send: Send, seconds: float) -> Send:
    """A send that, once the client has stopped taking the answer, throws away the rest, so that a thread can end."""
    has_stopped = False

    async def send_or_give_up(message: Message) -> None:
        nonlocal has_stopped
        if has_stopped:
            return
        try:
            async with asyncio.timeout(seconds):
                await send(message)
        except (TimeoutError, OSError, RuntimeError):
            has_stopped = True

    return send_or_give_up


def _length(scope: Message) -> int:
    headers = cast("list[tuple[bytes, bytes]]", scope["headers"])
    with suppress(ValueError):
        return int(next((value for name, value in headers if name == b"content-length"), b"0"))
    return 0


async def _refuse(status: HTTPStatus, sentence: str, send: Send) -> None:
    body = f"{sentence}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", b"5"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
