"""An installation as `goufu run` serves it: its second start, its memory while nobody asks, and the first page of a process.

On the machine's own cores; the time of the start is by the clock, so that it means something on an idle machine only.
"""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, as_installed, cpu_of

SUBJECT = "goufu run，空的数据库"
STARTS_WITHIN_SECONDS = 180
SETTLES_SECONDS = 5  # the workers connect and look for jobs


def measure() -> list[Figure]:
    with TemporaryDirectory(prefix="goufu-") as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL runs as another account
        with running(Path(folder)):
            pass
        with running(Path(folder)) as (seconds, process, url):
            time.sleep(SETTLES_SECONDS)  # what the others still load isn't the page's
            first = _cpu_of_page(process, f"{url}rules/instruments/")
            memory = sum(map(_memory_mb, tree_of(process)))
    return [
        Figure(SUBJECT, "第二次启动", seconds, "秒"),
        Figure(SUBJECT, "一个进程的第一页所用的处理器时间", first * 1000, "毫秒", at_most=100),
        Figure(SUBJECT, "没有人访问时占用内存（共用的只算一次）", memory, "MB", at_most=350),
    ]


@contextmanager
def running(data: Path, database: str = "") -> Iterator[tuple[float, int, str]]:
    """A running installation, on its own database or on that one: the seconds of its start, its first process, its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = as_installed() | {"GOUFU_DATA": str(data), "PORT": str(port)}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "GOUFU_MIGRATION_URL"):
        environment.pop(name, None)
    if database:
        environment["DATABASE_URL"] = database
    begun = time.perf_counter()
    command = [str(Path(sys.executable).with_name("goufu")), "run"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            found = re.search(r"http://\S+/", said)
            assert found, said
            yield time.perf_counter() - begun, process.pid, found[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STARTS_WITHIN_SECONDS)


def _cpu_of_page(process: int, url: str) -> float:
    """The CPU seconds of everything that runs, from the request to the answer."""
    running = tree_of(process)
    before = sum(map(cpu_of, running))
    with urllib.request.urlopen(url) as answer:  # noqa: S310, our own address
        answer.read()
    return sum(map(cpu_of, running)) - before


def tree_of(process: int) -> list[int]:
    """The process and all that it has started."""
    parents = {
        int(each.name): int((each / "stat").read_text().rpartition(")")[2].split()[1])
        for each in Path("/proc").iterdir()
        if each.name.isdecimal() and (each / "stat").exists()
    }
    found = [process]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _memory_mb(process: int) -> float:
    """The proportional set size: a page that several processes share counts in parts."""
    [line] = re.findall(r"^Pss:\s+(\d+) kB$", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)
    return int(line) / 1024
