"""Sealed bids on their way to a started house: hundreds within a minute over HTTP, one large one beside them, and an opening.

The bids are sealed beforehand. The sender works on the same cores as the house. The database doesn't wait for the disk; the
files do.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from bench import ceremony
from bench.figures import Figure, cpu_of
from bench.serving import running, tree_of
from goufu.config.postgres import throwaway_database
from goufu.sealing.errors import SealError
from goufu.sealing.sending import House

SUBJECT = "收投标，一个启动了的购服，经过网络"
BIDS, SECONDS = 500, 55.0  # that many are begun within so many seconds
SENDERS = 32
LARGE_MB = 200
P95_SECONDS, MINUTE = 1.0, 60.0
RAISED_AT_MOST = 2.0  # times; what an idle machine has left over is not the large bid's


@dataclass(frozen=True, slots=True)
class Sent:
    """A bid that was sent: seconds from its planned beginning to its receipt, when it ended, and the receipt; None where it was refused."""

    seconds: float
    ended: float
    receipt: dict[str, Any] | None


def measure() -> list[Figure]:
    with throwaway_database() as url, TemporaryDirectory(prefix="goufu-bench-") as folder:
        data = Path(folder)
        data.chmod(0o755)
        with ProcessPoolExecutor(1, get_context("spawn"), ceremony.set_up, (url, folder)) as office:
            made = office.submit(ceremony.prepare, BIDS, LARGE_MB, folder).result()
            with running(data, url) as (_seconds, process, address):
                for each in made.bids[:SENDERS]:  # each worker reads the sheet and the methods once
                    _have(address, made.number, each)
                house = tree_of(process)
                cpu = sum(map(cpu_of, house))
                alone, beside, large = _minute(address, made)
                cpu = sum(map(cpu_of, house)) - cpu
            right = office.submit(ceremony.received, made.number).result()
            opening = office.submit(ceremony.opened, folder).result()
    sent = [*alone, *beside, large]
    lost = sum(1 for each in sent if each.receipt is None or each.receipt["digest"] not in right)
    whole = max(each.ended for each in sent if each is not large)
    return [
        Figure(SUBJECT, f"{BIDS} 份 1 MB，到最后一份收下", whole, "秒", at_most=MINUTE),
        Figure(SUBJECT, "购服为全部所用的处理器时间（不含数据库）", cpu, "秒", at_most=MINUTE),
        Figure(SUBJECT, "没有收下、丢了或者错算迟到的", lost, "份", at_most=0),
        Figure(
            SUBJECT,
            "一份从计划开始的时刻到回执，95% 不超过",
            _p95([*alone, *beside]),
            "秒",
            at_most=P95_SECONDS,
        ),
        Figure(SUBJECT, "旁边没有大的时，95% 不超过", _p95(alone), "秒"),
        Figure(SUBJECT, f"旁边送一份 {LARGE_MB} MB 时，95% 不超过", _p95(beside), "秒"),
        Figure(SUBJECT, "两者之比", _p95(beside) / _p95(alone), "倍", at_most=RAISED_AT_MOST),
        Figure(SUBJECT, f"那份 {LARGE_MB} MB", large.seconds, "秒"),
        *opening,
    ]


def _minute(address: str, made: ceremony.Made) -> tuple[list[Sent], list[Sent], Sent]:
    """All bids at an even pace; the large one begins when half of them have begun."""
    begun, half = time.perf_counter(), len(made.bids) // 2
    waiting: list[Future[Sent]] = []
    with ThreadPoolExecutor(SENDERS + 1) as senders:
        for number, bid in enumerate(made.bids):
            planned = begun + number * SECONDS / len(made.bids)
            time.sleep(max(0.0, planned - time.perf_counter()))
            if number == half:
                large = senders.submit(_send, address, made.number, made.large, begun, planned)
            waiting.append(senders.submit(_send, address, made.number, bid, begun, planned))
        sent = [each.result() for each in waiting]
        return sent[:half], sent[half:], large.result()


def _have(address: str, number: int, bid: ceremony.SealedBid) -> None:
    House(address, bid.key).ask(
        "GET", f"/api/procurements/{number}/bids/{bid.digest}", None, "application/json"
    )


def _send(address: str, number: int, bid: ceremony.SealedBid, begun: float, planned: float) -> Sent:
    """Sends a bid; the time counts from when it was to begin, so that waiting for a sender is in it."""
    sending, receipt = House(address, bid.key).bid(number, bid.digest), None
    try:
        with bid.file.open("rb") as file:
            sending.send(file, bid.size)
        receipt = sending.take_in("")
    except SealError:
        pass
    now = time.perf_counter()
    return Sent(now - planned, now - begun, receipt)


def _p95(sent: list[Sent]) -> float:
    return quantiles([each.seconds for each in sent], n=20)[-1]
