"""Papers: the time of a notice as PDF and as Word, as a job or a page takes it, and of the first one in a process."""

from __future__ import annotations

import os
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

from bench.figures import Figure, alone, timed
from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.papers import Paper
from goufu.procurement.notices import load_notices

TIMES = 10
TEXT = "为全县失能老人提供上门护理、康复指导和健康监测，每月两次，每次不少于一小时。"


def measure() -> list[Figure]:
    """The figures, of a process of its own: settings are Django's."""
    return alone(_measured, TIMES)


def _measured(times: int) -> list[Figure]:
    """The first paper of a process loads typst and its fonts."""
    with TemporaryDirectory() as data:
        os.environ |= {"GOUFU_DATA": data, "DJANGO_SETTINGS_MODULE": "goufu.config.settings"}
        return _figures(times)


def _figures(times: int) -> list[Figure]:
    with timed() as first:
        _paper(blocks.OFFICIAL_PDF).write()
    _paper(blocks.OFFICIAL_WORD).write()
    pdf = _mean(blocks.OFFICIAL_PDF, times)
    word = _mean(blocks.OFFICIAL_WORD, times)
    subject = "公告的文件，一份两页的磋商公告"
    return [
        Figure(subject, "PDF", pdf, "秒", at_most=0.5),
        Figure(subject, "Word", word, "秒", at_most=0.5),
        Figure(subject, "一个进程的第一份 PDF，连同读入字库", first.cpu, "秒"),
    ]


def _mean(template: str, times: int) -> float:
    """Each paper says something else: typst remembers what it has set."""
    with timed() as spent:
        for number in range(1, times + 1):
            _paper(template, number).write()
    return spent.cpu / times


def _paper(template: str, number: int = 0) -> Paper:
    """A notice of all sections of a consultation's form."""
    kind, fields = load_notices()["consultation"], load_notices().fields
    said: list[Any] = [blocks.title(f"失能老人上门护理服务\n{kind.title}")]
    for section in kind.form:
        said += [
            blocks.heading(section.title),
            blocks.text("\n".join(f"{fields[each].title}：{TEXT}（{number}）" for each in section.fields)),
        ]
    said.append(blocks.signed("云岭县民政局", "2026年12月1日"))
    official, day = f"539999-2026-GG-{number:04}", date(2026, 12, 1)
    return Paper(
        "notice", Permission.SEE_PROCUREMENTS, template, official, kind.title, day, lambda: {"blocks": said}
    )
