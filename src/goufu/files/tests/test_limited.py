"""A process with limits: it may die of a file, and whoever asked hears a sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goufu.files.errors import ListError
from goufu.files.limited import Limits, answers_of

GENEROUS = Limits(wall_seconds=60)


def lines(path: Path, *given: Any) -> Iterator[Any]:
    """The file's lines, then what was given."""
    yield from path.read_text().splitlines()
    yield list(given)


def refuses(path: Path) -> Iterator[Any]:
    yield "something, before it is found out"
    raise ListError("读不懂", path.name, "请另存")


def fails(path: Path) -> Iterator[Any]:
    yield 1
    raise ZeroDivisionError("nobody thought of this")


def dies(path: Path, number: int) -> Iterator[Any]:
    yield 1
    os.kill(os.getpid(), number)


def grows(path: Path) -> Iterator[Any]:
    yield len(b"x" * (1 << 30))


def runs_for_ever(path: Path) -> Iterator[Any]:
    while True:
        pass
    yield


def waits_for_ever(path: Path) -> Iterator[Any]:
    signal.pause()
    yield


def talks(path: Path) -> Iterator[Any]:
    while True:
        yield "x" * 10_000


def loaded(path: Path) -> Iterator[Any]:
    yield sorted(sys.modules)


def answers(reader: Any, path: Path, *given: Any, limits: Limits = GENEROUS) -> list[Any]:
    with answers_of(reader, path, *given, limits=limits) as said:
        return [json.loads(line) for line in said]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "表.csv"
    file.write_text("甲\n乙\n")
    return file


def test_what_the_reader_says_comes_back_value_by_value(path: Path) -> None:
    assert answers(lines, path, 5, "丙") == ["甲", "乙", [5, "丙"]]


def test_the_answers_can_be_read_again(path: Path) -> None:
    with answers_of(lines, path, limits=GENEROUS) as said:
        first = said.readlines()
        said.seek(0)
        assert said.readlines() == first


def test_a_refusal_comes_back_as_it_was_said(path: Path) -> None:
    with pytest.raises(ListError) as refused:
        answers(refuses, path)
    assert (refused.value.what, refused.value.where, refused.value.remedy) == ("读不懂", "表.csv", "请另存")


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGTERM])
def test_a_death_is_told_and_noted_for_the_administrator(
    path: Path, number: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ListError, match="中途停止") as refused:
        answers(dies, path, int(number))
    assert refused.value.remedy
    assert f"ended with {-number}" in caplog.text


def test_a_fault_of_our_own_is_told_and_noted_too(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ListError, match="中途停止"):
        answers(fails, path)
    assert "nobody thought of this" in caplog.text
    assert "\n" not in caplog.messages[0]


@pytest.mark.parametrize(
    ("reader", "limits", "said"),
    [
        (grows, Limits(memory_mb=200, wall_seconds=60), "内存太多"),
        (runs_for_ever, Limits(cpu_seconds=1, wall_seconds=60), "时间太长"),
        (waits_for_ever, Limits(wall_seconds=1), "时间太长"),
        (talks, Limits(answer_mb=1, wall_seconds=60), "内容太多"),
    ],
)
def test_each_limit_is_held_and_told(path: Path, reader: Any, limits: Limits, said: str) -> None:
    with pytest.raises(ListError, match=said) as refused:
        answers(reader, path, limits=limits)
    assert "表.csv" in refused.value.where
    assert refused.value.remedy


def test_an_abort_is_told_as_want_of_memory(path: Path) -> None:
    with pytest.raises(ListError, match="内存太多"):
        answers(dies, path, int(signal.SIGABRT))


def test_nothing_of_django_is_loaded(path: Path) -> None:
    [modules] = answers(loaded, path)
    assert "goufu.files.limited" in modules
    assert not [name for name in modules if name.partition(".")[0] in ("django", "arro3", "duckdb")]


def test_the_machines_own_tighter_limit_stays() -> None:
    script = (
        "import resource\nfrom goufu.files.limited import Limits\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (7, 7))\nLimits(cpu_seconds=60).hold()\n"
        "print(resource.getrlimit(resource.RLIMIT_CPU))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(7, 7)"
