"""What an operator is told of an installation, by `goufu status` and as metrics: figures, and which of them are wrong.

A room adds its own by `status = ["goufu.<room>.status.findings"]` in its AppConfig: functions without arguments that
return findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu import wall_clock
from goufu.core.office_settings import faults, set_by_office
from goufu.core.rooms import contributed_objects
from goufu.core.table_rights import rights_beside
from goufu.journal.models import Day, Seal, Waiting
from goufu.journal.tlog.publishing import last_checkpoint, uncovered_day
from goufu.journal.verify import LONGEST_WAIT_SECONDS
from goufu.law.clock import PUBLISHED_UNTIL
from goufu.law.load import load_rulebook

JOBS_WAIT_AT_MOST = timedelta(minutes=10)
CALENDAR_AHEAD = timedelta(days=31)  # the next year's is published in November


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure by its key, what it is called, its value, how it is written for people, and what is wrong with it."""

    key: str
    title: str
    value: int | str | date | datetime | None
    said: str
    wrong: str = ""  # what to do; '' while nothing is wrong


def findings() -> list[Finding]:
    """Those of all rooms."""
    return [finding for room in contributed_objects("status") for finding in room()]


def jobs() -> Iterator[Finding]:
    """Jobs that have failed for good, and those that are due and wait."""
    now = timezone.now()  # jobs go by the machine's clock
    due = ProcrastinateJob.objects.filter(
        Q(scheduled_at=None) | Q(scheduled_at__lte=now), status="todo"
    ).annotate(put=Greatest("scheduled_at", Max("procrastinateevent__at")))
    found = due.aggregate(count=Count("id"), since=Min("put"))
    waiting, since = found["count"], found["since"]
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    late = since is not None and now - since > JOBS_WAIT_AT_MOST
    yield Finding(
        "jobs_failed",
        "失败的后台任务",
        failed,
        f"{failed} 项",
        "看后台任务的日志，排除原因；单位变更的消息用 goufu messages retry 再送" if failed else "",
    )
    yield Finding(
        "jobs_waiting",
        "等着做的后台任务",
        waiting,
        f"{waiting} 项" + (f"，最早的从 {_moment(since)} 等起" if since else ""),
        "后台任务没有在做：看 goufu run 或者 goufu worker 是不是在运行" if late else "",
    )


def database_roles() -> Iterator[Finding]:
    """Rights that the database's run-time role should not have."""
    if found := rights_beside():
        said = "多出了权限" + (f"，共 {len(found)} 处" if len(found) > 1 else "")
        yield Finding("rights_beside", "数据库的角色", len(found), said, "；".join(found))


def journal() -> Iterator[Finding]:
    """Entries that wait for their seal, the last seal, day and checkpoint."""
    found = Waiting.objects.aggregate(count=Count("pk"), since=Min("since"))  # by the database's clock
    waiting, since = found["count"], found["since"]
    late = since is not None and timezone.now() - since > timedelta(seconds=LONGEST_WAIT_SECONDS)
    yield Finding(
        "entries_waiting",
        "等候存证的日志",
        waiting,
        f"{waiting} 条" + (f"，最早的是 {_moment(since)} 的" if since else ""),
        "存证每几秒做一次，超过一分钟就是没有做：看后台任务在不在运行" if late else "",
    )
    seal, day = Seal.objects.order_by("-number").first(), Day.objects.order_by("-day").first()
    yield Finding(
        "last_seal",
        "最近一次存证",
        seal.sealed_at if seal else None,
        f"第 {seal.number} 次，{_moment(seal.sealed_at)}" if seal else "还没有",
    )
    yield Finding("last_day", "最近的日根", day.day if day else None, str(day.day) if day else "还没有")
    checkpoint = last_checkpoint()
    yield Finding(
        "last_checkpoint",
        "最近的检查点",
        checkpoint.number if checkpoint else None,
        f"第 {checkpoint.number} 个，盖到第 {checkpoint.size} 次存证" if checkpoint else "还没有",
        "结清了的日子没有检查点：执行 goufu journal verify，原因见运行日志"
        if uncovered_day(checkpoint)
        else "",
    )


def settings() -> Iterator[Finding]:
    """Which settings the office has set, and what is wrong with its file."""
    count, own = set_by_office()
    said = f"单位另设 {len(own)} 项：{'；'.join(own)}" if own else "都是程序自带的值"
    yield Finding("own_settings", "本系统的设置", len(own), f"{count} 项，{said}", "；".join(faults()))


def law() -> Iterator[Finding]:
    """How far the calendar of working days is published, and what of the rulebook nobody has verified yet."""
    late = PUBLISHED_UNTIL - wall_clock.today() < CALENDAR_AHEAD
    yield Finding(
        "calendar_until",
        "工作日历公布到",
        PUBLISHED_UNTIL,
        str(PUBLISHED_UNTIL),
        "国务院办公厅每年十一月公布下一年的放假安排：升级程序，或者升级 chinesecalendar" if late else "",
    )
    book = load_rulebook()
    articles = [each for instrument in book.instruments.values() for each in instrument.articles.values()]
    values = [each for parameter in book.parameters.values() for each in parameter.values]
    for key, title, things in (
        ("unverified_articles", "待核对的条文", articles),
        ("unverified_values", "待核对的数值", values),
    ):
        count = sum(not each.verified for each in things)
        yield Finding(key, title, count, f"{count}（共 {len(things)}）")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(wall_clock.CHINA):%Y-%m-%d %H:%M:%S}"
