"""Nothing secret comes in: not as a title, a name or a description (order-102:34)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goufu.catalogue.actions import DraftStart, add_entry, change_entry, draft_edition
from goufu.catalogue.content import refuse_secret
from goufu.catalogue.lines import EntryLine, line_of
from goufu.catalogue.models import Edition, EditionKind
from goufu.core.errors import Refusal
from goufu.registry.tests.county import TODAY, County


@pytest.fixture
def draft(central: Edition, county: County) -> Edition:
    return draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
    )


@pytest.mark.parametrize("text", ["涉密档案整理", "秘密载体销毁", "机密文件寄递", "绝密级设备维护"])
def test_secret_entries_are_refused(draft: Edition, county: County, text: str) -> None:
    entry = draft.entries.get(code="A0402")
    attempts: list[Callable[[], object]] = [
        lambda: add_entry(edition=draft.pk, line=EntryLine("A040201", text), by=county.lead),
        lambda: add_entry(edition=draft.pk, line=EntryLine("A040201", "助餐", text), by=county.lead),
        lambda: change_entry(entry=entry.pk, line=EntryLine("A0402", entry.name, text), by=county.lead),
    ]
    for attempt in attempts:
        with pytest.raises(Refusal, match="不得进入本平台") as refused:
            attempt()
        assert not refused.value.articles  # nothing secret is kept here, whatever the law says of it
        assert refused.value.field in ("name", "description")
    assert line_of(draft.entries.get(code="A0402")) == line_of(entry)


def test_a_secret_title_is_refused(central: Edition, county: County) -> None:
    with pytest.raises(Refusal, match="不得进入本平台"):
        draft_edition(
            owner=county.civil,
            kind=EditionKind.DEPARTMENT,
            start=DraftStart.BASE,
            title="涉密服务目录",
            by=county.lead,
            day=TODAY,
        )


@pytest.mark.parametrize(
    "text", ["商业秘密保护培训服务", "非涉密档案整理", "不涉密的数据处理", "保密宣传教育"]
)
def test_what_only_sounds_like_it_is_taken(text: str) -> None:
    refuse_secret("name", text)
