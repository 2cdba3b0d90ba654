"""The reader on one core: messy titles, and needs of 200 signs with and without a word that it looks for.

Beside the microseconds stands how many times as long that is as to look each pair of signs of the same texts up in a dictionary:
machines differ, and the same machine from hour to hour, so the limits are of these ratios (docs/decisions/0034).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.figures import CORES, RATIO, Figure, look_up, timed
from bench.titles import messy_titles, quiet_needs, speaking_needs
from goufu.reader import read
from goufu.reader.clauses import is_silent

TITLES, NEEDS, ROUNDS = 5_000, 1_000, 3
TITLE = "社区服务项目"
AT_MOST_TITLE, AT_MOST_NEED, AT_MOST_SILENT = 22, 46, 0.32  # times look_up


def measure() -> list[Figure]:
    """The figures of reading, each text for the first time."""
    titles, speaking, quiet = messy_titles(TITLES), speaking_needs(NEEDS), quiet_needs(NEEDS)
    assert all(map(is_silent, quiet))
    read(titles[0], speaking[0])
    title, plain_title = _microseconds(read, titles), _microseconds(look_up, titles)
    alone = _microseconds(read, [TITLE] * NEEDS)
    need = _microseconds(lambda text: read(TITLE, text), speaking) - alone
    silent = _microseconds(is_silent, quiet)
    plain_need, plain_silent = _microseconds(look_up, speaking), _microseconds(look_up, quiet)
    subject = "拆读名称和需求，一个核"
    length = sum(map(len, titles)) / TITLES
    speaks, is_quiet = "一份 200 字的需求，有要看的词", "一份 200 字的需求，没有要看的词"
    return [
        Figure(subject, "编的名称平均字数", length, "字"),
        Figure(subject, "一个名称", title, "微秒"),
        Figure(subject, f"一个名称，{RATIO}", title / plain_title, "倍", at_most=AT_MOST_TITLE),
        Figure(subject, "两个核每秒名称数", CORES * 1e6 / title, "个"),
        Figure(subject, speaks, need, "微秒"),
        Figure(subject, f"{speaks}，{RATIO}", need / plain_need, "倍", at_most=AT_MOST_NEED),
        Figure(subject, is_quiet, silent, "微秒"),
        Figure(subject, f"{is_quiet}，{RATIO}", silent / plain_silent, "倍", at_most=AT_MOST_SILENT),
    ]


def _microseconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """The CPU time of one text, in the fastest of several rounds: other programs only add to it."""
    times = []
    for _ in range(ROUNDS):
        with timed() as time:
            for text in texts:
                work(text)
        times.append(time.cpu)
    return min(times) / len(texts) * 1e6
