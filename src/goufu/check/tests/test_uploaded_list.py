"""A dropped list: only its token opens it, its worker may die, and the server lives on."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from goufu.check.columns import Chosen
from goufu.check.list_state import ListState
from goufu.check.list_task import Task
from goufu.check.results import LineVerdict
from goufu.check.running import Stopped, limits, work_on
from goufu.check.tests.lists import CLEAR, DAY, NO_UNIT, REFUSED, grow_old
from goufu.check.uploaded_list import NoSuchList, UploadedList, remove_old
from goufu.files.environment import WrongSetting
from goufu.files.tests.processes import children, command, ending, writing_end
from goufu.files.tests.workbooks import book

pytestmark = pytest.mark.starts_programs


def receive(root: Path, text: str | bytes, name: str = "计划.csv") -> UploadedList:
    return UploadedList.receive(root, name, [text if isinstance(text, bytes) else text.encode()])


def check(
    uploaded: UploadedList, unit: str | None = None, chosen: dict[str, Chosen] | None = None
) -> ListState:
    """Works on the list in a process of its own, as the job does."""
    uploaded.set_task(Task(unit=unit, chosen=chosen or {}))
    together(uploaded)
    return uploaded.state()


def together(*lists: UploadedList) -> None:
    """Works on all of them at once."""

    async def work() -> None:
        await asyncio.gather(*map(work_on, lists))

    asyncio.run(work())


@asynccontextmanager
async def being_read(uploaded: UploadedList) -> AsyncIterator[tuple[asyncio.Task[None], int]]:
    """The work on the list, and its process, which has begun to read and gets nothing until the block ends."""
    content = uploaded.source.read_bytes()
    uploaded.source.unlink()
    os.mkfifo(uploaded.folder / "list.csv")
    uploaded.set_task(Task())
    work = asyncio.create_task(work_on(uploaded))
    held = await asyncio.to_thread(writing_end, uploaded.source)
    folder = str(uploaded.folder).encode()
    [process] = [each for each in children(os.getpid()) if folder in command(each)]
    yield work, process
    os.close(held)
    if uploaded.folder.exists():
        uploaded.source.unlink()
        (uploaded.folder / "list.csv").write_bytes(content)


def test_a_list_is_checked_in_a_process_of_its_own(tmp_path: Path) -> None:
    uploaded = receive(tmp_path, REFUSED + "社区助餐服务,12\n合计,60\n")
    state = check(uploaded)
    assert (state.phase, state.rows) == ("done", 3)
    assert state.answers.counts == {"refused": 1, "review": 0, "improve": 0, "clear": 1, "skipped": 1}
    assert [rule["rule"] for rule in state.answers.rules] == ["plan.term-within-three-years"]
    assert [column["fact"] for column in state.read.columns] == ["title", "term_months"]
    assert uploaded.report("xlsx").exists()
    assert "社区居家养老服务,48,不得购买" in uploaded.report("csv").read_text(encoding="utf-8-sig")
    assert not (uploaded.folder / "work").exists()


def test_lines_are_found_by_verdict_rule_and_text(tmp_path: Path) -> None:
    uploaded = receive(tmp_path, REFUSED + "社区助餐服务,12\n老年助餐服务,60\n合计,60\n")
    check(uploaded)
    total, lines = uploaded.lines(limit=2)
    assert (total, [line.number for line in lines]) == (4, [2, 3])
    assert uploaded.lines(verdict="refused")[0] == 2
    assert [line.title for line in uploaded.lines(text="助餐")[1]] == ["社区助餐服务", "老年助餐服务"]
    assert [line.number for line in uploaded.lines(rule="plan.term-within-three-years", offset=1)[1]] == [4]
    assert uploaded.lines(text="%' OR 1=1 --") == (0, [])
    found = uploaded.numbered([4, 2, 99])
    assert {number: each.title for number, each in found.items()} == {
        2: "社区居家养老服务",
        4: "老年助餐服务",
    }
    assert uploaded.numbered([]) == {}
    line = uploaded.line(2)
    assert line is not None
    assert line.verdict is LineVerdict.REFUSED
    assert line.raw == ("社区居家养老服务", "48")
    assert uploaded.line(99) is None


class TestToken:
    def test_the_token_opens_the_list(self, tmp_path: Path) -> None:
        uploaded = receive(tmp_path, CLEAR)
        assert UploadedList.open(tmp_path, uploaded.token).name == "计划.csv"

    def test_tokens_are_long_and_never_the_same(self, tmp_path: Path) -> None:
        tokens = {receive(tmp_path, CLEAR).token for _ in range(5)}
        assert len(tokens) == 5
        assert {len(token) for token in tokens} == {43}

    def test_others_may_not_look_into_the_folder(self, tmp_path: Path) -> None:
        assert receive(tmp_path, CLEAR).folder.stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        "token",
        [
            "",
            ".",
            "..",
            "../" * 15,
            "/etc/passwd",
            "A" * 43,
            "A" * 42 + "/",
            "A" * 43 + "\n",
            "\0" * 43,
            "state.json",
        ],
    )
    def test_a_guess_or_a_path_finds_nothing(self, tmp_path: Path, token: str) -> None:
        receive(tmp_path, CLEAR)
        (tmp_path / "state.json").write_text("{}", encoding="utf-8")
        with pytest.raises(NoSuchList, match="清单只保存一天"):
            UploadedList.open(tmp_path, token)

    @pytest.mark.parametrize(
        "name", ["../../evil.csv", "/etc/passwd", "a\0b.xlsx", "x" * 5000 + ".csv", "无后缀", ""]
    )
    def test_the_name_of_the_file_never_becomes_a_path(self, tmp_path: Path, name: str) -> None:
        uploaded = receive(tmp_path / "lists_folder", CLEAR, name=name)
        assert uploaded.source.parent == uploaded.folder
        assert uploaded.source.read_bytes() == CLEAR.encode()
        assert UploadedList.open(tmp_path / "lists_folder", uploaded.token).name == name
        assert [path.name for path in tmp_path.iterdir()] == ["lists_folder"]


class TestExpiry:
    def test_after_a_day_the_list_is_gone(self, tmp_path: Path) -> None:
        old, young = receive(tmp_path, CLEAR), receive(tmp_path, CLEAR)
        grow_old(old.folder, DAY + 60)
        grow_old(young.folder, DAY - 60)
        with pytest.raises(NoSuchList):
            UploadedList.open(tmp_path, old.token)
        assert UploadedList.open(tmp_path, young.token)
        remove_old(tmp_path)
        assert [path for path in tmp_path.iterdir() if path.is_dir()] == [young.folder]

    def test_an_upload_that_breaks_off_leaves_nothing(self, tmp_path: Path) -> None:
        def chunks() -> Iterator[bytes]:
            yield b"half"
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            UploadedList.receive(tmp_path, "计划.csv", chunks())
        assert list(tmp_path.iterdir()) == []


class TestAgain:
    def test_corrected_columns_replace_the_results(self, tmp_path: Path) -> None:
        uploaded = receive(tmp_path, "项目名称,年限说明\n助餐服务,48个月\n")
        assert check(uploaded).answers.counts["refused"] == 0
        state = check(uploaded, chosen={"年限说明": Chosen("term_months")})
        assert state.answers.counts["refused"] == 1
        assert uploaded.lines(verdict="refused")[0] == 1
        assert "不得购买" in uploaded.report("csv").read_text(encoding="utf-8-sig")
        assert uploaded.task().chosen == {"年限说明": Chosen("term_months")}

    def test_an_open_unit_is_a_question_and_its_answer_goes_on(self, tmp_path: Path) -> None:
        uploaded = receive(tmp_path, NO_UNIT)
        state = check(uploaded)
        assert (state.phase, state.question.headers) == ("asks", ["预算金额"])
        assert check(uploaded, unit="万元").phase == "done"

    def test_begun_twice_at_once_it_is_done_once_and_begun_later_not_again(self, tmp_path: Path) -> None:
        uploaded = receive(tmp_path, REFUSED)
        uploaded.set_task(Task())
        together(uploaded, uploaded)
        assert (uploaded.state().phase, uploaded.lines()[0]) == ("done", 1)
        found = uploaded.lines_file.stat()
        together(uploaded)
        assert uploaded.lines_file.stat() == found


def test_two_lists_are_worked_on_at_once(tmp_path: Path) -> None:
    one, other = receive(tmp_path, REFUSED), receive(tmp_path, CLEAR)
    for each in (one, other):
        each.set_task(Task())
    together(one, other)
    assert one.state().answers.counts["refused"] == 1
    assert other.state().answers.counts["clear"] == 1


class TestDeath:
    def test_a_process_that_is_killed_is_told_and_the_list_can_be_tried_again(self, tmp_path: Path) -> None:
        uploaded = receive(tmp_path, REFUSED)

        async def kill() -> None:
            async with being_read(uploaded) as (work, process):
                assert (uploaded.state().phase, uploaded.is_held()) == ("reading", True)
                os.kill(process, signal.SIGKILL)
                await work

        asyncio.run(kill())
        state = uploaded.state()
        assert (state.phase, uploaded.is_held()) == ("refused", False)
        assert "中途停止" in state.said.what
        assert "重试" in state.said.remedy
        assert check(uploaded).phase == "done"

    def test_given_up_its_process_ends_and_the_list_is_left_to_the_next(self, tmp_path: Path) -> None:
        uploaded = receive(tmp_path, REFUSED)

        async def give_up() -> None:
            async with being_read(uploaded) as (work, process):
                with ending([process]):
                    work.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await work

        asyncio.run(give_up())
        assert (uploaded.state().phase, uploaded.is_held()) == ("reading", False)
        together(uploaded)
        assert uploaded.state().phase == "done"

    def test_a_process_that_stays_stopped_is_ended_and_the_list_is_left_to_the_next(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("goufu.check.running.LOOKS_EVERY_SECONDS", 0.01)
        uploaded = receive(tmp_path, REFUSED)

        async def stop() -> None:
            async with being_read(uploaded) as (work, process):
                with ending([process]):
                    os.kill(process, signal.SIGSTOP)
                    with pytest.raises(Stopped):
                        await asyncio.wait_for(work, 20)

        asyncio.run(stop())
        assert (uploaded.state().phase, uploaded.is_held()) == ("reading", False)
        together(uploaded)
        assert uploaded.state().phase == "done"

    def test_a_list_that_is_deleted_meanwhile_ends_it_silently(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        uploaded = receive(tmp_path, REFUSED)

        async def delete() -> None:
            async with being_read(uploaded) as (work, _process):
                shutil.rmtree(uploaded.folder)
            await work

        asyncio.run(delete())
        assert list(tmp_path.iterdir()) == []
        assert caplog.records == []

    def test_a_process_that_cannot_start_is_told_and_the_file_takes_no_room(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "executable", "/bin/false")
        uploaded = receive(tmp_path, CLEAR)
        assert check(uploaded).phase == "refused"
        assert not list(uploaded.folder.glob("list*"))

    def test_a_list_that_is_asked_for_again_before_its_process_has_ended_waits(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "executable", "/bin/true")  # ends well, and the list waits
        assert check(receive(tmp_path, CLEAR)).phase == "waiting"

    def test_what_a_killed_worker_left_is_cleared_by_the_next(self, tmp_path: Path) -> None:
        uploaded = receive(tmp_path, CLEAR)
        (uploaded.folder / "work").mkdir()
        (uploaded.folder / "work" / "list.duckdb").write_bytes(b"half a database")
        assert check(uploaded).phase == "done"
        assert not (uploaded.folder / "work").exists()


@pytest.mark.parametrize(
    "name", ["GOUFU_CHECK_MEMORY_MB", "GOUFU_CHECK_CPU_SECONDS", "GOUFU_CHECK_WALL_SECONDS"]
)
@pytest.mark.parametrize("said", ["0", "-1", "1.5", "viel"])
def test_a_limit_that_is_none_is_told_in_a_sentence(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, said)
    with pytest.raises(WrongSetting, match=f"{name}={said}：应当是不小于 1 的整数"):
        limits()


class TestLimits:
    def test_too_little_memory_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GOUFU_CHECK_MEMORY_MB", "330")
        state = check(receive(tmp_path, "项目名称,说明\n" + "助餐服务,说明\n" * 300_000))
        assert state.phase == "refused"
        assert state.said.remedy

    def test_a_list_that_takes_too_long_is_ended(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GOUFU_CHECK_CPU_SECONDS", "1")
        state = check(receive(tmp_path, "项目名称,说明\n" + "助餐服务,说明\n" * 300_000))
        assert (state.phase, "时间太长" in state.said.what) == ("refused", True)

    def test_a_list_that_only_waits_is_ended_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GOUFU_CHECK_WALL_SECONDS", "1")
        uploaded = receive(tmp_path, CLEAR)
        uploaded.source.unlink()
        os.mkfifo(uploaded.folder / "list.csv")  # nobody ever writes
        state = check(uploaded)
        assert (state.phase, "时间太长" in state.said.what) == ("refused", True)

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self, tmp_path: Path) -> None:
        bomb = book(tmp_path / "bomb.xlsx", f"<row><c><v>{'0' * 50_000_000}</v></c></row>")
        uploaded = receive(tmp_path / "lists_folder", bomb.read_bytes(), name="bomb.xlsx")
        state = check(uploaded)
        assert state.phase == "refused"
        assert "不是正常的表格" in state.said.what

    def test_a_list_three_times_as_long_takes_little_more_memory(self, tmp_path: Path) -> None:
        """What a list of any length needs is bounded: lines wait on disk, not in memory."""
        row = "助餐服务,甲局,每日为老年人送餐并登记台账,12\n"
        head = "项目名称,采购单位,需求概况,合同期限（月）\n"
        short, long = (peak_megabytes(tmp_path, head + row * rows) for rows in (20_000, 60_000))
        assert long < short + 50


def peak_megabytes(root: Path, text: str) -> float:
    """The most memory that a worker on this list had, measured by a process that has no other child."""
    uploaded = receive(root, text)
    uploaded.set_task(Task())
    script = (
        "import os, resource, subprocess, sys\n"
        "command = [sys.executable, '-m', 'goufu.check.worker', sys.argv[1], str(os.getpid())]\n"
        "subprocess.run(command, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(uploaded.folder)], capture_output=True, text=True, check=True
    )
    assert uploaded.state().phase == "done"
    return int(done.stdout) / 1024


def test_a_refusal_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    state = check(receive(tmp_path, locked, name="计划.xlsx"))
    assert (state.phase, state.said.what) == ("refused", "工作簿有打开密码")
    assert "去掉密码" in state.said.remedy


def test_a_list_of_another_version_of_the_program_is_to_be_brought_again(tmp_path: Path) -> None:
    uploaded = UploadedList.receive(tmp_path, "清单.csv", [b"a"])
    (uploaded.folder / "state.json").write_text('{"phase": "done", "counts": {"clear": 1}}', encoding="utf-8")
    state = uploaded.state()
    assert (state.phase, state.said.remedy) == ("refused", "请重新上传")


def test_a_refusal_names_the_file_as_the_person_does(tmp_path: Path) -> None:
    state = check(receive(tmp_path, "项目名称\n养老\n".encode("utf-16") + b"\x00\xd8"))
    assert (state.phase, state.said.where) == ("refused", "计划.csv 第3行之后")
