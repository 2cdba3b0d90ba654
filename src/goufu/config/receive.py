"""Receiving of bodies before Django is called, so that slow clients hold few threads and no database connection."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PIECE_BYTES = 64 * 1024
PIECE_WITHIN_SECONDS = 20
IN_MEMORY_BYTES = 1024 * 1024


class Receiver:
    """A WSGI application that receives bodies of up to most_bytes for another, at most `at_a_time` at once.

    A larger body is passed on unread, to be refused. Too many bodies at once are answered 503, a stalled one 408.
    """

    def __init__(self, application: WSGIApplication, at_a_time: int, most_bytes: int) -> None:
        self.application = application
        self.most_bytes = most_bytes
        self._places = threading.Semaphore(at_a_time)
        # An abandoned read ends only with its connection.
        self._readers = ThreadPoolExecutor(8 * at_a_time, thread_name_prefix="receive")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = _length(environ)
        if not 0 < length <= self.most_bytes:
            return self.application(environ, start_response)
        if not self._places.acquire(blocking=False):
            return _refuse(
                HTTPStatus.SERVICE_UNAVAILABLE, "正在接收的内容太多，请稍等再发送一次。", start_response
            )
        try:
            environ["wsgi.input"] = self._received(environ["wsgi.input"], length)
        except TimeoutError:
            return _refuse(
                HTTPStatus.REQUEST_TIMEOUT, "发送中断，没有办理。请检查网络后再发送一次。", start_response
            )
        finally:
            self._places.release()
        return self.application(environ, start_response)

    def _received(self, sent: Any, length: int) -> IO[bytes]:
        body: IO[bytes] = BytesIO() if length <= IN_MEMORY_BYTES else TemporaryFile()  # noqa: SIM115, ends with the request
        while body.tell() < length:
            wanted = min(PIECE_BYTES, length - body.tell())
            piece = self._readers.submit(sent.read, wanted).result(PIECE_WITHIN_SECONDS)
            if not piece:
                break
            body.write(piece)
        body.seek(0)
        return body


def _length(environ: WSGIEnvironment) -> int:
    with suppress(ValueError):
        return int(environ.get("CONTENT_LENGTH") or 0)
    return 0


def _refuse(status: HTTPStatus, sentence: str, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "5"), ("Connection", "close")]
    start_response(f"{status.value} {status.phrase}", headers)
    return [f"{sentence}\n".encode()]
