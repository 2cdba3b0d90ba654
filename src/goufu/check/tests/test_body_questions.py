"""What kind of body a purchaser is, asked once for each body and answered on the page of the list."""

from __future__ import annotations

import pytest
from django.test import Client

from goufu.check.tests.jobs import do_jobs
from goufu.check.tests.test_list_pages import drop_checked, read

pytestmark = pytest.mark.django_db
LIST = "采购单位,项目名称\n东平市人民医院,护工陪护服务\n东平市人民医院,保洁服务\n云岭县文化馆,展览讲解服务\n云岭县民政局,助餐服务\n"
ASKED = "这个单位是什么性质？"


def answered(client: Client, address: str, **kinds: str) -> str:
    """The page after bodies were said to be of these kinds, by the real worker."""
    sent = client.post(f"{address}bodies/", {"about": [*kinds], "kind": [*kinds.values()]})
    assert sent.status_code == 302
    do_jobs()
    return read(client, address)


def test_a_body_is_answered_for_once_and_the_list_anew(client: Client) -> None:
    address = drop_checked(client, LIST)
    page = read(client, address)
    assert page.count(ASKED) == 2
    assert page.count('name="kind"') == 2
    page = answered(client, address, 东平市人民医院="public_institution_class_2", 云岭县文化馆="")
    assert page.count(ASKED) == 1
    assert "保洁服务" in read(client, f"{address}?rule=plan.purchaser-kind")
    page = answered(client, address, 云岭县文化馆="administrative_institution")
    assert ASKED not in page
    assert "已经回答的单位性质" in page


def test_an_answer_is_taken_back(client: Client) -> None:
    address = drop_checked(client, LIST)
    answered(client, address, 东平市人民医院="public_institution_class_2")
    assert answered(client, address, 东平市人民医院="").count(ASKED) == 2


@pytest.mark.parametrize(
    "kinds", [{"东平市人民医院": "'; DROP"}, {"别的单位": "state_organ"}, {"东平市人民医院": ""}]
)
def test_what_is_no_answer_changes_nothing(client: Client, kinds: dict[str, str]) -> None:
    address = drop_checked(client, LIST)
    assert client.post(f"{address}bodies/", {"about": [*kinds], "kind": [*kinds.values()]}).status_code == 302
    assert do_jobs() == 0


def test_a_body_that_a_title_names_is_answered_for_too(client: Client) -> None:
    address = drop_checked(client, "项目名称\n云岭县疾控中心消毒效果检测服务\n")
    page = read(client, address)
    about = page.partition('name="about" value="')[2].partition('"')[0]
    assert about
    assert ASKED not in answered(client, address, **{about: "administrative_institution"})


def test_what_the_list_says_itself_goes_before(client: Client) -> None:
    address = drop_checked(
        client,
        "采购单位,购买主体类别,项目名称\n东平市人民医院,国家机关,保洁服务\n东平市人民医院,,护工陪护服务\n",
    )
    assert ASKED in read(client, address)
    page = answered(client, address, 东平市人民医院="public_institution_class_2")
    assert ASKED not in page
