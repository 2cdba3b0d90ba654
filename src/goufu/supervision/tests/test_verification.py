"""Verifying from the page: asked for, done by the worker, kept; of the whole or of the latest days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu.core.errors import NotAllowed
from goufu.journal.models import Day, Entry
from goufu.journal.records import start_after, stored
from goufu.journal.tests.conftest import as_database_administrator
from goufu.journal.told_entries import begin_proof
from goufu.journal.verify import verify
from goufu.registry.tests.county import County
from goufu.supervision.actions import ask_verification
from goufu.supervision.models import Verification
from goufu.supervision.queries import unsettled_findings
from goufu.supervision.tasks import work_on
from goufu.supervision.tests.conftest import SignIn, log


def done(asked: Verification) -> Verification:
    work_on(asked.pk)
    asked.refresh_from_db()
    return asked


@pytest.mark.usefixtures("three_days")
def test_a_sound_journal_is_found_sound(county: County) -> None:
    found = done(ask_verification(after_day=None, by=county.auditor))
    assert (found.seals, found.entries, found.days, found.fault_count) == (6, 18, 3, 0)
    last = Day.objects.latest("day")
    assert (found.last_day, found.last_root) == (last.day, bytes(last.root).hex())
    assert not found.is_working
    assert found.kind == "ok"


@pytest.mark.usefixtures("three_days")
def test_only_the_latest_days_are_gone_through(county: County) -> None:
    found = done(ask_verification(after_day=date(2026, 11, 20), by=county.auditor))
    assert (found.seals, found.entries, found.days, found.fault_count) == (4, 12, 2, 0)


@pytest.mark.usefixtures("three_days")
def test_before_the_first_day_there_is_only_the_whole(county: County) -> None:
    assert done(ask_verification(after_day=date(2026, 1, 1), by=county.auditor)).seals == 6


TAMPERING = {
    "an entry is changed": "UPDATE journal_entry SET person_name = '无名' WHERE id = %(last)s",
    "an entry is gone": "DELETE FROM journal_entry WHERE id = %(last)s",
    "the seal before the part": "UPDATE journal_seal SET root = '\\x00' WHERE number = 2",
    "the day before the part": "UPDATE journal_day SET root = '\\x00' WHERE day = '2026-11-20'",
    "a day is gone": "DELETE FROM journal_day WHERE day = '2026-11-21'",
    "a seal is gone": "DELETE FROM journal_seal WHERE number = 4",
    "a sealed number waits again": "INSERT INTO journal_waiting (entry) VALUES (%(last)s)",
    "the end of the chain is changed": "UPDATE journal_chain SET head = sha256('')",
}


@pytest.mark.usefixtures("three_days")
def test_the_page_says_what_waits_too_long_and_was_changed_before_its_seal(
    county: County, signed_in: SignIn
) -> None:
    [entry] = log(county.officer)
    with as_database_administrator() as execute:
        execute("UPDATE journal_waiting SET since = now() - interval '2 minutes'")
        execute("UPDATE journal_entry SET person_name = '李四' WHERE id = %s", [entry.pk])
    found = done(ask_verification(after_day=date(2026, 11, 20), by=county.auditor))
    page = signed_in(county.auditor).get(f"/journal/verifications/{found.pk}/").content.decode()
    assert f"第 {entry.pk} 条等候存证已经 120 秒，超过一分钟" in page
    assert f"第 {entry.pk} 条与写下时不同：被改过（还没有存证）" in page


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize("after_day", [None, date(2026, 11, 20)])
@pytest.mark.parametrize("tampering", TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_found_from_the_whole_and_from_a_part(tampering: str, after_day: date | None) -> None:
    with as_database_administrator() as execute:
        execute(tampering, {"last": Entry.objects.latest("pk").pk})
    start = start_after(Day.objects.get(day=after_day)) if after_day else None
    assert verify(stored(start), start=start).fault_count


@pytest.mark.usefixtures("three_days")
def test_what_is_wrong_is_kept_in_sentences_and_shown(county: County, signed_in: SignIn) -> None:
    with as_database_administrator() as execute:
        execute(
            "UPDATE journal_entry SET person_name = '李四' WHERE id = %s", [Entry.objects.latest("pk").pk]
        )
    found = done(ask_verification(after_day=None, by=county.auditor))
    assert found.fault_count == 1
    page = signed_in(county.auditor).get(f"/journal/verifications/{found.pk}/").content.decode()
    assert "被改过" in page
    assert "1 处不符" in page


@pytest.mark.usefixtures("three_days")
def test_asking_and_finding_are_in_the_journal(county: County) -> None:
    done(ask_verification(after_day=None, by=county.auditor))
    entries = Entry.objects.filter(action__startswith="supervision.").order_by("pk")
    assert [entry.action for entry in entries] == [
        "supervision.verification.asked",
        "supervision.verification.finished",
    ]
    assert entries[0].person_name == "孙监督"
    assert entries[1].facts["faults"] == 0


def test_an_officer_asks_for_nothing(county: County) -> None:
    with pytest.raises(NotAllowed):
        ask_verification(after_day=None, by=county.officer)
    assert not Verification.objects.exists()


def test_the_page_puts_the_work_before_the_worker_once(county: County, signed_in: SignIn) -> None:
    client, once = signed_in(county.auditor), str(uuid4())
    for _each in range(2):
        answer = client.post("/journal/verifications/", {"days": "7", "once": once})
        asked = Verification.objects.get()
        assert answer.headers["Location"] == f"/journal/verifications/{asked.pk}/"
    assert asked.after_day == timezone.localdate() - timedelta(days=7)
    job = ProcrastinateJob.objects.get(task_name="supervision.verify")
    assert job.args == {"number": asked.pk}
    assert "等候后台任务" in client.get(f"/journal/verifications/{asked.pk}/").content.decode()


def test_progress_is_told_and_the_page_comes_anew_when_it_is_over(county: County, signed_in: SignIn) -> None:
    asked = ask_verification(after_day=None, by=county.auditor)
    Verification.objects.update(progress_at=timezone.now(), seals_to_do=10, seals=4, entries=1234)
    client = signed_in(county.auditor)
    page = client.get(f"/journal/verifications/{asked.pk}/?progress=1").content.decode()
    assert "已核验 1234 条，存证 4 / 10" in page
    done(asked)
    answer = client.get(f"/journal/verifications/{asked.pk}/?progress=1")
    assert answer.headers["HX-Refresh"] == "true"


def test_a_worker_that_was_ended_is_not_waited_for(county: County, signed_in: SignIn) -> None:
    asked = ask_verification(after_day=None, by=county.auditor)
    Verification.objects.update(progress_at=timezone.now() - timedelta(minutes=5))
    page = signed_in(county.auditor).get(f"/journal/verifications/{asked.pk}/").content.decode()
    assert "中途停止" in page
    assert "请重新发起" in page


def test_the_tables_are_compared_with_the_journal_too(county: County, signed_in: SignIn) -> None:
    begin_proof()
    found = done(ask_verification(after_day=None, covers_tables=True, by=county.audit))
    assert (found.fault_count, found.untold_rows) == (0, 0)
    assert found.rows > 0
    with as_database_administrator() as execute:
        execute("UPDATE registry_body SET level = 'city' WHERE id = %s", [county.civil.pk])
    found = done(ask_verification(after_day=None, covers_tables=True, by=county.audit))
    assert found.fault_count == 1
    page = signed_in(county.audit).get(f"/journal/verifications/{found.pk}/").content.decode()
    assert f"单位第{county.civil.pk}号的预算级次（level）被改过" in page
    assert "现在是city" in page
    assert "逐行核对了" in page


def test_only_who_sees_the_whole_journal_compares_the_tables(county: County, signed_in: SignIn) -> None:
    with pytest.raises(NotAllowed):
        ask_verification(after_day=None, covers_tables=True, by=county.auditor)
    answer = signed_in(county.auditor).post("/journal/verifications/", {"days": "-1", "once": uuid4()})
    assert answer.status_code == 403
    assert not Verification.objects.exists()


def test_home_tells_who_reads_the_log_how_it_stands(county: County, signed_in: SignIn) -> None:
    begin_proof()
    assert "还没有核验过" in signed_in(county.audit).get("/").content.decode()
    with as_database_administrator() as execute:
        execute("UPDATE registry_person SET name = '换了' WHERE id = %s", [county.officer.person.pk])
    asked = done(ask_verification(after_day=None, covers_tables=True, by=county.audit))
    page = signed_in(county.audit).get("/").content.decode()
    assert re.search(rf'href="/journal/verifications/{asked.pk}/".{{0,200}}1 处不符', page, re.DOTALL)
    assert "存证日志" not in signed_in(county.officer).get("/").content.decode()


@pytest.mark.usefixtures("three_days")
def test_what_a_verification_found_is_the_first_work_until_a_full_one_finds_nothing(
    county: County, signed_in: SignIn
) -> None:
    client, entry = signed_in(county.audit), Entry.objects.latest("pk")

    def change(name: str) -> None:
        with as_database_administrator() as execute:
            execute("UPDATE journal_entry SET person_name = %s WHERE id = %s", [name, entry.pk])

    def urgent() -> list[tuple[str, str]]:
        return [(each.url, each.flag) for each in client.get("/").context["work"].urgent]

    assert urgent() == []
    change("李四")
    found = done(ask_verification(after_day=None, by=county.audit))
    its = (f"/journal/verifications/{found.pk}/", "有不符")
    assert urgent() == [its]
    assert "核验发现 1 处不符" in client.get("/").content.decode()
    change(entry.person_name)
    assert done(ask_verification(after_day=date(2026, 11, 20), by=county.audit)).fault_count == 0
    assert urgent() == [its]
    assert done(ask_verification(after_day=None, by=county.audit)).fault_count == 0
    assert urgent() == []


def test_what_was_found_in_the_tables_is_settled_only_with_the_tables(county: County) -> None:
    def finished(covers_tables: bool, faults: int) -> Verification:
        asked = ask_verification(after_day=None, covers_tables=covers_tables, by=county.audit)
        now = timezone.now()
        Verification.objects.filter(pk=asked.pk).update(progress_at=now, finished_at=now, fault_count=faults)
        return asked

    found = finished(covers_tables=True, faults=2)
    finished(covers_tables=False, faults=0)
    assert unsettled_findings.all(county.audit) == [found]
    finished(covers_tables=True, faults=0)
    assert unsettled_findings.all(county.audit) == []
