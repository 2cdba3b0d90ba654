"""`goufu documents check`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from goufu.documents.commands.documents import documents
from goufu.documents.store import store
from goufu.documents.tests.papers import pdf
from goufu.documents.tests.test_store import keep, paper

pytestmark = pytest.mark.django_db


@contextmanager
def set_up() -> Iterator[None]:
    yield


def check() -> Result:
    return CliRunner().invoke(documents, ["check"], obj=set_up)


def test_says_which_papers_have_no_file_and_fails(tmp_path: Path, settings: Settings) -> None:
    settings.DOCUMENTS = tmp_path
    good, gone = (paper(keep(store(), pdf(text))) for text in ("good", "gone"))
    assert (check().exit_code, check().output) == (0, "核对了 2 份文件，0 份不符\n")
    (tmp_path / gone.digest[:2] / gone.digest).unlink()
    said = check()
    assert said.exit_code == 1
    assert f"不符：第 {gone.pk} 号《来信》（{gone.digest}）：这份文件的内容不见了" in said.output
    assert f"第 {good.pk} 号" not in said.output and "核对了 2 份文件，1 份不符" in said.output
