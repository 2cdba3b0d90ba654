"""Only actions write: whatever changes a row goes through `action`, which asks for permission and writes the log entry."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from source import PACKAGE, calls, modules

WRITES = {
    "save", "create", "get_or_create", "update_or_create", "delete", "bulk_create", "bulk_update", "acreate", "asave",
    "adelete", "aupdate", "update",
}  # fmt: skip

# What looks like a write, or is one outside an action, each with the reason why it may.
MAY = {
    "catalogue/loading.py Body.objects.create": "an installation's first data, which nobody has brought in yet",
    "catalogue/loading.py Edition.objects.create": "an installation's first data",
    "catalogue/loading.py EditionEntry.objects.bulk_create": "an installation's first data",
    "catalogue/loading.py Place.objects.get_or_create": "an installation's first data",
    "catalogue/loading.py edition.save": "an installation's first data",
    "catalogue/loading.py ministry.save": "an installation's first data",
    "catalogue/sheet.py book.save": "a workbook",
    "check/report.py book.freeze(…).save": "a workbook",
    "config/chinese.py module.__dict__.update": "a dictionary",
    "planning/views/editing.py page.save": "the page's own method, which calls the action",
    "accounts/body_sign_in.py SocialAccount.objects.get_or_create": "the provider's number for a person, at sign-in",
    "registry/place_data.py Place.objects.bulk_create": "the state's own list of places, which comes with the installation",
    "registry/place_data.py Place.objects.bulk_update": "the state's own list of places",
    "core/sheet_pages.py book.freeze(…).save": "a workbook",
    "ui/workbooks.py book.freeze(…).save": "a workbook",
}


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def is_action(file: Path) -> bool:
    """Actions, and the one helper through which they write."""
    return "actions" in file.relative_to(PACKAGE).with_suffix("").parts or file in (
        PACKAGE / "core" / "action.py",
        PACKAGE / "core" / "sweep.py",
    )


def writes(file: Path) -> set[str]:
    return {f"{name_of(file)} {called(call)}" for call, _of, name in calls(file) if is_write(call, name)}


def called(call: ast.Call) -> str:
    """As it is written, page.save; what was called on the way there is left out."""
    return re.sub(r"\(.*\)", "(…)", ast.unparse(call.func), flags=re.DOTALL)


def is_write(call: ast.Call, name: str) -> bool:
    """`.update(` writes rows with keywords only; dictionaries and digests get theirs as an argument."""
    if not isinstance(call.func, ast.Attribute) or name not in WRITES:
        return False
    return name != "update" or (bool(call.keywords) and not call.args)


@pytest.mark.parametrize("file", [file for file in modules() if not is_action(file)], ids=name_of)
def test_only_actions_write(file: Path) -> None:
    assert sorted(writes(file) - MAY.keys()) == [], (
        "Move this into an action of the room (actions.py, inside `with action(…)`), or say in MAY why it may write."
    )


def test_what_may_be_written_is_written() -> None:
    found = set().union(*(writes(file) for file in modules()))
    assert sorted(MAY.keys() - found) == [], "Take these out of MAY."
