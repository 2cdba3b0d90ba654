"""Each page leads to its chapter of the guide."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from goufu.config.tests.addresses import addresses
from goufu.core.roles import Role
from goufu.guide.chapters import anchor, chapters
from goufu.guide.help import BY_ROLE, of_pages
from goufu.registry.tests.county import County, county, sign_in

__all__ = ["county"]
ROOMS = {name.partition(":")[0] for name in addresses() if ":" in name} - {"api", "guide"}


def test_the_chapters_that_rooms_name_are_there_with_their_headings() -> None:
    named = [*of_pages().values(), *BY_ROLE.values()]
    assert len(named) > 15
    for each in named:
        name, _sign, part = each.partition("#")
        assert name in chapters(), each
        assert not part or part in {anchor(found.title) for found in chapters()[name].parts}, each


def test_every_room_has_a_chapter_and_every_page_named_is_one() -> None:
    pages = {name.partition("@")[0] for name in of_pages()}
    assert ROOMS - {name.partition(":")[0] for name in pages} == {"documents"}
    assert {name for name in pages if ":" in name or name not in ROOMS} <= set(addresses())
    assert {name.partition("@")[2] for name in of_pages()} <= {"", *Role.values}
    assert set(BY_ROLE) == set(Role)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "who", "chapter"),
    [
        ("/", "officer", "/guide/purchasing/"),
        ("/", "treasurer", "/guide/finance/"),
        ("/", "security", "/guide/administrators/"),
        ("/projects/new/", "officer", "/guide/purchasing/#写一个项目"),
        ("/projects/", "treasurer", "/guide/finance/#审核项目"),
        ("/projects/", "officer", "/guide/purchasing/"),
        ("/journal/", "auditor", "/guide/auditors/"),
        ("/people/", "system", "/guide/administrators/"),
        ("/bodies/", "system", "/guide/bodies/"),
        ("/check/", None, "/guide/check/"),
        ("/rules/", None, "/guide/marks/"),
        ("/guide/", None, "/guide/"),
    ],
)
def test_the_page_links_to_its_chapter(county: County, path: str, who: str | None, chapter: str) -> None:
    client = sign_in(getattr(county, who)) if who else Client()
    page = client.get(path).content.decode()
    [link] = re.findall(r'<a class="nav-link" href="([^"]*)"><span aria-hidden="true">\?</span>', page)
    assert link == chapter
