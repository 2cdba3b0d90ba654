"""The demonstration as whoever looks at Goufu for the first time meets it: its first start, and its second."""

from __future__ import annotations

import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Time
from goufu.demo.waiting import EVENTS

SUBJECT = "示例（goufu demo）"
FIRST_START_SECONDS, SECOND_START_SECONDS = 180, 10
COMMAND = [sys.executable, "-c", "from goufu.config.cli import main; main()", "demo"]


def measure() -> list[Figure]:
    """The seconds of both starts until the address is said, on a data folder that is thrown away.

    Held to the limits is the CPU time of all its processes: the simulation and its database work by turns, so that it is
    the time that a machine takes on which nothing else runs.
    """
    folder = Path(tempfile.mkdtemp(prefix="goufu-bench-"))
    folder.chmod(0o755)  # the database's user goes in
    try:
        first, said = _start(folder)
        second, _said = _start(folder)
    finally:
        shutil.rmtree(folder)
    [made] = re.findall(r"示例编好了：(\d+) 件事", said) or [0]
    return [
        Figure(SUBJECT, "第一次启动，处理器时间", first.cpu, "秒", at_most=FIRST_START_SECONDS),
        Figure(SUBJECT, "本次按实际经过的时间", first.clock, "秒"),
        Figure(SUBJECT, "再启动，处理器时间", second.cpu, "秒", at_most=SECOND_START_SECONDS),
        Figure(SUBJECT, "再启动，本次按实际经过的时间", second.clock, "秒"),
        Figure(SUBJECT, "进度按多少件事算，差", abs(int(made) - EVENTS), "件", at_most=0),
    ]


def _start(folder: Path) -> tuple[Time, str]:
    """The seconds until it serves, with those of stopping it, and what it said until then."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    spent, began, before = Time(), time.perf_counter(), _cpu_of_children()
    with subprocess.Popen(
        [*COMMAND, "--port", str(port)],
        env=ours | {"GOUFU_DATA": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "购服已启动" in line:
                break
        spent.clock = time.perf_counter() - began
        process.terminate()
        process.communicate()
    spent.cpu = _cpu_of_children() - before
    if "购服已启动" not in said:
        raise RuntimeError(f"the demonstration did not start: {said}")
    return spent, said


def _cpu_of_children() -> float:
    """The CPU seconds of all processes that have ended below this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    from bench.figures import table

    print(table(measure()))
