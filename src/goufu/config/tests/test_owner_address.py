"""The address of the tables' owner lies in no pipe and no environment of a launcher that goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from goufu.config import serve
from goufu.config.owner_address import PIPE, from_pipe
from goufu.config.supervisor import Supervisor


class Reached(Exception):
    """The start went on to where the test stops it."""


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The pipe with which a launcher begins anew, the address in it, as the system names it."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as given:
        given.write("postgresql://keeper@here/goufu")
    monkeypatch.setenv(PIPE, str(reading))
    named = str(Path(f"/proc/self/fd/{reading}").readlink())
    yield named
    if is_open(named):
        os.close(reading)


def is_open(pipe: str) -> bool:
    found = Path("/proc/self/fd").iterdir()
    return pipe in {str(each.readlink()) for each in found if each.is_symlink()}


def test_a_worker_closes_the_pipe_unread(pipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_supervisor: object) -> None:
        assert not is_open(pipe) and PIPE not in os.environ
        raise Reached

    monkeypatch.setattr(serve, "_start_database", stop)
    with pytest.raises(Reached):
        serve.work()


def test_a_run_closes_it_once_the_child_has_read_it(pipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepared(_work: object) -> list[str]:
        assert is_open(pipe)
        return []

    def stop(_web: object) -> None:
        assert not is_open(pipe) and PIPE not in os.environ
        raise Reached

    monkeypatch.setattr(serve, "_start_database", lambda _supervisor: None)
    monkeypatch.setattr(serve, "_load", lambda _what: None)
    monkeypatch.setattr(serve, "in_child", prepared)
    monkeypatch.setattr(Supervisor, "start", lambda _self, web: stop(web))
    with pytest.raises(Reached):
        serve.run("127.0.0.1", 0, 1, lambda _sentence: None)


def test_it_can_be_read_once(pipe: str) -> None:
    assert from_pipe() == "postgresql://keeper@here/goufu"
    assert from_pipe() is None and not is_open(pipe)
