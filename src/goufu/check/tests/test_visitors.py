"""How many lists one visitor may have in the queue."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from rustpy_xlsxwriter import FastExcel

from goufu.check.list_task import Task
from goufu.check.tasks import have_checked
from goufu.check.tests.jobs import do_jobs
from goufu.check.tests.lists import CLEAR
from goufu.check.uploaded_list import UploadedList, bytes_taken
from goufu.check.visitors import TooManyLists, Visitor
from goufu.core.queues import LONG
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.registry.models import Person

pytestmark = pytest.mark.django_db


def send(client: Client, address: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """The status and the page."""
    file = SimpleUploadedFile("清单.csv", "项目名称,预算\n养老服务,500\n法律服务,12000\n".encode())
    response = client.post("/check/lists/", {"file": file}, REMOTE_ADDR=address, headers=headers)
    return response.status_code, response.content.decode()


def lists_in(folder: Path) -> int:
    return len(list(folder.iterdir()))


def test_an_address_has_twenty_lists_in_the_queue_and_no_more(client: Client, lists_folder: Path) -> None:
    assert [send(Client())[0] for _ in range(20)] == [302] * 20
    status, page = send(Client())
    assert status == 429
    assert "从您的网络地址送来的清单有 20 份还没有检查完" in page
    assert "请等其中一份检查完" in page
    assert lists_in(lists_folder) == 20
    assert send(Client(), "192.0.2.7")[0] == 302  # another is not hindered


def test_a_browser_has_five(client: Client, lists_folder: Path) -> None:
    assert [send(client)[0] for _ in range(6)] == [302] * 5 + [429]
    assert "这个浏览器有 5 份清单还没有检查完" in send(client)[1]
    assert send(Client())[0] == 302


def test_where_people_sign_in_an_address_has_more(lists_folder: Path) -> None:
    person = Person.objects.create(username="he", name="何")
    person.set_password("Yunling-2026-own")
    person.save()
    Client().post("/account/login/", {"login": "he", "password": "Yunling-2026-own"})
    assert [send(Client())[0] for _ in range(21)] == [302] * 21
    assert set(ProcrastinateJob.objects.values_list("priority", flat=True)) == {
        0
    }  # each is its browser's first


def test_who_comes_as_a_new_browser_each_time_comes_after_others(lists_folder: Path) -> None:
    for _ in range(3):
        send(Client())
    send(Client(), "192.0.2.7")
    first, second, third, of_another = ProcrastinateJob.objects.order_by("pk").values_list("pk", flat=True)
    assert [done() for _ in range(4)] == [first, of_another, second, third]


def test_a_person_s_second_list_leaves_a_worker_to_the_next(client: Client, lists_folder: Path) -> None:
    """However long the first ones take."""
    client.force_login(Person.objects.create(username="he", name="何"))
    send(client)
    send(client)
    send(Client())
    first, second, of_another = ProcrastinateJob.objects.order_by("pk").values_list("pk", flat=True)
    assert [fetched(), fetched(), fetched()] == [first, of_another, None]
    finish(first)
    assert fetched() == second


def test_a_person_has_five_wherever_he_is(client: Client, lists_folder: Path) -> None:
    client.force_login(Person.objects.create(username="he", name="何"))
    assert [send(client, f"192.0.2.{number}")[0] for number in range(6)] == [302] * 5 + [429]
    assert "您有 5 份清单还没有检查完" in send(client)[1]
    assert send(Client())[0] == 302


def test_what_has_been_checked_makes_room(client: Client, lists_folder: Path) -> None:
    client.force_login(Person.objects.create(username="he", name="何"))
    for _ in range(5):
        send(client)
    assert send(client)[0] == 429
    assert do_jobs() == 5
    assert send(client)[0] == 302


def test_a_list_checked_again_is_one_more(client: Client, lists_folder: Path) -> None:
    client.force_login(Person.objects.create(username="he", name="何"))
    send(client)
    assert do_jobs() == 1
    [asks] = lists_folder.iterdir()
    for _ in range(5):
        send(client)
    refused = client.post(f"/check/lists/{asks.name}/unit/", {"unit": "万元"})
    assert refused.status_code == 429
    assert "您有 5 份清单还没有检查完" in refused.content.decode()
    assert "金额的单位是元，还是万元？" in client.get(f"/check/lists/{asks.name}/").content.decode()


def test_a_second_list_waits_for_everybody_s_first(client: Client, lists_folder: Path) -> None:
    for _ in range(3):
        send(client, "192.0.2.7")
    client.logout()
    client.force_login(Person.objects.create(username="he", name="何"))
    send(client)
    first, second, third, of_another = ProcrastinateJob.objects.order_by("pk").values_list("pk", flat=True)
    assert [done() for _ in range(4)] == [first, of_another, second, third]


def fetched() -> int | None:
    """The job that a worker takes next, None when there is none for it."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(ARRAY[%s], %s)", [LONG, *cursor.fetchone()])
        number: int | None = cursor.fetchone()[0]
        return number


def finish(job: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job])


def done() -> int:
    """The job that a worker takes next, and finishes."""
    job = fetched()
    assert job is not None
    finish(job)
    return job


def test_the_queue_holds_no_address(client: Client, lists_folder: Path) -> None:
    send(client, "192.0.2.7")
    [given] = ProcrastinateJob.objects.values_list("args", flat=True)
    assert "192.0.2.7" not in str(given)


def test_a_job_of_an_earlier_version_is_done(client: Client, lists_folder: Path) -> None:
    """From before an upgrade: the job says nothing of a visitor, its task nothing of a sheet or a day."""
    send(client, "192.0.2.7")
    [folder] = lists_folder.iterdir()
    stored = json.loads((folder / "task.json").read_text())
    del stored["sheet"], stored["today"]
    (folder / "task.json").write_text(json.dumps(stored))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET args = args - 'visitor'")
    assert do_jobs() == 1
    assert UploadedList(folder).state().phase == "asks"


