"""People and bodies in lists stand in the order of pinyin, whatever PostgreSQL was built with."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client

from goufu.registry.agents import Agent
from goufu.registry.models import Body, Person
from goufu.registry.names import PinyinOrder
from goufu.registry.tests.county import County

NAMES = ["123", "Abc", "阿宝", "陈财政", "李四", "欧阳", "王五", "云岭", "曾国", "张三", "赵六", "鑫鑫"]


def test_people_are_sorted_by_pinyin(county: County, signed_in: Callable[[Agent], Client]) -> None:
    for number, name in enumerate(reversed(NAMES)):
        Person.objects.create(username=f"p{number}", name=name)
    client = signed_in(county.system)
    for query, wanted in (("", NAMES), ("&sort=name", NAMES), ("&sort=-name", NAMES[::-1])):
        page = client.get(f"/people/?role=none{query}").content.decode()
        shown = re.findall(r'href="/people/\d+/">([^<]+)</a>', page)
        assert [name for name in shown if name in NAMES] == wanted


def test_bodies_are_sorted_by_pinyin(county: County, signed_in: Callable[[Agent], Client]) -> None:
    page = signed_in(county.system).get("/bodies/").content.decode()
    shown = re.findall(r'href="/bodies/\d+/">([^<]+)</a>', page)
    assert shown == ["云岭县财政局", "云岭县教育体育局", "云岭县民政局", "云岭县养老服务中心"]


def test_the_indexes_serve(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for rows, index in ((Person.objects.all(), "person_pinyin"), (Body.objects.all(), "body_pinyin")):
            assert f"Index Scan using {index}" in rows.order_by(PinyinOrder("name"), "id")[:50].explain()


def test_every_character_has_a_place(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(registry_pinyin_order(chr(n))) FROM generate_series(1, 1114111) n"
            " WHERE n NOT BETWEEN 55296 AND 57343"
        )
        assert cursor.fetchone() == (1112063,)
