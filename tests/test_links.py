"""No page leads anybody to a page that refuses him."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from axe import pages
from cast import make_cast
from django.conf import settings
from django.urls import resolve
from test_permissions import table as permissions

PARTS = 2
REFUSALS = {403, 404}


class Links(HTMLParser):
    """The paths of this installation that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        path = urlsplit(dict(attrs).get("href") or "").path if tag == "a" else ""
        if path.startswith("/") and not path.startswith(settings.STATIC_URL):
            self.paths.add(path)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_is_led_where_he_is_refused(part: int) -> None:
    """Asked for are only the links in doubt: those that the table of permissions refuses the role, one of a kind on each page."""
    cast = make_cast()
    faults = set()
    for page in pages(cast, part, PARTS):
        for role in page.roles:
            browser = cast.guests[role].browser
            shown = browser.get(page.path, follow=True)
            asked, opened = urlsplit(page.path).path, shown.request["PATH_INFO"]
            assert (shown.status_code, opened) == (200, asked), f"{page.name}: {role}"
            links = Links()
            links.feed(shown.content.decode())
            for path in doubtful(links.paths, role):
                if (status := browser.get(path).status_code) in REFUSALS:
                    faults.add(f"{page.name}: {role}: {path}: {status}")
    assert not faults, "\n".join(sorted(faults))


def doubtful(paths: set[str], role: str) -> Iterable[str]:
    """Of each kind of address the first whose kind the table refuses the role.

    The table was made with one thing of each kind, and the page may lead to another one: a refusal there is only a doubt.
    """
    found: dict[str, str] = {}
    for path in sorted(paths):
        name = resolve(path).view_name
        if permissions().get(name, {}).get("GET", {}).get(role) in {str(each) for each in REFUSALS}:
            found.setdefault(name, path)
    return found.values()
