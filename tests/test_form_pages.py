"""A page with a form is done one way: `form_page` with a form of what was `sent`."""

from __future__ import annotations

import ast

from source import PACKAGE, modules, parsed

VIEWS = [file for file in modules() if "views" in file.relative_to(PACKAGE).with_suffix("").parts]


def test_nothing_of_form_pages_is_done_by_hand() -> None:
    taken = {
        f"{file.relative_to(PACKAGE)} {alias.name}"
        for file in VIEWS
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ImportFrom) and node.module == "goufu.core.form_pages"
        for alias in node.names
        if alias.name in ("post", "accept")
    }
    assert taken == {
        "funds/views/importing.py accept",  # the comparison is refused on GET as well
        "planning/views/editing.py accept",  # three forms in one, saved while they are typed
    }


def test_what_was_sent_is_told_from_what_was_not_in_one_way() -> None:
    doubtful = [file for file in modules() if "request.POST or" in file.read_text(encoding="utf-8")]
    assert doubtful == []
