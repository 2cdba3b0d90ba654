"""The published notices as plain files: read in a browser without a server, and only what changed is written anew."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser
from pytest_django import Settings

from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.commands.notices import notices
from goufu.procurement.models import Notice
from goufu.procurement.tests.procuring import on, publish
from goufu.procurement.tests.reviewing import REVIEWED
from goufu.procurement.tests.test_result_notice import awarded
from goufu.registry.tests.county import County
from goufu.ui.tests.browser import CHROMIUM, WIDTHS, browser, is_wider_than_screen

__all__ = ["browser"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _documents(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    settings.DOCUMENTS = tmp_path / "documents"


def export(folder: Path) -> str:
    result = CliRunner().invoke(notices, ["export", str(folder)], obj=nullcontext)
    assert result.exit_code == 0, result.output
    return result.output


def published(county: County) -> Notice:
    """The result of a procurement, published with its procurement file."""
    made = awarded(county)
    with on(REVIEWED):
        return publish(draft_notice(procurement=made.pk, kind="result", by=county.officer), county.lead)


def content(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_every_published_notice_is_there_with_its_papers_and_their_digests(
    county: County, tmp_path: Path
) -> None:
    result = published(county)
    with on(REVIEWED):
        draft = draft_notice(
            procurement=result.procurement_id, kind="correction", about=result.pk, by=county.officer
        )
    folder = tmp_path / "site"
    export(folder)
    found = content(folder)
    home = f"notices/{result.pk}"
    assert found[f"{home}/notice.pdf"].startswith(b"%PDF") and found[f"{home}/notice.docx"].startswith(b"PK")
    assert len([name for name in found if name.startswith(f"{home}/attachment-")]) == 2  # PDF and Word
    assert not any(name.startswith(f"notices/{draft.pk}/") for name in found)
    listed = {name for name in found if not name.startswith(".") and not name.endswith("SUMS")}
    for sums, method in (("SHA256SUMS", "sha256"), ("SM3SUMS", "sm3")):
        lines = [line.partition("  ") for line in found[sums].decode().splitlines()]
        said = {name: digest for digest, _space, name in lines}
        assert said == {name: hashlib.new(method, found[name]).hexdigest() for name in listed}
    for page in (each for name, each in found.items() if name.endswith(".html")):
        assert not any(each in page for each in (b"<form", b"<script", b'href="/', b"csrf"))


def test_again_only_what_changed_is_written_and_a_folder_of_others_stays(
    county: County, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    assert "新的、变了的 0 个" not in export(folder)  # the styles and an empty list
    made = awarded(county)
    export(folder)
    before = content(folder)
    assert "新的、变了的 0 个" in export(folder) and content(folder) == before
    with on(REVIEWED):
        publish(draft_notice(procurement=made.pk, kind="result", by=county.officer), county.lead)
    assert "新的、变了的 7 个" in export(folder)  # the list, the page and its three files, two attachments
    others = tmp_path / "others"
    others.mkdir()
    (others / "letter.txt").touch()
    refused = CliRunner().invoke(notices, ["export", str(others)], obj=nullcontext)
    assert refused.exit_code == 1 and "里有别的东西，不覆盖" in refused.output
    assert [each.name for each in others.iterdir()] == ["letter.txt"]


def test_an_export_that_breaks_off_leaves_the_one_before(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(county)
    folder = tmp_path / "site"
    export(folder)
    before = content(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("goufu.procurement.plain_notices._write_lists", full)
    broken = CliRunner().invoke(notices, ["export", str(folder)], obj=nullcontext)
    assert broken.exit_code == 1 and "原来的没有动" in broken.output
    assert content(folder) == before and not folder.with_name("site.part").exists()


def test_what_was_there_comes_back_where_an_export_was_killed_before_its_last_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    export(folder)
    before = content(folder)
    folder.rename(folder.with_name("site.old"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("goufu.procurement.plain_notices._write_lists", full)
        assert CliRunner().invoke(notices, ["export", str(folder)], obj=nullcontext).exit_code == 1
    assert content(folder) == before
    assert "新的、变了的 0 个" in export(folder)


def test_a_folder_behind_a_link_is_replaced_where_it_lies_and_the_root_never(tmp_path: Path) -> None:
    folder, link = tmp_path / "site", tmp_path / "link"
    export(folder)
    link.symlink_to(folder)
    for _time in range(2):
        assert "新的、变了的 0 个" in export(link)
    assert link.is_symlink() and sorted(each.name for each in tmp_path.iterdir() if "site" in each.name) == [
        "site"
    ]
    refused = CliRunner().invoke(notices, ["export", "/"], obj=nullcontext)
    assert refused.exit_code == 1 and "磁盘的根" in refused.output


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_browser_opens_the_files_without_a_server(
    county: County, tmp_path: Path, browser: Browser, width: int
) -> None:
    result = published(county)
    folder = tmp_path / "site"
    export(folder)
    page = browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("requestfailed", lambda asked: complaints.append(asked.url))
    page.goto((folder / "index.html").as_uri())
    assert not is_wider_than_screen(page)
    page.locator(f'a[href="notices/{result.pk}/index.html"]').click()
    assert result.number in page.content() and not is_wider_than_screen(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.gf-card')).borderTopWidth") != "0px"
    links = page.eval_on_selector_all("a", "all => all.map(each => each.href)")
    own = [each for each in links if each.startswith("file:")]
    assert own and all(Path(each.removeprefix("file://")).is_file() for each in own)
    page.close()
    assert complaints == []
