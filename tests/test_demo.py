"""The demonstration as a program of its own: filled by real actions, entered with a click, moved on, and never real data."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, Page, expect
from source import PACKAGE

from goufu.config.folders import CHECKOUT, is_demonstration, set_stamp, stamp
from goufu.config.tests.forking import forking
from goufu.config.tests.running import COMMAND, data_folder, environment, free_port
from goufu.demo.waiting import EVENTS_OF_SMALL
from goufu.files.tests.forking import Forks
from goufu.files.tests.processes import until
from goufu.registry.tests.county import County, county
from goufu.ui.tests.browser import CHROMIUM, WIDTHS, browser, strict_page

__all__ = ["browser", "county"]
pytestmark = pytest.mark.starts_programs
Goufu = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with forking() as forks:
        yield forks


@pytest.fixture(scope="module")
def goufu(forks: Forks) -> Goufu:
    """A command on a data folder; what says something of starting is started with `serving`."""

    def run(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return forks.run(arguments, environment(data, **more))

    return run


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """The address of a demonstration that serves, and what it said until then."""
    port = free_port()
    command = [*COMMAND, "demo", "--port", str(port), *arguments]
    with subprocess.Popen(
        command,
        env=environment(data),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            said = ""
            for line in process.stdout:
                said += line
                if "购服已启动" in line:
                    break
            yield f"http://127.0.0.1:{port}", said
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def made(goufu: Goufu) -> Iterator[Path]:
    """The data folder of a demonstration with one bureau in each place, whose first start was killed half-way."""
    with data_folder() as folder:
        begin_and_kill(folder)
        assert stamp(folder) == "begun"
        with serving(folder, "--small") as (_address, said):
            (folder / "said").write_text(said)
        (folder / "facts").write_text(goufu(folder, "demo", "--facts").stdout)  # before tests enrol people
        yield folder


@pytest.fixture
def facts(made: Path) -> dict[str, Any]:
    """How many things there are by room, kind and state, when it has been made."""
    found: dict[str, Any] = json.loads((made / "facts").read_text())
    return found


def begin_and_kill(folder: Path) -> None:
    """While it is being made its address says so."""
    port = free_port()
    command = [*COMMAND, "demo", "--port", str(port), "--small"]
    with subprocess.Popen(
        command,
        env=environment(folder),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert "正在编出示例" in process.stdout.readline()
            answers: list[tuple[int, str]] = []
            until(lambda: answers.append(answer_at(port)) or answers[-1][0])  # type: ignore[func-returns-value]
            assert answers[-1][0] == 503
            assert "正在编出示例" in answers[-1][1] and re.search(r'role="status">\d+%', answers[-1][1])
        finally:
            process.send_signal(signal.SIGKILL)


def answer_at(port: int) -> tuple[int, str]:
    """The status and the content of the first page; 0 where nobody answers."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


@pytest.fixture(scope="module")
def address(made: Path) -> Iterator[str]:
    with serving(made) as (address, _said):
        yield address


