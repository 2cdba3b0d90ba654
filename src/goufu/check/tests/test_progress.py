"""What the page says of a list while it is worked on, and when nobody does."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from goufu.check.list_state import ListState
from goufu.check.list_task import Task
from goufu.check.tasks import have_checked, remove_old_lists
from goufu.check.tests.jobs import check_now, do_jobs
from goufu.check.tests.lists import CLEAR, DAY, grow_old
from goufu.check.uploaded_list import UploadedList
from goufu.check.visitors import Visitor

pytestmark = pytest.mark.django_db
UNATTENDED = "负责检查清单的后台任务没有运行"
INTERRUPTED = "检查中断了"
SPINNER = "<progress"
SOMEBODY = Visitor("somebody", is_person=False, address="there")


@pytest.fixture
def waiting(lists_folder: Path) -> UploadedList:
    """A list whose job waits."""
    uploaded = UploadedList.receive(lists_folder, "计划.csv", [CLEAR.encode()])
    have_checked(uploaded, Task(), SOMEBODY)
    return uploaded


def page_of(uploaded: UploadedList) -> str:
    return Client().get(f"/check/lists/{uploaded.token}/").content.decode()


def put(uploaded: UploadedList, phase: str, status: str, heard: str | None, since: str) -> None:
    """The list in a phase, its job in a status, by a worker heard so long ago, after what happened so long ago."""
    if phase != "waiting":
        uploaded.write_state(ListState(phase, rows=5))
    with connection.cursor() as cursor:
        worker = None
        if heard:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
                [heard],
            )
            [worker] = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, worker_id = %s WHERE args ->> 'token' = %s",
            [status, worker, uploaded.token],
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - %s::interval", [since])


@pytest.mark.parametrize(
    ("phase", "status", "heard", "since", "said"),
    [
        ("waiting", "todo", None, "2 s", "排队等候"),
        ("waiting", "todo", None, "1 minute", UNATTENDED),
        ("waiting", "doing", "5 s", "1 minute", "排队等候"),
        ("reading", "doing", "5 s", "1 minute", INTERRUPTED),
        ("checking", "todo", None, "2 s", INTERRUPTED),
        ("checking", "todo", None, "1 minute", UNATTENDED),
        ("writing", "doing", "2 minutes", "1 hour", UNATTENDED),
        ("writing", "doing", None, "1 hour", UNATTENDED),
        ("waiting", "failed", None, "1 minute", "中途停止"),
        ("checking", "aborted", None, "1 minute", "中途停止"),
    ],
)
def test_a_list_on_which_no_process_works_says_why(
    waiting: UploadedList, phase: str, status: str, heard: str | None, since: str, said: str
) -> None:
    put(waiting, phase, status, heard, since)
    page = page_of(waiting)
    assert said in page
    assert (SPINNER in page) == (said == "排队等候")
    assert ("hx-trigger" in page) == (said != "中途停止")  # it goes on asking whether that has changed


def test_a_list_waits_for_others_that_a_living_worker_does(waiting: UploadedList, lists_folder: Path) -> None:
    put(waiting, "waiting", "doing", "5 s", "1 hour")
    last = UploadedList.receive(lists_folder, "后来.csv", [CLEAR.encode()])
    have_checked(last, Task(), SOMEBODY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    assert "排队等候" in page_of(last)


def test_while_a_process_holds_it_the_list_says_how_far_it_is(waiting: UploadedList) -> None:
    put(waiting, "checking", "doing", "2 minutes", "1 hour")
    with waiting.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        page = page_of(waiting)
    assert "对照规则" in page
    assert "已到第 5 行" in page


def test_a_list_whose_job_was_never_put_in_says_so(lists_folder: Path) -> None:
    uploaded = UploadedList.receive(lists_folder, "计划.csv", [CLEAR.encode()])
    assert "中途停止" in page_of(uploaded)


def test_the_job_of_a_deleted_list_ends_silently(
    waiting: UploadedList, caplog: pytest.LogCaptureFixture
) -> None:
    grow_old(waiting.folder, DAY + 60)
    remove_old_lists(timestamp=0)
    assert not waiting.folder.exists()
    assert do_jobs() == 1
    assert caplog.records == []


def test_the_lists_whose_day_is_over_are_removed_without_an_upload(lists_folder: Path) -> None:
    old, young = (UploadedList.receive(lists_folder, "计划.csv", [CLEAR.encode()]) for _ in range(2))
    grow_old(old.folder, DAY + 60)
    grow_old(young.folder, DAY - 60)
    remove_old_lists(timestamp=0)
    assert list(lists_folder.iterdir()) == [young.folder]


def test_no_folder_yet_is_nothing_to_remove(lists_folder: Path) -> None:
    remove_old_lists(timestamp=0)
    assert not lists_folder.exists()


def test_a_job_begun_again_after_the_list_was_done_changes_nothing(waiting: UploadedList) -> None:
    assert check_now(waiting).phase == "done"
    found = waiting.lines_file.stat()
    assert do_jobs() == 1
    assert (waiting.state().phase, waiting.lines_file.stat()) == ("done", found)


def test_a_waiting_list_says_how_many_are_before_it(lists_folder: Path) -> None:
    first, second = (UploadedList.receive(lists_folder, "计划.csv", [CLEAR.encode()]) for _ in "12")
    have_checked(first, Task(), SOMEBODY)
    have_checked(second, Task(), SOMEBODY)  # the second of the same visitor
    others = UploadedList.receive(lists_folder, "计划.csv", [CLEAR.encode()])
    # The first list of another visitor goes before the second of one.
    have_checked(others, Task(), Visitor("another", is_person=False, address="elsewhere"))
    assert "前面还有" not in page_of(first)
    assert "前面还有 1 份" in page_of(others)
    assert "前面还有 2 份" in page_of(second)
    put(first, "checking", "doing", "1 s", "1 s")
    assert "前面还有 2 份" in page_of(second)
    put(first, "done", "succeeded", None, "1 s")
    assert "前面还有 1 份" in page_of(second)
