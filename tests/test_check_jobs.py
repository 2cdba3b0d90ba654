"""A list dropped on the page is checked by a job, whoever dies meanwhile; real workers, really killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings
from workers import worker

from goufu.check.tasks import lists_folder
from goufu.check.uploaded_list import UploadedList
from goufu.core.queues import LONG
from goufu.files.tests.processes import children, ending, until, writing_end

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.starts_programs]
LIST = "项目名称,合同期限（月）\n社区居家养老服务,48\n"


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


class Dropped:
    """A list that was dropped on the page."""

    def __init__(self, client: Client) -> None:
        self.client = client
        answer = client.post("/check/lists/", {"file": SimpleUploadedFile("计划.csv", LIST.encode())})
        self.address = answer.headers["Location"]
        self.uploaded = UploadedList.open(lists_folder(), self.address.rstrip("/").rpartition("/")[2])

    def says(self, words: str) -> bool:
        return words in self.client.get(self.address).content.decode()

    @contextmanager
    def held(self) -> Iterator[Callable[[], None]]:
        """Whoever reads the list gets nothing within the block; calling what is given waits for the reader."""
        source = self.uploaded.source
        source.unlink()
        os.mkfifo(source)
        with ExitStack() as held:
            yield lambda: held.callback(os.close, writing_end(source))
        source.unlink()
        source.write_text(LIST)


def ask(query: str, *given: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall() if cursor.description else []


def test_a_worker_that_is_killed_takes_its_process_along_and_the_next_begins_again(
    client: Client, data: Path
) -> None:
    dropped = Dropped(client)
    with worker("long") as first, dropped.held() as being_read:
        being_read()
        assert dropped.says("读取清单")
        with ending(children(first.pid)):
            first.kill()
        first.join()
        assert dropped.says("检查中断了")
    with worker("short"), worker("long"):
        ask("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
            " WHERE id IN (SELECT worker_id FROM procrastinate_jobs WHERE args ->> 'token' = %s)", dropped.uploaded.token)  # fmt: skip
        until(lambda: dropped.says("不得购买"))
        until(
            lambda: (
                not ask(
                    "SELECT 1 FROM procrastinate_jobs WHERE args ->> 'token' = %s", dropped.uploaded.token
                )
            )
        )


def test_a_process_that_is_killed_is_told_and_its_worker_goes_on(client: Client, data: Path) -> None:
    dropped = Dropped(client)
    with worker("long") as working:
        with dropped.held() as being_read:
            being_read()
            [process] = children(working.pid)
            os.kill(process, signal.SIGKILL)
            until(lambda: dropped.says("中途停止"))
        again = Dropped(client)
        until(lambda: again.says("不得购买"))


def test_a_worker_told_to_end_gives_the_list_back(client: Client, data: Path) -> None:
    dropped = Dropped(client)
    with worker("long") as first, dropped.held() as being_read:
        being_read()
        with ending(children(first.pid)):
            first.terminate()
        first.join()
        assert first.exitcode == 0
        assert ask(
            "SELECT status FROM procrastinate_jobs WHERE args ->> 'token' = %s", dropped.uploaded.token
        ) == [("todo",)]
        assert dropped.says("检查中断了")
    with worker("long"):
        until(lambda: dropped.says("不得购买"))


def test_as_many_lists_as_processors_keep_others_waiting_but_no_other_job(client: Client, data: Path) -> None:
    many = [Dropped(Client()) for _ in range(max(2, os.cpu_count() or 1))]  # each of a visitor of its own
    last = Dropped(client)
    with ExitStack() as held:
        being_read = [held.enter_context(each.held()) for each in many]
        with worker("short"), worker("long"):
            for each in being_read:
                each()
            [[job]] = ask(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, args)"
                " VALUES ('config.take_over', 'default', '{\"timestamp\": 0}') RETURNING id"
            )
            until(lambda: not ask("SELECT 1 FROM procrastinate_jobs WHERE id = %s", job))
            assert last.says("排队等候")
            [[at_work]] = ask(
                "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = %s AND status = 'doing'", LONG
            )
            assert at_work == len(many)
            held.close()
            until(lambda: last.says("不得购买"))
