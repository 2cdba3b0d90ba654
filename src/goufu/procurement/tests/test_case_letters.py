"""The letters of cases are held to what a case can tell when they are loaded, not when somebody wants one written."""

from __future__ import annotations

from pathlib import Path

import pytest

from goufu.procurement.methods import HOME
from goufu.procurement.papers import case_letters
from goufu.procurement.papers.case_letters import LETTERS, load_letters
from goufu.procurement.strict import DataError


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("于{received}收到", "于{recieved}收到", "recieved"),
        ('clock = "respondent_reply"\n', "", "copy 的 period"),
        ("于{received}收到", "于{received}收到，{period}内", "supplement 的 period"),
        ('clock = "respondent_reply"', 'clock = "reply"', "reply，没有这个期限"),
        ('step = "suspended"', 'step = "paused"', "suspension 的 step"),
        ('to = "party"', 'to = "all"', "copy 的 step、of 或者 to"),
    ],
)
def test_a_letter_that_says_what_no_case_tells_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, told: str
) -> None:
    text = (HOME / LETTERS).read_text("utf-8")
    assert right in text
    (tmp_path / LETTERS).write_text(text.replace(right, wrong, 1), "utf-8")
    monkeypatch.setattr(case_letters, "HOME", tmp_path)
    with pytest.raises(DataError, match=told):
        load_letters.__wrapped__()
