"""What an administrator of the database does around the seals: before them, beside them, and with the whole log."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from goufu import wall_clock
from goufu.journal import actions
from goufu.journal.content import digest_written
from goufu.journal.errors import UnreadableExport
from goufu.journal.export import read, write
from goufu.journal.models import Chain, Day, Entry
from goufu.journal.records import ChainStart, entry_said, start_after, stored
from goufu.journal.tests.conftest import CLERK, Write, as_database_administrator
from goufu.journal.verify import verify

pytestmark = pytest.mark.django_db


def faults(start: ChainStart | None = None) -> list[str]:
    return verify(stored(start), start=start).faults


def administrator(statement: str, *values: object) -> None:
    with as_database_administrator() as execute:
        execute(statement, values)


def test_an_entry_changed_before_its_seal_is_found_before_and_after_it(write: Write) -> None:
    [entry, *_] = write(2)
    administrator("UPDATE journal_entry SET person_name = '李四' WHERE id = %s", entry.pk)
    assert faults() == [f"第 {entry.pk} 条与写下时不同：被改过（还没有存证）"]
    actions.seal()
    assert faults() == [f"第 {entry.pk} 条与写下时不同：被改过（存证 1）"]


def test_an_entry_changed_with_its_digest_before_its_seal_no_longer_leads_to_the_next(write: Write) -> None:
    [first, second] = write(2)
    first.person_name = "李四"
    administrator(
        "UPDATE journal_entry SET person_name = '李四', digest = %s WHERE id = %s",
        digest_written(entry_said(first)),
        first.pk,
    )
    actions.seal()
    assert faults() == [f"第 {second.pk} 条接不上写在它前面的一条：其中一条在写下以后被改、被换过"]


def test_the_last_entry_changed_with_its_digest_is_not_the_end_of_its_chain(write: Write) -> None:
    [entry] = write(1)
    entry.person_name = "李四"
    administrator(
        "UPDATE journal_entry SET person_name = '李四', digest = %s WHERE id = %s",
        digest_written(entry_said(entry)),
        entry.pk,
    )
    actions.seal()
    chain = Chain.objects.get().number
    assert faults() == [f"写入的链 {chain} 的末端与最后一条不符：链的末端被改过"]


@pytest.mark.parametrize(
    ("places", "said"), [([2], "第 2 位"), ([2, 3], "第 2 至第 3 位"), ([4], "第 4 位"), ([1], "第 1 位")]
)
def test_entries_deleted_with_their_places_in_the_queue_leave_a_gap(
    write: Write, places: list[int], said: str
) -> None:
    entries = write(4)
    for place in places:
        administrator("DELETE FROM journal_entry WHERE id = %s", entries[place - 1].pk)
        administrator("DELETE FROM journal_waiting WHERE entry = %s", entries[place - 1].pk)
    actions.seal()
    chain = Chain.objects.get().number
    assert faults() == [f"写入的链 {chain} 里{said}的记录不见了，共 {len(places)} 条：写下以后被删除"]


def test_what_is_tried_and_undone_leaves_no_gap(write: Write) -> None:
    write(1)
    with transaction.atomic():
        actions.next_number()
        actions.record("planning.project.submitted", by=CLERK, subject=("project", 1))
        transaction.set_rollback(True)
    write(1)
    actions.seal()
    assert Entry.objects.latest("id").pk - Entry.objects.earliest("id").pk > 1
    assert faults() == []


def test_a_number_taken_early_is_no_gap() -> None:
    with transaction.atomic():
        number = actions.next_number()
        actions.record("planning.project.saved", by=CLERK, subject=("project", 1))
        actions.record("planning.project.submitted", by=CLERK, subject=("project", 2), number=number)
    actions.seal()
    assert faults() == []


def test_the_end_of_a_chain_that_is_gone_is_found(write: Write) -> None:
    write(1)
    actions.seal()
    chain = Chain.objects.get().number
    administrator("DELETE FROM journal_chain")
    assert faults() == [f"写入的链 {chain} 的末端不见了"]


def test_what_waits_longer_than_a_minute_is_found(write: Write) -> None:
    [entry] = write(1)
    assert faults() == []
    administrator("UPDATE journal_waiting SET since = now() - interval '61 seconds'")
    assert faults() == [
        f"第 {entry.pk} 条等候存证已经 61 秒，超过一分钟：请看后台任务是否在运行",
    ]


@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize("number", [0, -5])
def test_a_number_below_one_is_found(write: Write, number: int, is_sealed: bool) -> None:
    [entry] = write(1)
    administrator("UPDATE journal_entry SET id = %s WHERE id = %s", number, entry.pk)
    administrator("UPDATE journal_waiting SET entry = %s", number)
    if is_sealed:
        actions.seal()
    assert f"第 {number} 条的编号小于一：不是系统给的编号" in faults()


def test_a_number_that_was_never_given_is_found() -> None:
    given = actions.next_number()
    with transaction.atomic():
        actions.record("planning.project.saved", by=CLERK, subject=("project", 1), number=given + 7)
    assert faults() == [f"第 {given + 7} 条的编号还没有给出过（只给到第 {given} 条）：不是系统写下的"]


def test_a_moment_later_than_its_seal_is_found() -> None:
    entry = actions.entry_of("planning.project.saved", by=CLERK, subject=("project", 1))
    entry.at += timedelta(minutes=2)
    entry.digest = digest_written(entry_said(entry))
    with transaction.atomic():
        actions.record_all([entry])
    actions.seal()
    assert faults() == [f"第 {entry.pk} 条的时间晚于把它存证的时间（存证 1）"]


def test_a_sealed_number_back_in_the_queue_is_found_and_holds_nobody_up(write: Write) -> None:
    [entry] = write(1)
    actions.seal()
    administrator("INSERT INTO journal_waiting (entry) VALUES (%s)", entry.pk)
    write(2)
    assert actions.seal() == 2
    assert faults() == [f"第 {entry.pk} 条已经存证，却又排在等候存证的队列里：队列被动过"]


def test_numbers_without_an_entry_in_the_queue_hold_nobody_up(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "SEALED_AT_ONCE", 2)
    administrator("INSERT INTO journal_waiting (entry) VALUES (-3), (-2), (-1)")
    write(3)
    assert actions.seal() == 3
    assert faults() == [f"第 {number} 条在存证以前就被删除了" for number in (-3, -2, -1)]


@pytest.mark.usefixtures("days")
def test_an_emptied_log_is_found() -> None:
    last = Entry.objects.latest("id").pk
    for table in ("entry", "leaf", "seal", "day", "waiting", "chain", "checkpoint"):
        administrator(f"DELETE FROM journal_{table}")
    assert faults() == [f"日志是空的，而编号已经给到第 {last} 条：全部记录被删除了"]


def test_a_forged_entry_in_no_chain_is_found(write: Write) -> None:
    [entry] = write(1)
    number = actions.next_number()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (id, at, action, person_name, body_name, object_type, object_id, facts, answers)"
            " SELECT %s, at, action, '李四', body_name, object_type, object_id, facts, answers FROM journal_entry"
            " WHERE id = %s",
            [number, entry.pk],
        )
    said = f"第 {number} 条不在写入的链里：不是系统写下的"
    assert faults() == [said]
    actions.seal()
    assert faults() == [said]


def write_without_digest() -> Entry:
    """An entry as 0.1.0 wrote it."""
    entry = actions.entry_of("planning.project.saved", by=CLERK, subject=("project", 1))
    entry.digest = None
    with transaction.atomic():
        return actions.record_all([entry])[0]


def test_entries_from_before_the_chains_are_verified_as_they_were_sealed(write: Write) -> None:
    old = write_without_digest()
    actions.seal()
    write(1)
    actions.seal()
    assert faults() == []
    administrator("UPDATE journal_entry SET person_name = '李四' WHERE id = %s", old.pk)
    assert faults() == [f"第 {old.pk} 条与存证时不同：被改过（存证 1）"]


@pytest.mark.parametrize(("hours", "is_found"), [(23, False), (25, True)])
def test_an_older_program_may_write_a_day_long_beside_a_newer_one(
    write: Write, hours: int, is_found: bool
) -> None:
    write_without_digest()
    write(1)
    actions.seal()
    with wall_clock.telling(wall_clock.standing(wall_clock.now() + timedelta(hours=hours))):
        late = write_without_digest()
        actions.seal()
    assert faults() == ([f"第 {late.pk} 条不在写入的链里：不是系统写下的"] if is_found else [])


@pytest.mark.usefixtures("days")
def test_a_part_of_the_log_names_what_was_done_to_it_and_nothing_before() -> None:
    start = start_after(Day.objects.earliest("day"))
    assert faults(start) == []
    numbers = Entry.objects.order_by("pk").values_list("pk", flat=True)
    for number in (numbers[6], numbers[9]):
        administrator("UPDATE journal_entry SET person_name = '李四' WHERE id = %s", number)
    assert faults(start) == [f"第 {numbers[9]} 条与写下时不同：被改过（存证 5）"]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("answers", ["null", "5", "{}", '[{"rules": [1]}]', '[{"rules": {}}]', '["x"]'])
def test_answers_that_are_none_are_found_like_any_change(answers: str) -> None:
    number = Entry.objects.earliest("pk").pk
    administrator("UPDATE journal_entry SET answers = %s WHERE id = %s", answers, number)
    assert faults() == [f"第 {number} 条与写下时不同：被改过（存证 1）"]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_seal SET number = -4 WHERE number = 4",
        "UPDATE journal_seal SET count = -1 WHERE number = 4",
        "UPDATE journal_day SET last_seal = -1 WHERE day = '2026-11-21'",
        "UPDATE journal_leaf SET seal = -1, position = -1 WHERE seal = 4",
        "UPDATE journal_entry SET place = -9 WHERE id = (SELECT min(id) FROM journal_entry)",
        "UPDATE journal_entry SET digest = NULL WHERE id = (SELECT min(id) FROM journal_entry)",
        "UPDATE journal_chain SET length = -1",
    ],
)
def test_a_number_that_makes_no_sense_is_found(change: str) -> None:
    administrator(change)
    assert faults()


# exports


def exported() -> list[str]:
    file = io.StringIO()
    write(stored(), file)
    return file.getvalue().splitlines()


CUTS: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "the end": (lambda lines: lines[:-1], "没有结尾：后面的被剪掉了，或者是 0.1.0 导出的"),
    "before the end": (
        lambda lines: [*lines[:-2], lines[-1]],
        "结尾说前面有 38 行，实有 37 行：有的被剪掉或者添上了",
    ),
    "the last day and its seals": (
        lambda lines: [*lines[:-15], *lines[-2:]],
        "结尾所说的最后一次存证的根与前面的不符：后面的存证被剪掉了，或者结尾被改过",
    ),
}


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(("cut", "said"), CUTS.values(), ids=CUTS)
def test_an_export_that_was_cut_is_found(cut: Callable[[list[str]], list[str]], said: str) -> None:
    assert verify(read(exported())).faults == []
    assert said in verify(read(cut(exported()))).faults


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("kind", ["entry", "seal", "day", "chain", "end"])
def test_an_unknown_key_in_an_export_is_refused(kind: str) -> None:
    lines = exported()
    at, said = next((at, json.loads(line)[kind]) for at, line in enumerate(lines) if kind in json.loads(line))
    lines[at] = json.dumps({kind: {**said, "remark": 1}})
    with pytest.raises(UnreadableExport, match=f"第 {at + 1} 行读不懂：多出了 remark"):
        verify(read(lines))


@pytest.mark.usefixtures("days")
def test_an_unknown_key_in_an_exported_entry_is_refused() -> None:
    lines = exported()
    lines[1] = lines[1].replace('"person_name"', '"remark": 1, "person_name"')
    with pytest.raises(UnreadableExport, match="多出或者少了 remark"):
        verify(read(lines))


@pytest.mark.usefixtures("days")
def test_a_name_that_stands_twice_in_an_export_is_refused() -> None:
    lines = exported()
    lines[1] = lines[1].replace('"person_name"', '"person_name": "李四", "person_name"')
    with pytest.raises(UnreadableExport, match="同一个名字写了两次"):
        verify(read(lines))


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("seal", "number", "1"),
        ("seal", "count", 2**70),
        ("seal", "sealed_at", "2026-11-20T00:00:00"),
        ("entry", "place", 1.0),
        ("entry", "written", "x"),
        ("end", "records", None),
        ("seal", "sealed_at", "0001-01-01T00:00:00+14:00"),
        ("entry", "said", "x"),
        ("rulebook", "digest", ["00"]),
        ("rulebook", "text", None),
        ("rulebook", "text", "\ud800"),
    ],
)
def test_a_value_of_another_kind_in_an_export_is_refused(kind: str, key: str, value: object) -> None:
    lines = exported()
    lines.insert(-1, '{"rulebook": {"digest": "00", "text": ""}}')
    at, said = next((at, json.loads(line)[kind]) for at, line in enumerate(lines) if kind in json.loads(line))
    lines[at] = json.dumps({kind: {**said, key: value}})
    with pytest.raises(UnreadableExport, match=f"第 {at + 1} 行读不懂"):
        verify(read(lines))


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("at", ["2026-11-20T00:00:00", "昨天", 5])
def test_a_moment_that_is_none_in_an_export_is_found_like_any_change(at: object) -> None:
    lines = exported()
    said = json.loads(lines[1])
    said["entry"]["said"]["at"] = at
    lines[1] = json.dumps(said)
    assert verify(read(lines)).faults == [f"第 {said['entry']['number']} 条与写下时不同：被改过（存证 1）"]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("name", ["facts", "person_name"])
def test_half_a_sign_in_an_exported_entry_is_refused(name: str) -> None:
    lines = exported()
    said = json.loads(lines[1])
    said["entry"]["said"][name] = "\ud800"
    lines[1] = json.dumps(said)
    with pytest.raises(UnreadableExport, match="第 2 行读不懂"):
        verify(read(lines))


def test_a_line_of_an_export_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(UnreadableExport, match="第 1 行读不懂"):
        verify(read(['{"entry": ' + "[" * 100_000]))


@pytest.mark.usefixtures("days")
def test_an_exported_cosignature_of_no_checkpoint_is_found_like_any_change() -> None:
    lines = exported()
    said = json.loads(lines[1])
    told = {"action": "journal.checkpoint.cosigned", "object_id": "9" * 5_000, "facts": {"witnesses": ["w"]}}
    said["entry"]["said"] |= told
    lines[1] = json.dumps(said)
    assert verify(read(lines)).faults == [f"第 {said['entry']['number']} 条与写下时不同：被改过（存证 1）"]
