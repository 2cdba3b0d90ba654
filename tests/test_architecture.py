"""docs/architecture.md is held to the code: the picture of the house, and what it says of every room."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from source import PACKAGE

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import house  # noqa: E402

PAGE = house.PAGE.read_text(encoding="utf-8")


def test_the_picture_is_the_one_of_today() -> None:
    assert house.with_picture(PAGE) == PAGE, "Write it anew: python tools/house.py"


def test_every_room_has_its_place_and_its_line() -> None:
    packages = {each.parent.name for each in PACKAGE.glob("*/__init__.py")}
    assert packages == set(house.rooms())
    assert all(len(house.sentence(room)) > 20 for room in house.rooms())


def test_no_arrow_leads_down() -> None:
    order = house.rooms()
    assert all(order.index(importer) > order.index(imported) for importer, imported in house.imports())


def test_the_picture_would_show_a_new_import() -> None:
    arrows = house.imports()
    assert ("funds", "planning") not in arrows
    assert house.needed({*arrows, ("funds", "planning")}) != house.needed(arrows)


def test_the_files_that_the_pages_name_are_there() -> None:
    rooms = "|".join(house.rooms())
    for page in ("architecture.md", "recipes.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        named = re.findall(
            rf"`((?:{rooms})/[\w/]+\.\w+)`",
            text,
        )
        assert named
        missing = [name for name in named if not (PACKAGE / name).exists()]
        assert missing == [], page


def test_the_parts_that_the_page_on_the_look_names_are_there() -> None:
    parts = PACKAGE / "ui/templates/components"
    named = re.findall(
        r"`(?:components/)?(\w+\.html)`", house.PAGE.with_name("design.md").read_text(encoding="utf-8")
    )
    assert len(named) > 8
    assert [name for name in named if not ((parts / name).exists() or (parts.parent / name).exists())] == []


def test_links_between_pages_lead_to_files() -> None:
    folders = [
        ROOT,
        *(ROOT / each for each in ("docs", "docs/decisions", "bench", "src/goufu/guide/chapters")),
    ]
    links = [
        (page, link)
        for folder in folders
        for page in folder.glob("*.md")
        for link in re.findall(r"\]\((?!\w+:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    ]
    assert len(links) > 50
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_each_decision_has_a_number_of_its_own_and_says_it() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert numbers == [f"{number:04}" for number in range(len(pages))]
    said = {page.name: page.read_text(encoding="utf-8").partition(" ")[2][:4] for page in pages[1:]}
    assert {name: number for name, number in said.items() if not name.startswith(number)} == {}
