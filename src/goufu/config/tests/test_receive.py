"""Receiving bodies before Django is asked."""

from __future__ import annotations

import threading
from io import BytesIO
from unittest.mock import patch

from django.test import RequestFactory

from goufu.config import receive
from goufu.config.receive import Receiver


class Stalled:
    """A body that stops coming until somebody hangs up."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.hung_up = threading.Event()

    def read(self, size: int) -> bytes:
        self.begun.set()
        self.hung_up.wait(30)
        return b""


def echo(environ, start_response):  # type: ignore[no-untyped-def]
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def where_it_is(environ, start_response):  # type: ignore[no-untyped-def]
    start_response("413 Content Too Large", [])
    return [str(environ["wsgi.input"].tell()).encode()]


def ask(receiver: Receiver, body: object, length: int) -> tuple[str, bytes]:
    said: list[str] = []
    environ = RequestFactory().request(REQUEST_METHOD="POST").environ
    environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
    answer = receiver(environ, lambda status, headers, error=None: said.append(status))  # type: ignore[arg-type]
    return said[0], b"".join(answer)


def test_a_body_arrives_whole() -> None:
    body = b"0123456789" * 30_000
    assert ask(Receiver(echo, 1, 10**6), BytesIO(body), len(body)) == ("200 OK", body)


def test_a_body_that_is_too_large_is_left_to_the_application_unread() -> None:
    body = BytesIO(b"0123456789")
    assert ask(Receiver(where_it_is, 1, 9), body, 10) == ("413 Content Too Large", b"0")


def test_a_body_that_stops_coming_is_given_up() -> None:
    body = Stalled()
    with patch.object(receive, "PIECE_WITHIN_SECONDS", 0.01):
        status, said = ask(Receiver(echo, 1, 100), body, 10)
    body.hung_up.set()
    assert status == "408 Request Timeout"
    assert "发送中断" in said.decode()


def test_one_body_too_many_is_refused_and_has_its_place_afterwards() -> None:
    receiver, slow = Receiver(echo, 1, 100), Stalled()
    first = threading.Thread(target=ask, args=[receiver, slow, 10])
    first.start()
    assert slow.begun.wait(30)
    status, said = ask(receiver, BytesIO(b"abc"), 3)
    assert status == "503 Service Unavailable"
    assert "请稍等再发送一次" in said.decode()
    slow.hung_up.set()
    first.join()
    assert ask(receiver, BytesIO(b"abc"), 3) == ("200 OK", b"abc")
