"""The published notices as plain files: pages with their papers, for any web server or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from goufu.documents.models import ENDINGS
from goufu.documents.papers import Paper
from goufu.documents.queries import written_paper
from goufu.documents.store import store
from goufu.procurement.documents.procurements import notice_as_subject
from goufu.procurement.models import Notice, NoticeState
from goufu.procurement.notices import load_notices
from goufu.procurement.papers import issued
from goufu.procurement.plain_files import PlainFiles
from goufu.procurement.public_notices import attached, public_lane, waivers_with
from goufu.procurement.queries.procurements import published_notices

STYLES = ("vendor/bootstrap.min.css", "goufu/goufu.css", "procurement/procurement.css")
CHUNK = 1 << 16
INDEX = "index.html"


def export_notices(folder: Path) -> PlainFiles:
    """Writes all that is published into the folder, in the place of what an earlier export left there. Raises NotOurs."""
    years: dict[int, list[Notice]] = {}
    with PlainFiles(folder) as files, override(settings.LANGUAGE_CODE):
        for style in STYLES:
            files.write(f"style/{Path(style).name}", [Path(str(finders.find(style))).read_bytes()])
        for notice in published_notices().iterator(chunk_size=200):
            _write_notice(files, notice)
            years.setdefault(timezone.localtime(notice.published_at).year, []).append(notice)
        _write_lists(files, years)
    return files


def _write_lists(files: PlainFiles, years: dict[int, list[Notice]]) -> None:
    """A list a year; the newest one is where the folder is entered."""
    pages = {year: INDEX if not number else f"{year}.html" for number, year in enumerate(years)}
    for year, page in pages.items() or {0: INDEX}.items():
        context = {"notices": years.get(year, []), "year": year, "pages": pages, "base": ""}
        files.write(page, [_page("list", context)])


def _write_notice(files: PlainFiles, notice: Notice) -> None:
    home = f"notices/{notice.pk}"
    papers = {each.kind: each for each in notice_as_subject(notice, is_ours=False).papers}
    for kind, name in zip(issued.NOTICE, ("notice.pdf", "notice.docx"), strict=True):
        files.write(f"{home}/{name}", _paper(papers[kind]))
    files.write(f"{home}/notice.txt", [issued.text_of(notice).encode()])
    names = []
    for each in attached(notice):
        name = f"attachment-{each.pk}{ENDINGS.get(each.media_type, '')}"
        files.write(f"{home}/{name}", _read(store().read(each.digest)))
        names.append((name, each.file_name))
    context = {
        "notice": notice,
        "procurement": notice.procurement,
        "parts": [*issued.parts_of(load_notices()[notice.kind], notice.content or [])],
        "later": notice.later.filter(state=NoticeState.PUBLISHED),
        "attached": names,
        "waivers": waivers_with(notice),
        "base": "../../",
        **public_lane(notice),
    }
    files.write(f"{home}/{INDEX}", [_page("notice", context)])


def _page(name: str, context: dict[str, Any]) -> bytes:
    return render_to_string(f"procurement/plain/{name}.html", context | {"is_plain": True}).encode()


def _paper(paper: Paper) -> Iterator[bytes]:
    """The paper as it was issued; until that is done, the same bytes."""
    if found := written_paper(paper):
        yield from _read(store().read(found.digest))
    else:
        yield paper.write().content


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
