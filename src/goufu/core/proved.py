"""Why the tables of the core and of the frameworks are not proved."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from goufu.core.table_rights import rights_beside
from goufu.journal.proofs import Proof
from goufu.law.engines import postgres

_JOBS = "后台任务的队列：办了什么，看任务自己的日志"
_OF_THE_PROGRAM = "程序自带，不是谁办的事"


def _calendar() -> Iterator[str]:
    with connection.cursor() as cursor:
        yield from postgres.calendar_faults(cursor)


PROOFS: list[Proof] = []
UNPROVED = {
    "core_counter": "编号印在文件上，文件在日志里；重号由文件的唯一约束拦下",
    "core_formtoken": "只防重复提交，过几天就删",
    "core_heardmessage": "只防重复处理，过一年多就删",
    "core_tries": "试了几次（登录、上传），过一会儿就失效",
    "django_content_type": _OF_THE_PROGRAM,
    "django_migrations": _OF_THE_PROGRAM,
    "gf_calendar": "程序自带的日历，与程序的核对",
    "gf_workday_list": "程序自带的日历，与程序的核对",
    "pghistory_context": "不使用：情形写在各行自己里面",
    "procrastinate_events": _JOBS,
    "procrastinate_jobs": _JOBS,
    "procrastinate_periodic_defers": _JOBS,
    "procrastinate_workers": _JOBS,
}
MADE = [_calendar, rights_beside]
