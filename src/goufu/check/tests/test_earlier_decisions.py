"""A title and a line of a list show how doubts like theirs were decided, to who is signed in, and are decided there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from goufu.check.commands.screening import screening
from goufu.check.tests.test_list_pages import drop_checked
from goufu.decisions.actions import decide_title
from goufu.decisions.exporting import as_csv
from goufu.decisions.here import decided_before
from goufu.decisions.models import Decision
from goufu.decisions.queries import Before, standing_whole
from goufu.decisions.tests.addresses import REASON, RULE, a_decision
from goufu.registry.tests.county import County, county, sign_in

__all__ = ["county"]
LIKE = "松泉县教育体育局学生营养餐食材配送"
NEED = "食材由中标人统一采购，送到各校"


def title_page(client: Client, title: str = LIKE) -> str:
    return client.get("/check/", {"title": title}).content.decode()


def form_on(page: str) -> dict[str, str]:
    """What the form beside the card sends along."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_earlier_decisions_stand_under_the_card_of_a_title(county: County) -> None:
    made = a_decision(county)
    page = title_page(sign_in(county.officer))
    for words in ("以前这样定过", "不得购买 1 次", "读法相同", REASON, f"/decisions/{made.pk}/"):
        assert words in page
    assert "云岭县教育体育局" not in page  # whose it was
    assert "需人工核查" in page  # the answer stays what it was
    assert "判定这个疑点" not in page
    assert "以前这样定过" not in title_page(sign_in(county.officer), "失能老人上门护理服务")


def test_nobody_who_is_not_signed_in_is_shown_decisions(county: County, client: Client) -> None:
    a_decision(county)
    for asks in (client, sign_in(county.system)):
        page = title_page(asks)
        assert "需人工核查" in page and "以前这样定过" not in page and "判定这个疑点" not in page


def test_a_finance_officer_decides_where_the_title_is_answered(county: County) -> None:
    client = sign_in(county.treasurer)
    page = title_page(client)
    sent = form_on(page[page.index("decide-here") :])
    assert (sent["title"], sent["rule"]) == (LIKE, RULE)
    client.post("/decisions/decide/", sent | {"verdict": "lawful", "reason": REASON})
    assert Decision.objects.get().title == LIKE
    assert "以前这样定过" in title_page(client)


@pytest.mark.usefixtures("lists_folder")
def test_a_line_of_a_list_is_decided_with_its_need(county: County) -> None:
    client = sign_in(county.treasurer)
    address = drop_checked(client, f"项目名称,采购需求\n{LIKE},{NEED}\n失能老人上门护理服务,入户\n")
    page = client.get(f"{address}lines/2/").content.decode()
    sent = form_on(page[page.index("decide-here") :])
    assert (sent["title"], sent["need"]) == (LIKE, NEED)
    client.post("/decisions/decide/", sent | {"verdict": "unlawful", "reason": REASON})
    assert Decision.objects.get().need == NEED
    again = client.get(f"{address}lines/2/", headers={"HX-Request": "true"}).content.decode()
    assert "以前这样定过" in again and REASON in again
    assert "以前这样定过" not in client.get(f"{address}lines/3/").content.decode()


def test_what_was_decided_is_measured_as_it_is_exported(county: County, tmp_path: Path) -> None:
    made = a_decision(county)
    decide_title(rule=RULE, title="老年餐食材配送", verdict="lawful", reason=REASON, by=county.treasurer)
    file = tmp_path / "titles.csv"
    file.write_text(as_csv(standing_whole("", "")), newline="")
    done = CliRunner().invoke(screening, [str(file)], catch_exceptions=False)
    assert "老年餐食材配送" in done.output  # lawful, and still a doubt: what the rulebook's author is to mend
    assert made.title not in done.output


@pytest.mark.usefixtures("lists_folder")
def test_rows_of_a_list_that_were_decided_before_say_so(county: County, client: Client) -> None:
    a_decision(county)
    officer = sign_in(county.officer)
    address = drop_checked(officer, f"项目名称\n{LIKE}\n失能老人上门护理服务\n")
    row, other = rows_of(officer.get(address).content.decode())
    assert "以前这样定过" in row and "不得购买 1 次" in row
    assert "以前这样定过" not in other
    closed = officer.get(f"{address}lines/2/?close", headers={"HX-Request": "true"}).content.decode()
    assert "以前这样定过" in closed
    assert "以前这样定过" not in client.get(address).content.decode()


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tbody id="line-\d+".*?</tbody>', page, re.DOTALL)


@pytest.mark.usefixtures("lists_folder")
def test_the_marks_of_all_rows_take_one_query(
    county: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a_decision(county)
    texts = {number: (LIKE, "", [RULE]) for number in range(50)}
    with django_assert_max_num_queries(1):
        before = decided_before(county.officer, texts)
    assert before == dict.fromkeys(range(50), Before(0, 1))
    assert decided_before(None, texts) == decided_before(county.officer, {1: (LIKE, "", [])}) == {}