@pytest.fixture(params=WIDTHS)
def page(address: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with strict_page(browser, request.param, address) as page:
        yield page


def sit_down(page: Page, body: str, role: str) -> None:
    page.goto("/")
    section = page.locator("section", has=page.get_by_role("heading", name=role, exact=True))
    section.get_by_role("button", name=re.compile(body)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(body)


SEATS = [
    ("云岭县民政局", "采购经办人"),
    ("云岭县民政局", "采购负责人"),
    ("云岭县财政局", "财政经办人"),
    ("云岭县财政局", "监督人员"),
    ("岭西省财政厅", "系统管理员"),
    ("岭西省财政厅", "安全管理员"),
    ("岭西省财政厅", "安全审计员"),
]


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
def test_on_each_seat_something_is_to_be_done(address: str, browser: Browser) -> None:
    with strict_page(browser, WIDTHS[0], address) as page:
        for body, role in SEATS:
            sit_down(page, body, role)
            assert page.locator(".gf-todo li a").count(), role
            page.context.clear_cookies()


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
class TestInABrowser:
    def test_one_click_signs_in_and_each_page_says_that_it_is_made_up(self, page: Page) -> None:
        sit_down(page, "云岭县民政局", "采购经办人")
        for path in ("/", "/projects/", "/rules/"):
            page.goto(path)
            expect(page.get_by_role("complementary", name="示例")).to_contain_text("人和事都是虚构的")
        page.goto("/")
        page.get_by_role("link", name="换一个人").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("选一个人进入")

    def test_the_treasurer_finds_projects_of_the_county(self, page: Page) -> None:
        sit_down(page, "云岭县财政局", "财政经办人")
        page.goto("/projects/?state=")
        assert page.locator("table tbody tr").count() > 3

    def test_a_case_leads_to_its_made_up_projects_from_a_seat_that_has_them(self, page: Page) -> None:
        sit_down(page, "岭西省财政厅", "系统管理员")
        page.goto("/demo/cases/")
        page.get_by_role("button", name="社区居家养老服务").click()
        expect(page.locator("table tbody tr").first).to_contain_text("社区居家养老服务")
        expect(page.get_by_role("banner")).to_contain_text(re.compile("民政[局厅]"))
        page.goto("/demo/cases/")
        page.get_by_role("link", name="社区居家养老服务").click()  # from this seat there is nothing to change
        expect(page.locator("table tbody tr").first).to_contain_text("社区居家养老服务")

    def test_a_visitor_follows_a_checked_list_to_the_article(self, page: Page) -> None:
        page.goto("/demo/")
        page.get_by_role("link", name="松泉县各部门拟购买项目").click()
        row = page.get_by_role("row", name="政务大厅窗口人员劳务派遣服务")
        expect(row).to_contain_text("不得购买", timeout=60_000)  # it may still be being checked
        row.get_by_role("link", name="管理办法第十条第五项").click()
        expect(page.locator("[id='article-10.5']")).to_contain_text("以劳务派遣方式用工")

    def test_the_auditor_follows_the_log_to_what_was_done(self, page: Page) -> None:
        sit_down(page, "云岭县财政局", "监督人员")
        page.goto("/journal/")
        page.get_by_role("row", name="提交了项目").first.get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("提交了项目")
        expect(page.get_by_role("main")).to_contain_text("先有预算，后购买服务")

    def test_what_the_auditor_asked_for_is_verified_by_the_worker(self, page: Page) -> None:
        sit_down(page, "岭西省财政厅", "安全审计员")
        page.goto("/")
        state = page.locator("section").filter(has=page.get_by_role("heading", name="存证日志"))
        until(lambda: "没有发现不符" in state.inner_text() or not page.reload())
        expect(state).to_contain_text("2026-11-13")

    def test_the_review_of_accounts_shows_some_not_all(self, page: Page) -> None:
        sit_down(page, "岭西省财政厅", "系统管理员")
        page.goto("/people/review/")
        expect(page.get_by_role("row", name="newcomer")).to_contain_text("没有岗位，账号还开着")
        expect(page.get_by_role("row", name="helper")).to_contain_text("90天以上没有登录")
        expect(page.get_by_role("row", name="采购经办人")).to_have_count(0)  # each was at work this month

    def test_whoever_was_just_enrolled_sits_down_with_a_click_too(self, page: Page) -> None:
        assert page.viewport_size
        name = f"王小敏{page.viewport_size['width']}"
        sit_down(page, "岭西省财政厅", "系统管理员")
        page.goto("/people/enrol/")
        for label, value in (("登录名", f"wang{name[3:]}"), ("姓名", name), ("单位", "岭西省财政厅")):
            page.get_by_label(label).first.fill(value)
        page.get_by_role("main").get_by_role("button", name="登记").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("一次性密码")
        expect(page.get_by_role("main")).to_contain_text("示例里登录不用密码")
        expect(page.get_by_role("main")).not_to_contain_text("请现在转告")
        page.goto(f"/people/?q={name}")
        link = page.get_by_role("link", name=name).get_attribute("href") or ""
        page.goto("/demo/")
        seat = page.locator(".demo-people button").first  # there is none for who has no role yet
        seat.evaluate("(seat, number) => { seat.value = number; }", link.strip("/").split("/")[-1])
        seat.click()
        expect(page.get_by_role("banner")).to_contain_text(name)
        assert "password" not in page.url

    def test_the_clock_is_moved_on_and_the_page_stays(self, page: Page) -> None:
        sit_down(page, "云岭县民政局", "采购负责人")
        page.goto("/projects/")
        banner = page.get_by_role("complementary", name="示例")
        before = day_on(banner.inner_text())
        page.get_by_role("button", name="到下一个工作日").click()
        expect(banner).not_to_contain_text(before.isoformat())
        assert day_on(banner.inner_text()) > before
        assert page.url.endswith("/projects/")


def test_an_error_page_says_it_as_well(address: str) -> None:
    with pytest.raises(HTTPError) as missing:
        urlopen(f"{address}/no-such-page/")  # noqa: S310
    assert "人和事都是虚构的" in missing.value.read().decode()


def day_on(banner: str) -> date:
    [found] = re.findall(r"\d{4}-\d\d-\d\d", banner)
    return date.fromisoformat(found)


def test_the_command_moves_the_clock_too_and_only_on(address: str, made: Path, goufu: Goufu) -> None:
    assert goufu(made, "demo", "--to", "2027-01-04").stdout.strip() == "示例的今天是 2027-01-04。"
    saturday = goufu(made, "demo", "--to", "2027-01-09")
    assert saturday.stdout.strip() == "示例的今天是 2027-01-11。"
    back = goufu(made, "demo", "--to", "2026-12-31")
    assert (back.returncode, back.stderr.strip()) == (1, "错误：示例已经到了2027-01-11。日期只能往后拨。")


def test_what_is_in_it_is_counted_by_room_and_state(facts: dict[str, Any]) -> None:
    assert facts["planning"]["Project"].keys() == {
        "draft", "submitted", "returned", "approved", "adjusting", "withdrawn",
    }  # fmt: skip
    assert facts["planning"]["Waiver"] > 0
    assert facts["funds"]["BudgetAdjustment"] > 0
    assert {"published", "draft", "consulting"} <= facts["catalogue"]["Edition"].keys()
    assert facts["catalogue"]["CentralList"] == 1
    assert facts["decisions"]["Decision"].keys() == {"standing", "replaced", "withdrawn"}
    assert facts["registry"]["Debarment"] + facts["registry"]["CreditListing"] > 0


def test_two_checked_lists_are_in_it_and_on_the_page_where_one_chooses_a_seat(
    address: str, made: Path, goufu: Goufu
) -> None:
    def are_checked() -> bool:
        lists = json.loads(goufu(made, "demo", "--facts").stdout)["check"]["UploadedList"]
        return bool(lists == {"done": 2})

    until(are_checked)
    with urlopen(f"{address}/demo/") as page:  # noqa: S310
        links = re.findall(r'href="(/check/lists/[^"]+)"', page.read().decode())
    assert len(links) == 2
    with urlopen(f"{address}{links[0]}") as page:  # noqa: S310
        assert re.search(r"7\s*行，6\s*列里识别出\s*5\s*列", page.read().decode())


def test_every_room_is_counted(facts: dict[str, Any]) -> None:
    with_nothing_of_their_own = {"ui", "config", "files", "guide"}
    assert (
        facts.keys() == {each.parent.name for each in PACKAGE.glob("*/apps.py")} - with_nothing_of_their_own
    )
    assert all(facts[room] for room in facts)


def test_bids_sent_and_brought_on_a_stick_and_on_paper_were_opened_in_one_ceremony(
    facts: dict[str, Any],
) -> None:
    """And paper that was late went back."""
    found = facts["procurement"]
    assert (found["Opening"], found["Envelope"]) == ({"closed": 1}, {"opened": 5})
    assert [found[name] for name in ("PaperReading", "ReadingCheck", "HandBack")] == [1, 1, 1]


def test_how_far_it_is_is_told_of_the_events_that_there_are(made: Path) -> None:
    said = (made / "said").read_text()
    assert f"示例编好了：{EVENTS_OF_SMALL} 件事。" in said
    assert "示例" not in said.splitlines()  # the label of a bar that there is no terminal for


def test_people_work_by_day_and_in_the_order_of_the_law(made: Path, goufu: Goufu) -> None:
    code = "from goufu.demo.tests.lawful_order import faults; print(*faults(), sep='\\n')"
    done = goufu(made, "manage", "shell", "-v", "0", "-c", code)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr


def test_its_log_holds_and_every_row_is_what_the_log_says(address: str, made: Path, goufu: Goufu) -> None:
    done = goufu(made, "journal", "verify", "--business")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_was_begun_by_a_start_that_was_killed_is_gone(made: Path, facts: dict[str, Any]) -> None:
    """One house was set up, not two: its people are there once."""
    agencies, providers = 2 * 2, 20  # one person for each provider
    assert facts["registry"]["Person"] == 3 + 4 * 3 + 4 * 2 + 2 + agencies + providers
    assert stamp(made) == "done"


def test_real_data_are_not_mixed_with_it(goufu: Goufu) -> None:
    with data_folder() as folder:
        (folder / "secret_key").write_text("of a real installation")
        refused = goufu(folder, "demo")
        assert refused.returncode == 1
        assert "里有别的数据，不能用来放示例" in refused.stderr
        assert [each.name for each in folder.iterdir()] == ["secret_key"]
        assert not is_demonstration(folder)


def test_a_database_of_ones_own_is_not_taken_for_it(goufu: Goufu) -> None:
    with data_folder() as folder:
        done = goufu(folder, "demo", DATABASE_URL="postgresql://nobody@localhost/real")
        assert (done.returncode, "示例只用自己的数据库" in done.stderr) == (1, True)
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", [["run"], ["worker"], ["manage", "migrate"], ["people", "list"]])
def test_its_data_folder_is_for_no_other_database(command: list[str], goufu: Goufu) -> None:
    with data_folder() as folder:
        set_stamp(folder, "done")
        done = goufu(folder, *command, DATABASE_URL="postgresql://nobody@localhost/real")
        assert done.returncode == 1
        assert "示例只用自己的数据库。请去掉 DATABASE_URL" in done.stderr


@pytest.mark.django_db
def test_a_database_with_people_never_becomes_one(county: County) -> None:
    [guard, *_rest] = import_module("goufu.demo.migrations.0001_initial").Migration.operations[:1]
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="已经有人员，不能用来放示例"):
        cursor.execute(guard.sql)


@pytest.mark.django_db
def test_outside_of_it_nobody_signs_in_with_a_click(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo:sign_in")
    assert client.post("/demo/sign-in/", {"person": 1}).status_code == 404
    assert client.get("/demo/").status_code == 404
