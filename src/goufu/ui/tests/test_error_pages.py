"""Error pages are shown when nothing else works: they need neither request nor database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import render_to_string

import goufu.ui

PAGES = sorted(page.name for page in (Path(goufu.ui.__file__).parent / "templates").glob("[45]*.html"))


def test_each_failure_that_people_meet_has_its_page() -> None:
    assert {"400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html", "500.html"} <= set(
        PAGES
    )


@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_says_what_is_so_and_where_to_go(page: str) -> None:
    html = render_to_string(page, {"limit_megabytes": 50})
    assert html.count("<p>") >= 2
    assert '<a class="gf-btn" href="/">回到首页</a>' in html
    assert "<nav" not in html