def test_an_ipv6_subscriber_is_counted_whole(client: Client, lists_folder: Path) -> None:
    """Who has 2^64 addresses has no more places than who has one."""
    assert [send(Client(), f"2001:db8::{number:x}")[0] for number in range(20)] == [302] * 20
    assert send(Client(), "2001:db8::ffff:1:2")[0] == 429
    assert send(Client(), "2001:db8:0:1::1")[0] == 302


def test_a_request_that_came_by_fewer_proxies_is_taken(
    client: Client, lists_folder: Path, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert send(client, **{"X-Forwarded-For": "192.0.2.7"})[0] == 302


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_do_not_share_the_last_place(lists_folder: Path) -> None:
    visitor, together = Visitor("person 1", is_person=True), Barrier(8)

    def send_one() -> None:
        uploaded = UploadedList.receive(lists_folder, "计划.csv", [CLEAR.encode()])
        together.wait(TOO_LONG)
        have_checked(uploaded, Task(), visitor)

    ended = at_once([send_one] * together.parties)
    assert ProcrastinateJob.objects.count() == 5
    assert sum(isinstance(each, TooManyLists) for each in ended) == 3


def test_nothing_is_stored_before_the_room_is_asked_for(
    client: Client, lists_folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[str] = []
    receive = UploadedList.receive

    def noted(*given: Any) -> UploadedList:
        stored.append(given[1])
        return receive(*given)

    monkeypatch.setattr(UploadedList, "receive", noted)
    settings.LISTS_LIMIT_BYTES = 100  # half of it is less than the file
    assert send(client)[0] == 507
    assert stored == []
    settings.LISTS_LIMIT_BYTES = 1_000_000
    assert [send(client)[0] for _ in range(6)] == [302] * 5 + [429]
    assert len(stored) == 5


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_on_a_sheet_make_one_list(
    client: Client, lists_folder: Path, tmp_path: Path
) -> None:
    address, together = of_two_sheets(client, tmp_path), Barrier(4)

    def click() -> str:
        together.wait(TOO_LONG)
        return str(Client().post(f"{address}sheet/", {"sheet": "丙"}).headers["Location"])

    assert len({str(each) for each in at_once([click] * together.parties)}) == 1
    assert lists_in(lists_folder) == 2


def test_lists_have_so_much_room_in_all_and_half_of_it_is_for_those_who_sign_in(
    client: Client, lists_folder: Path, settings: Settings
) -> None:
    assert send(client)[0] == 302
    settings.LISTS_LIMIT_BYTES = 2 * bytes_taken(lists_folder)
    status, page = send(client)
    assert (status, lists_in(lists_folder)) == (507, 1)
    assert "本机留给清单的空间已经用完，这份没有收下" in page
    assert "登录以后另有空间" in page
    client.force_login(Person.objects.create(username="he", name="何"))
    assert send(client)[0] == 302
    settings.LISTS_LIMIT_BYTES //= 2
    status, page = send(client)
    assert (status, "请告诉系统管理员" in page) == (507, True)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("unit", {"unit": "万元"}),
        ("columns", {"fact-0": "description"}),
        ("sheet", {"sheet": "丙"}),
    ],
)
def test_no_list_is_checked_where_there_is_no_room(
    client: Client, lists_folder: Path, settings: Settings, tmp_path: Path, action: str, said: dict[str, str]
) -> None:
    """Whatever has a list checked stores its results, and another sheet a folder."""
    address = of_two_sheets(client, tmp_path)
    before = {path: path.read_bytes() for path in lists_folder.rglob("*.json")}
    settings.LISTS_LIMIT_BYTES = 1
    refused = client.post(f"{address}{action}/", said)
    assert refused.status_code == 507
    assert "本机留给清单的空间已经用完" in refused.content.decode()
    assert {path: path.read_bytes() for path in lists_folder.rglob("*.json")} == before
    assert lists_in(lists_folder) == 1
    assert do_jobs() == 0


def of_two_sheets(client: Client, folder: Path) -> str:
    """The address of a checked list, with another sheet “丙” that is not checked."""
    book = FastExcel(str(folder / "两张.xlsx"))
    for name in ("乙", "丙"):
        row = {"项目名称": f"{name}社区养老服务", "预算金额（万元）": 12, "采购单位": "某县民政局"}
        book = book.sheet(name, [row, row])
    book.save()
    file = SimpleUploadedFile("两张.xlsx", (folder / "两张.xlsx").read_bytes())
    address = client.post("/check/lists/", {"file": file}).headers["Location"]
    assert do_jobs() == 1
    return address


def test_a_list_that_is_refused_takes_no_room(client: Client, lists_folder: Path) -> None:
    nonsense = SimpleUploadedFile("合同.pdf", b"%PDF-1.4 nonsense" * 10_000)
    address = client.post("/check/lists/", {"file": nonsense}).headers["Location"]
    assert bytes_taken(lists_folder) > 170_000
    assert do_jobs() == 1
    assert bytes_taken(lists_folder) < 2_000
    assert "这张表没有检查" in client.get(address).content.decode()
    assert client.post(f"{address}unit/", {"unit": "元"}).status_code == 302
    assert do_jobs() == 0


def test_two_sheets_of_a_file_take_its_room_once(lists_folder: Path) -> None:
    uploaded = UploadedList.receive(lists_folder, "清单.csv", [b"x" * 100_000])
    uploaded.for_sheet("教体局")
    assert 100_000 < bytes_taken(lists_folder) < 110_000
