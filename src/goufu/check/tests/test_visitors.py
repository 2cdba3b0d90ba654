"""How many lists one visitor may have in the queue."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu.check.tests.jobs import do_jobs
from goufu.registry.models import Person

pytestmark = pytest.mark.django_db


def send(client: Client, address: str = "127.0.0.1") -> tuple[int, str]:
    """The status and the page."""
    file = SimpleUploadedFile("清单.csv", "项目名称,预算\n养老服务,500\n法律服务,12000\n".encode())
    response = client.post("/check/lists/", {"file": file}, REMOTE_ADDR=address)
    return response.status_code, response.content.decode()


def lists_in(folder: Path) -> int:
    return len(list(folder.iterdir()))


def test_an_address_has_twenty_lists_in_the_queue_and_no_more(client: Client, lists_folder: Path) -> None:
    assert [send(client)[0] for _ in range(20)] == [302] * 20
    status, page = send(client)
    assert status == 429
    assert "从您的网络地址送来的清单有 20 份还没有检查完" in page
    assert "请等其中一份检查完" in page
    assert lists_in(lists_folder) == 20
    assert send(client, "192.0.2.7")[0] == 302  # another is not hindered


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


def test_the_queue_holds_no_address(client: Client, lists_folder: Path) -> None:
    send(client, "192.0.2.7")
    [given] = ProcrastinateJob.objects.values_list("args", flat=True)
    assert "192.0.2.7" not in str(given)
