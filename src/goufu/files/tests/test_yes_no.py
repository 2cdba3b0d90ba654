"""Yes and no, read from a cell."""

from __future__ import annotations

import pytest

from goufu.files.yes_no import yes_or_no


@pytest.mark.parametrize("text", [*"是有√✓✔☑■对1yYt真", "yes", "YES", "true", "True"])
def test_yes(text: str) -> None:
    assert yes_or_no(text) is True
    assert yes_or_no(f" {text}\u3000") is True


@pytest.mark.parametrize("text", [*"否无×✗✘xX☐□非0nNf假", "不是", "no", "No", "false", "FALSE"])
def test_no(text: str) -> None:
    assert yes_or_no(text) is False
    assert yes_or_no(f" {text}\u3000") is False


@pytest.mark.parametrize("text", ["", " ", "也许", "2", "10", "是否", "是的吧", "nope", "-", "未填"])
def test_neither(text: str) -> None:
    assert yes_or_no(text) is None
