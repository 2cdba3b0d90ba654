"""Doubts of words that count as none because of the need: who opens the answer is told."""

from __future__ import annotations

import pytest
from django.test import Client

from goufu.check import set_aside
from goufu.check.set_aside import SetAside, doubts_set_aside
from goufu.check.tests.test_list_pages import drop_checked
from goufu.reader import ReadFacts, TextReading

TITLE, NEED = "社区养老服务", "承接主体派出护理员，由采购人考勤，按季考核，达标付款。"


@pytest.fixture
def taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader whose words find a doubt that its examples take away, whatever the weights of the day are."""

    def read(title: str, need: str | None) -> TextReading:
        return TextReading(
            title, title, (), (), "", ReadFacts(), set_aside=(("labour_doubt", "由采购人考勤"),)
        )

    monkeypatch.setattr(set_aside, "read", read)


@pytest.mark.usefixtures("taken_away")
def test_a_doubt_that_was_taken_away_is_named() -> None:
    assert doubts_set_aside(TITLE, NEED) == [SetAside("可能的用工特征", "由采购人考勤")]
    assert doubts_set_aside(TITLE, "") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("taken_away")
def test_the_opened_line_says_so(client: Client) -> None:
    address = drop_checked(client, f"项目名称,需求概况\n{TITLE},{NEED}\n")
    line = client.get(f"{address}lines/2/").content.decode()
    assert "“由采购人考勤”（可能的用工特征）" in line and "没有当作疑点" in line
