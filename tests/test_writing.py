"""Only actions write, through the action object: it asks for permission and writes the log entry."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from source import PACKAGE, calls, modules

WRITES = {
    "save", "create", "get_or_create", "update_or_create", "delete", "bulk_create", "bulk_update", "acreate", "asave",
    "adelete", "aupdate", "update",
}  # fmt: skip
SQL = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)\b")

# What looks like a write, or is one outside an action, each with the reason why it may.
MAY = {
    "catalogue/loading.py Body.objects.create": "an installation's first data, which nobody has brought in yet",
    "catalogue/loading.py Edition.objects.create": "an installation's first data",
    "catalogue/loading.py EditionEntry.objects.bulk_create": "an installation's first data",
    "catalogue/loading.py Place.objects.get_or_create": "an installation's first data",
    "catalogue/loading.py before.save": "the edition that an earlier program has loaded, ended by the next one",
    "catalogue/loading.py edition.save": "an installation's first data",
    "catalogue/loading.py ministry.save": "an installation's first data",
    "catalogue/sheet.py book.save": "a workbook",
    "check/answering.py INSERT": "a table of DuckDB, of one check alone",
    "check/report.py book.freeze(…).save": "a workbook",
    "accounts/actions/keys.py ApiKey.objects.filter(…).update": "the day of a key's last use, noted at each request",
    "config/chinese.py module.__dict__.update": "a dictionary",
    "core/migration_states.py state.apps.bulk_update": "Django's models of a migration's state, of no table",
    "demo/clock.py DemoClock.objects.filter(…).update": "the clock of what is made up, which tells no action its moment",
    "documents/word.py file.save": "a Word file in memory",
    "funds/sweep.py BudgetFile.objects.filter(…).delete": "the nightly deletion of files that nobody imported; their content is gone",
    "law/engines/postgres.py DELETE": "tables of this connection alone",
    "law/engines/postgres.py INSERT": "tables of this connection alone",
    "procurement/api/panel.py session.create": "the session of who sits on a panel, as one in a browser; the log has the sitting down",
    "planning/readings.py Project.objects.bulk_update": "what the reader finds in title and need, read anew by a newer program",
    "planning/views/editing.py page.save": "the page's own method, which calls the action",
    "accounts/signals.py user.save": "the moment of a sign-in, which the log tells, by the wall clock instead of the machine's",
    "accounts/body_sign_in.py SocialAccount.objects.get_or_create": "the provider's number for a person, at sign-in",
    "registry/models/people.py self.save": "the same password under a stronger hash, when somebody signs in",
    "registry/place_data.py Place.objects.bulk_create": "the state's own list of places, which comes with the installation",
    "registry/place_data.py Place.objects.bulk_update": "the state's own list of places",
    "accounts/session_store.py super(…).delete": "the store of sessions, as Django's own",
    "core/messages.py INSERT": "the number of a message that was heard, in the transaction of what it led to",
    "core/numbers.py INSERT": "the counter of official numbers, in the action's transaction",
    "core/sheet_pages.py book.freeze(…).save": "a workbook",
    "supervision/tasks.py UPDATE": "how far a verification is, every two seconds while it runs",
    "ui/workbooks.py book.freeze(…).save": "a workbook",
}

BELOW_ACTIONS = {
    "core/action.py": "the action object itself",
    "core/composed_writes.py": "how the action object stores rows; nobody else may import it",
    "core/form_tokens.py": "part of the action: what its form has come to",
    "core/sweep.py": "the nightly deletion of what has expired",
    "journal/actions.py": "the journal, in which the action object writes",
    "journal/rulebooks.py": "the rules that log entries refer to",
    "journal/tlog/publishing.py": "the standard log of what is sealed: checkpoints",
    "journal/tlog/witnesses.py": "the standard log of what is sealed: what witnesses signed, told by an entry",
    "journal/tlog/seals.py": "the standard log's tiles",
}


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def is_action(file: Path) -> bool:
    return "actions" in file.relative_to(PACKAGE).with_suffix("").parts


@cache
def writes(file: Path) -> set[str]:
    """The writes of a module; in actions, those past the action object `act`."""
    return {
        f"{name_of(file)} {called(call)}"
        for call, of, name in calls(file)
        if is_write(call, name) and not (is_action(file) and of == "act")
    }


def called(call: ast.Call) -> str:
    """As it is written, page.save; what was called on the way there is left out. Of SQL, its first word."""
    if statement := sql(call):
        return statement
    return re.sub(r"\(.*\)", "(…)", ast.unparse(call.func), flags=re.DOTALL)


def is_write(call: ast.Call, name: str) -> bool:
    """`.update(` writes rows with keywords only; dictionaries and digests get theirs as an argument."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if sql(call):
        return True
    return name in WRITES and (name != "update" or (bool(call.keywords) and not call.args))


def sql(call: ast.Call) -> str:
    """The first word of a statement that writes, if the call executes one written out in place; else ''."""
    if not call.args or not isinstance(call.func, ast.Attribute) or not call.func.attr.startswith("execute"):
        return ""
    text = call.args[0]
    begin = text.values[0] if isinstance(text, ast.JoinedStr) else text
    found = SQL.match(str(begin.value)) if isinstance(begin, ast.Constant) else None
    return found[1] if found else ""


@pytest.mark.parametrize(
    "file", [each for each in modules() if name_of(each) not in BELOW_ACTIONS], ids=name_of
)
def test_only_actions_write_and_through_the_action_object(file: Path) -> None:
    assert sorted(writes(file) - MAY.keys()) == [], (
        "Write by act.create, act.change, act.update_all … inside `with action(…) as act` in an action of the room, "
        "or say in MAY why it may write."
    )


def test_only_the_action_object_imports_what_stores_its_rows() -> None:
    importing = [
        name_of(each) for each in modules() if "core.composed_writes import" in each.read_text("utf-8")
    ]
    assert importing == ["core/action.py"]


def test_what_may_be_written_is_written() -> None:
    found = set().union(*(writes(file) for file in modules()))
    assert sorted(MAY.keys() - found) == [], "Take these out of MAY."
