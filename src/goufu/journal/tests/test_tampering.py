"""Whoever owns the database can change anything, but not unseen."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from unittest.mock import patch

import pytest

from goufu.journal import actions, tree
from goufu.journal.chains import Place, link
from goufu.journal.content import digest_written
from goufu.journal.export import read, write
from goufu.journal.models import Chain, Day, Entry, Leaf, Seal
from goufu.journal.records import entry_said, stored
from goufu.journal.tests.conftest import Write, as_database_administrator
from goufu.journal.tlog import publishing
from goufu.journal.verify import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("days")]

ENTRY = "(SELECT min(id) + 9 FROM journal_entry)"  # the tenth: first of seal 5


def numbered(place: int) -> int:
    return Entry.objects.order_by("pk")[place].pk


def linked(number: int) -> bytes:
    entry = Entry.objects.get(pk=number)
    assert entry.chain and entry.place and entry.previous and entry.digest
    place = Place(entry.chain, entry.place, bytes(entry.previous), bytes(entry.digest))
    return link(place, number)


def gap(place: int) -> str:
    return f"写入的链 {Chain.objects.get().number} 里第 {place} 位的记录不见了，共 1 条：写下以后被删除"


def faults() -> list[str]:
    """What is found in the database; an export of it must tell the same."""
    found = verify(stored()).faults
    file = io.StringIO()
    write(stored(), file)
    assert verify(read(file.getvalue().splitlines())).faults == found
    return found


def test_nothing_is_found_where_nothing_was_done() -> None:
    report = verify(stored())
    assert (report.entries, report.seals, report.days, report.waiting, report.faults) == (24, 9, 3, 0, [])
    assert faults() == []


CHANGES = {
    "facts": """facts = '{"金额": "900.00"}'""",
    "who": "person_name = '李四'",
    "when": "at = at + interval '1 second'",
    "what the rules said": "answers = '[]'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_entry_is_found(change: str) -> None:
    with as_database_administrator() as execute:
        execute(f"UPDATE journal_entry SET {change} WHERE id = {ENTRY}")
    assert faults() == [f"第 {numbered(9)} 条与写下时不同：被改过（存证 5）"]


def test_a_deleted_entry_is_found() -> None:
    number = numbered(9)
    with as_database_administrator() as execute:
        execute("DELETE FROM journal_entry WHERE id = %s", [number])
    assert faults() == [f"第 {number} 条被删除了（原在存证 5）", gap(10)]


def test_an_entry_deleted_with_its_leaf_is_found() -> None:
    number = numbered(9)
    with as_database_administrator() as execute:
        execute("DELETE FROM journal_entry WHERE id = %s", [number])
        execute("DELETE FROM journal_leaf WHERE entry = %s", [number])
    assert "存证 5 应有 2 条，实有 1 条" in faults()


def test_two_entries_that_changed_places_are_found() -> None:
    one, other = numbered(9), numbered(10)
    with as_database_administrator() as execute:
        execute("UPDATE journal_entry SET id = -1 WHERE id = %s", [one])
        execute("UPDATE journal_entry SET id = %s WHERE id = %s", [one, other])
        execute("UPDATE journal_entry SET id = %s WHERE id = -1", [other])
    assert [fault for fault in faults() if "被改过（存证 5）" in fault] == [
        f"第 {number} 条与存证时不同：被改过（存证 5）" for number in (one, other)
    ]


def test_leaves_in_another_order_are_found() -> None:
    one, other = numbered(9), numbered(10)
    with as_database_administrator() as execute:
        for number, position in ((one, 5), (other, 0), (one, 1)):
            execute("UPDATE journal_leaf SET position = %s WHERE entry = %s", [position, number])
    assert faults() == ["存证 5 的各条合起来与它的根不符：有记录被换过或者换了次序"]


def test_an_entry_changed_with_its_leaf_is_found_by_the_tree() -> None:
    changed = Entry.objects.get(pk=numbered(9))
    changed.facts = {"金额": "900.00"}
    with as_database_administrator() as execute:
        execute("UPDATE journal_entry SET facts = %s WHERE id = %s", [json.dumps(changed.facts), changed.pk])
        digest = digest_written(entry_said(changed))
        execute("UPDATE journal_entry SET digest = %s WHERE id = %s", [digest, changed.pk])
        leaf = tree.leaf(linked(changed.pk))
        execute("UPDATE journal_leaf SET digest = %s WHERE entry = %s", [leaf, changed.pk])
    after = f"第 {numbered(10)} 条接不上写在它前面的一条：其中一条在写下以后被改、被换过"
    assert faults() == [after, "存证 5 的各条合起来与它的根不符：有记录被换过或者换了次序"]


@pytest.mark.parametrize(
    ("table", "key", "column", "found"),
    [
        ("seal", "number = 5", "root", "存证 5 的根与它自己的内容不符：根、时间或条数被改过"),
        ("seal", "number = 5", "tree", "存证 5 的各条合起来与它的根不符：有记录被换过或者换了次序"),
        ("seal", "number = 5", "previous", "存证 5 接不上前一次存证：有一次存证被改、被删或者换了次序"),
        ("day", "day = '2026-11-21'", "root", "2026-11-21 的日根与它自己的内容不符：被改过"),
        ("day", "day = '2026-11-21'", "tree", "2026-11-21 的各次存证与日根不符：有存证被改、被删、被添或者换了次序"),
        ("day", "day = '2026-11-21'", "previous", "2026-11-21 的日根接不上前一天"),
    ],
)  # fmt: skip
def test_a_changed_root_is_found(table: str, key: str, column: str, found: str) -> None:
    with as_database_administrator() as execute:
        execute(f"UPDATE journal_{table} SET {column} = %s WHERE {key}", [b"\1" * 32])
    assert found in faults()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE journal_seal SET sealed_at = sealed_at + interval '1 minute' WHERE number = 5", "根、时间或条数被改过"),
        ("UPDATE journal_seal SET count = 1 WHERE number = 5", "存证 5 应有 1 条，实有 2 条"),
        ("DELETE FROM journal_seal WHERE number = 5", "存证 5 不见了，接着的是存证 6"),
        ("DELETE FROM journal_seal WHERE number = 9", "条所在的存证 9 不见了"),
        ("DELETE FROM journal_day WHERE day = '2026-11-21'", "2026-11-20 之后缺了几天的日根"),
        ("UPDATE journal_day SET last_seal = 5 WHERE day = '2026-11-21'", "2026-11-21 的日根"),
    ],
)  # fmt: skip
def test_a_changed_or_missing_seal_or_day_is_found(change: str, found: str) -> None:
    with as_database_administrator() as execute:
        execute(change)
    assert any(found in fault for fault in faults())


def test_an_entry_deleted_before_its_seal_is_found(write: Write) -> None:
    [entry] = write(1)
    with as_database_administrator() as execute:
        execute("DELETE FROM journal_entry WHERE id = %s", [entry.pk])
    actions.seal()
    assert faults() == [f"第 {entry.pk} 条在存证以前就被删除了", gap(25)]


def test_an_entry_taken_out_of_the_queue_is_found(write: Write) -> None:
    [entry] = write(1)
    with as_database_administrator() as execute:
        execute("DELETE FROM journal_waiting")
    actions.seal()
    assert faults() == [f"第 {entry.pk} 条既没有存证，也不在等候存证：等候的记录被动过"]


def everything_computed_anew(execute: Callable[..., None]) -> None:
    """What the cleverest administrator does after changing an entry."""
    before = tree.NOTHING
    for entry in Entry.objects.order_by("chain", "place"):
        digest = digest_written(entry_said(entry))
        execute(
            "UPDATE journal_entry SET digest = %s, previous = %s WHERE id = %s", [digest, before, entry.pk]
        )
        before = linked(entry.pk)
    execute("UPDATE journal_chain SET head = %s", [before])
    digests: dict[int, list[bytes]] = {}
    for leaf in Leaf.objects.order_by("seal", "position"):
        digest = tree.leaf(linked(leaf.entry))
        execute("UPDATE journal_leaf SET digest = %s WHERE entry = %s", [digest, leaf.entry])
        digests.setdefault(leaf.seal, []).append(digest)
    roots, before = {}, tree.NOTHING
    for seal in Seal.objects.order_by("number"):
        top = tree.root(digests[seal.number])
        root = tree.seal_root(before, seal.number, seal.count, seal.sealed_at, top)
        execute(
            "UPDATE journal_seal SET tree = %s, previous = %s, root = %s WHERE number = %s",
            [top, before, root, seal.number],
        )
        roots[seal.number] = before = root
    before, first = tree.NOTHING, 1
    for day in Day.objects.order_by("day"):
        top = tree.root([roots[number] for number in range(first, day.last_seal + 1)])
        root = tree.day_root(before, day.day, day.last_seal, top)
        execute(
            "UPDATE journal_day SET tree = %s, previous = %s, root = %s WHERE day = %s",
            [top, before, root, day.day],
        )
        before, first = root, day.last_seal + 1


def test_a_journal_computed_anew_is_found_by_the_published_roots() -> None:
    published = {day.day: bytes(day.root) for day in Day.objects.all()}
    assert verify(stored(), published).faults == []
    with as_database_administrator() as execute:
        execute(f"UPDATE journal_entry SET person_name = '李四' WHERE id = {ENTRY}")
        everything_computed_anew(execute)
        execute("DELETE FROM journal_checkpoint")
    with patch.object(publishing, "uncovered_day", return_value=None):  # they have the log's key, too
        publishing.publish()
    assert verify(stored()).faults == []
    assert verify(stored(), published).faults == [
        "2026-11-21 的日根与公布的不同：这一天或者更早的日志被整个换过",
        "2026-11-22 的日根与公布的不同：这一天或者更早的日志被整个换过",
    ]


def test_a_published_day_that_was_cut_off_is_found() -> None:
    published = {day.day: bytes(day.root) for day in Day.objects.all()}
    with as_database_administrator() as execute:
        execute("DELETE FROM journal_day WHERE day = '2026-11-22'")
    assert verify(stored(), published).faults == ["2026-11-22 公布过日根，日志里却没有这一天"]


def test_an_edited_export_is_found() -> None:
    file = io.StringIO()
    write(stored(), file)
    edited = file.getvalue().replace("居家养老服务", "办公楼装修", 1)
    found = verify(read(edited.splitlines())).faults
    assert found == [f"第 {numbered(0)} 条与写下时不同：被改过（存证 1）"]
