"""Verification of the journal: every entry against its digest, every tree, all chains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from goufu.journal import tree
from goufu.journal.chains import Chains, Place, link
from goufu.journal.content import content, digest_written
from goufu.journal.record_kinds import (
    ChainRecord,
    CheckpointRecord,
    DayRecord,
    EndRecord,
    EntryRecord,
    LooseRecord,
    Record,
    RulebookRecord,
    SealRecord,
    TileRecord,
)
from goufu.journal.records import ChainStart
from goufu.journal.rulebooks import digest_of
from goufu.journal.tlog.notes import PublicKey
from goufu.journal.tlog.verifying import StandardLog

FAULTS_TOLD = 100
LONGEST_WAIT_SECONDS = 60
CLOCKS_DIFFER = timedelta(minutes=1)  # those of two machines
UPGRADE_TAKES = timedelta(days=1)  # so long may a program from before the chains write beside a newer one


@dataclass(slots=True)
class Report:
    """The counts of records verified, and the faults in sentences, the first FAULTS_TOLD of them."""

    entries: int = 0
    seals: int = 0
    days: int = 0
    waiting: int = 0
    fault_count: int = 0
    faults: list[str] = field(default_factory=list)
    last_day: date | None = None
    last_root: bytes = tree.NOTHING

    def say(self, fault: str) -> None:
        self.fault_count += 1
        if len(self.faults) < FAULTS_TOLD:
            self.faults.append(fault)


def verify(
    records: Iterable[Record],
    published: Mapping[date, bytes] | None = None,
    *,
    start: ChainStart | None = None,
    log_key: PublicKey | None = None,
) -> Report:
    """The report on a journal, read once in constant memory.

    Args:
        records: of the whole journal, or of the part behind the start.
        published: the published roots of days, which reveal even a journal recomputed completely after a change.
        log_key: the key that signs checkpoints; without it their signatures are not checked.
    """
    return _Verifier(dict(published or {}), start, log_key).run(records)


class _Verifier:
    def __init__(
        self, published: dict[date, bytes], start: ChainStart | None, log_key: PublicKey | None
    ) -> None:
        self.report = Report()
        self._published = published
        self._seal: SealRecord | None = start.seal if start else None
        self._digests: list[bytes] = []
        self._is_open = False
        self._day: DayRecord | None = start.day if start else None
        self._roots_of_day: list[bytes] = []
        self._is_whole = start is None
        self._chains = Chains(self.report.say, from_the_beginning=self._is_whole)
        self._log = StandardLog(self.report.say, log_key) if self._is_whole else None
        self._chained_since: datetime | None = None
        self._is_older_than_chains = not self._is_whole  # whether it begins with an entry in no chain
        self._records = self._loose_entries = self._last_number = 0
        self._referred: dict[str, int] = {}  # digests of rules, each with the first entry that refers to it
        self._end: EndRecord | None = None

    def run(self, records: Iterable[Record]) -> Report:
        for record in records:
            self._records += 1
            match record:
                case SealRecord():
                    self._end_seal()
                    self._begin_seal(record)
                case EntryRecord():
                    self._entry(record)
                case DayRecord():
                    self._end_seal()
                    self._end_day(record)
                case TileRecord() if self._log:
                    self._log.tile(record)
                case CheckpointRecord() if self._log:
                    self._log.checkpoint(record)
                case LooseRecord():
                    self._loose(record)
                case RulebookRecord():
                    self._rulebook(record)
                case ChainRecord():
                    self._chains.end(record.number, record.length, record.head)
                case EndRecord():
                    self._end_of_records(record)
        self._end_seal()
        self._chains.close()
        if self._log:
            self._log.close()
        for digest, number in self._referred.items():
            self.report.say(f"第 {number} 条引用的规则 {digest[:12]}… 没有留存，读不出当时的回答")
        if self._end is None:
            self.report.say("没有结尾：后面的被剪掉了，或者是 0.1.0 导出的")
        for day in sorted(self._published):
            self.report.say(f"{day} 公布过日根，日志里却没有这一天")
        return self.report

    def _begin_seal(self, seal: SealRecord) -> None:
        before = self._seal
        self.report.seals += 1
        expected = before.number + 1 if before else 1
        if seal.number != expected:
            self.report.say(f"存证 {expected} 不见了，接着的是存证 {seal.number}")
        if seal.previous != (before.root if before else tree.NOTHING):
            self.report.say(f"存证 {seal.number} 接不上前一次存证：有一次存证被改、被删或者换了次序")
        if before and seal.sealed_at < before.sealed_at:
            self.report.say(f"存证 {seal.number} 的时间早于前一次存证")
        root = tree.seal_root(seal.previous, seal.number, seal.count, seal.sealed_at, seal.tree)
        if root != seal.root:
            self.report.say(f"存证 {seal.number} 的根与它自己的内容不符：根、时间或条数被改过")
        self._roots_of_day.append(seal.root)
        if self._log:
            self._log.add(seal)
        self._seal, self._digests, self._is_open = seal, [], True

    def _entry(self, entry: EntryRecord) -> None:
        self.report.entries += 1
        if self._seal is None or entry.seal != self._seal.number:
            self.report.say(f"第 {entry.number} 条所在的存证 {entry.seal} 不见了")
            return
        if entry.position != len(self._digests):
            self.report.say(f"存证 {entry.seal} 里第 {len(self._digests) + 1} 个位置的记录不见了")
        self._digests.append(entry.digest)
        if entry.said is None:
            self.report.say(f"第 {entry.number} 条被删除了（原在存证 {entry.seal}）")
            return
        place = _place(entry)
        leaf = tree.leaf(link(place, entry.number) if place else content(entry.said))
        is_as_sealed = entry.said["id"] == entry.number and leaf == entry.digest
        if not is_as_sealed:
            self.report.say(f"第 {entry.number} 条与存证时不同：被改过（存证 {entry.seal}）")
        if _is_after(entry.said["at"], self._seal.sealed_at + CLOCKS_DIFFER):
            self.report.say(f"第 {entry.number} 条的时间晚于把它存证的时间（存证 {entry.seal}）")
        self._written(entry, place)
        if is_as_sealed and not _is_as_written(entry, place):
            self.report.say(f"第 {entry.number} 条与写下时不同：被改过（存证 {entry.seal}）")

    def _rulebook(self, rulebook: RulebookRecord) -> None:
        self._referred.pop(rulebook.digest, None)
        if digest_of(rulebook.text) != rulebook.digest:
            self.report.say(f"留存的规则 {rulebook.digest[:12]}… 与它的摘要不符：被改过")

    def _written(self, entry: EntryRecord | LooseRecord, place: Place | None) -> None:
        """Verifies the number of an entry, and its place in its chain."""
        assert entry.said is not None
        for digest in _rules_of(entry.said["answers"]):
            self._referred.setdefault(digest, entry.number)
        self._last_number = max(self._last_number, entry.number)
        if self._log:
            self._log.entry(entry.said)
        if entry.number < 1:
            self.report.say(f"第 {entry.number} 条的编号小于一：不是系统给的编号")
        if place is None:
            self._unchained(entry.number)
            return
        self._chained_since = self._chained_since or (self._seal.sealed_at if self._seal else None)
        self._chains.follow(entry.number, place)

    def _unchained(self, number: int) -> None:
        """Tells of an entry in no chain, unless it was written by a program from before the chains."""
        if self.report.entries + self._loose_entries == 1:
            self._is_older_than_chains = True
        since, now = self._chained_since, self._seal.sealed_at if self._seal else None
        if not self._is_older_than_chains or (since and now and now > since + UPGRADE_TAKES):
            self.report.say(f"第 {number} 条不在写入的链里：不是系统写下的")

    def _end_seal(self) -> None:
        """Verifies the tree over the entries read since the seal."""
        seal, digests = self._seal, self._digests
        if seal is None or not self._is_open:
            return
        self._is_open = False
        if len(digests) != seal.count:
            self.report.say(f"存证 {seal.number} 应有 {seal.count} 条，实有 {len(digests)} 条")
        elif tree.root(digests) != seal.tree:
            self.report.say(f"存证 {seal.number} 的各条合起来与它的根不符：有记录被换过或者换了次序")

    def _end_day(self, day: DayRecord) -> None:
        before = self._day
        self.report.days += 1
        if before and (day.day - before.day).days != 1:
            self.report.say(f"{before.day} 之后缺了几天的日根，接着的是 {day.day}")
        if day.previous != (before.root if before else tree.NOTHING):
            self.report.say(f"{day.day} 的日根接不上前一天")
        if day.last_seal != (self._seal.number if self._seal else 0):
            self.report.say(f"{day.day} 的日根止于存证 {day.last_seal}，与存证的顺序不符")
        if tree.root(self._roots_of_day) != day.tree:
            self.report.say(f"{day.day} 的各次存证与日根不符：有存证被改、被删、被添或者换了次序")
        if tree.day_root(day.previous, day.day, day.last_seal, day.tree) != day.root:
            self.report.say(f"{day.day} 的日根与它自己的内容不符：被改过")
        published = self._published.pop(day.day, None)
        if published is not None and published != day.root:
            self.report.say(f"{day.day} 的日根与公布的不同：这一天或者更早的日志被整个换过")
        self.report.last_day, self.report.last_root = day.day, day.root
        if self._log and self._chained_since:  # a program from before the chains signed no checkpoints
            self._log.day(day)
        self._day, self._roots_of_day = day, []

    def _loose(self, loose: LooseRecord) -> None:
        self.report.waiting += loose.waits and loose.exists and not loose.is_sealed
        if loose.is_sealed:
            self.report.say(f"第 {loose.number} 条已经存证，却又排在等候存证的队列里：队列被动过")
            return
        if loose.said is None:
            self.report.say(f"第 {loose.number} 条在存证以前就被删除了")
            return
        self._loose_entries += 1
        if not loose.waits:
            self.report.say(f"第 {loose.number} 条既没有存证，也不在等候存证：等候的记录被动过")
        elif loose.waited_seconds > LONGEST_WAIT_SECONDS:
            self.report.say(
                f"第 {loose.number} 条等候存证已经 {loose.waited_seconds} 秒，超过一分钟：请看后台任务是否在运行"
            )
        place = _place(loose)
        if not _is_as_written(loose, place):
            self.report.say(f"第 {loose.number} 条与写下时不同：被改过（还没有存证）")
        self._written(loose, place)

    def _end_of_records(self, end: EndRecord) -> None:
        self._end = end
        if end.records != self._records - 1:
            self.report.say(
                f"结尾说前面有 {end.records} 行，实有 {self._records - 1} 行：有的被剪掉或者添上了"
            )
        if end.root != (self._seal.root if self._seal else tree.NOTHING):
            self.report.say("结尾所说的最后一次存证的根与前面的不符：后面的存证被剪掉了，或者结尾被改过")
        if self._is_whole and end.last_number and not self.report.entries + self._loose_entries:
            self.report.say(f"日志是空的，而编号已经给到第 {end.last_number} 条：全部记录被删除了")
        if self._last_number > end.last_number:
            self.report.say(
                f"第 {self._last_number} 条的编号还没有给出过（只给到第 {end.last_number} 条）：不是系统写下的"
            )
        if not end.is_as_written and not self.report.fault_count:
            self.report.say("导出的各行与写下时不同，或者换了次序")


def _place(entry: EntryRecord | LooseRecord) -> Place | None:
    if entry.chain is None or entry.place is None or entry.previous is None or entry.written is None:
        return None
    return Place(entry.chain, entry.place, entry.previous, entry.written)


def _is_as_written(entry: EntryRecord | LooseRecord, place: Place | None) -> bool:
    return place is None or entry.said is None or digest_written(entry.said) == place.digest


def _rules_of(answers: Any) -> Iterator[str]:
    """The digests of rules in an entry's answers, which may be anything in one that was changed."""
    for answer in answers if isinstance(answers, list) else ():
        if isinstance(answer, dict) and isinstance(digest := answer.get("rules"), str):
            yield digest


def _is_after(said: Any, moment: datetime) -> bool:
    """Whether an entry says a later moment; one that was changed may say no moment at all."""
    try:
        return datetime.fromisoformat(said) > moment
    except (TypeError, ValueError):
        return False
