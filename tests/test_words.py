"""Whatever the journal names has a word for people, said in the `words.py` of its room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from source import PACKAGE, calls
from source import modules as all_modules

from goufu.journal.models import Entry
from goufu.journal.words import facts_in_words, vocabulary

OPENERS = ("action", "record", "entry_of", "tell")
DOTTED = re.compile(r"[a-z_]+(\.[a-z_]+)+")
ADDED_BY = "Add them to {} in the words.py of the room."


def modules() -> Iterator[Path]:
    """Those of the rooms that are installed; the demonstration's are not, and have their words in their own tests."""
    for file in all_modules():
        if file.relative_to(PACKAGE).parts[0] != "demo":
            yield file


def actions() -> set[str]:
    """Dotted names of log entries: the first argument of action(…), of what is named after it, or of record(…), and the
    second of act.log_for(…)."""
    named = {
        call.args[1].value
        for file in modules()
        for call, of, name in calls(file)
        if of == "act" and name == "log_for" and isinstance(call.args[1], ast.Constant)
    }
    return named | {
        call.args[0].value
        for file in modules()
        for call, _of, name in calls(file)
        if name.endswith(OPENERS)
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and DOTTED.fullmatch(str(call.args[0].value))
    }


def facts() -> Iterator[tuple[str, str]]:
    """Room and name of all that actions log: act.log(name=…), and facts={"name": …} of record(…)."""
    for file in modules():
        room = file.relative_to(PACKAGE).parts[0]
        for call, of, name in calls(file):
            if of == "act" and name == "log":
                yield from ((room, keyword.arg) for keyword in call.keywords if keyword.arg)
            elif name in ("record", "tell"):
                facts = next((keyword.value for keyword in call.keywords if keyword.arg == "facts"), None)
                keys = facts.keys if isinstance(facts, ast.Dict) else []
                yield from ((room, key.value) for key in keys if isinstance(key, ast.Constant))


def test_every_action_has_its_word() -> None:
    known = vocabulary().actions.keys()
    assert sorted(actions() - known) == [], ADDED_BY.format("ACTIONS")
    assert sorted(known - actions()) == [], "No action is called so any more."


def test_every_fact_that_is_logged_has_its_word() -> None:
    missing = {
        f"{room}: {name}"
        for room, name in facts()
        if name.isascii() and name not in vocabulary().facts.get(room, {})
    }
    assert sorted(missing) == [], ADDED_BY.format("FACTS")


def test_every_thing_has_its_word() -> None:
    """What people edit, or what belongs to a body, is what entries are about."""
    things = {
        model._meta.model_name
        for model in apps.get_models()
        if model.__module__.startswith("goufu.")
        and (hasattr(model, "SCOPE_FIELDS") or hasattr(model, "version"))
    }
    assert sorted(things - vocabulary().things.keys()) == [], ADDED_BY.format("THINGS")


def test_every_field_that_people_edit_has_its_word() -> None:
    wordless = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("goufu.") and hasattr(model, "version")
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and str(field.verbose_name).isascii()
    ]
    assert sorted(wordless) == [], "Give these fields a verbose_name in Chinese."


@pytest.mark.parametrize(
    ("fact", "stored", "shown"),
    [
        ("project.quantity", [None, "1625.0000"], ("数量", "空", "1,625")),
        ("project.amount", ["800000.00", "1200.50"], ("预算金额", "800,000.00", "1,200.50")),
        (
            "appointment.days",
            ["[2026-11-29, None)", "[2026-11-29, 2027-01-01)"],
            ("任职期间", "2026-11-29起", "2026-11-29至2026-12-31"),
        ),
        ("amount", "800000.00", ("金额（元）", None, "800,000.00")),
        (
            "adjusted",
            {"甲": ["1205000.00", "1000000.00"], "乙": ["9.00", "10.00"]},
            ("adjusted", None, "甲：1,205,000.00 → 1,000,000.00；乙：9.00 → 10.00"),
        ),
    ],
)
def test_numbers_and_days_in_the_journal_are_written_as_on_pages(
    fact: str, stored: object, shown: tuple[str, str | None, str]
) -> None:
    [phrase] = facts_in_words(Entry(action="planning.project.saved", facts={fact: stored}))
    assert (phrase.title, phrase.before, phrase.value) == shown


@pytest.mark.parametrize("empty", [None, "", [], {}, 0])
def test_what_is_empty_in_the_journal_is_not_shown(empty: object) -> None:
    entry = Entry(
        action="planning.project.saved", facts={"note": empty, "amount": "0.00", "is_secret": False}
    )
    assert [phrase.value for phrase in facts_in_words(entry)] == ["0.00", "否"]


def test_a_moment_is_said_in_the_time_of_china() -> None:
    changed = ["2026-12-25 01:30:00+00:00", "2026-12-30 09:30:00+08:00"]
    entry = Entry(action="procurement.procurement.saved", facts={"procurement.bid_deadline_at": changed})
    [said] = facts_in_words(entry)
    assert (said.before, said.value) == ("2026-12-25 09:30", "2026-12-30 09:30")
