"""One clock: of Python and of the database, of the machine or of a demonstration."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

import goufu
from goufu import wall_clock

SOURCE = Path(goufu.__file__).parent
ASKS = re.compile(
    r"\b(timezone\.(now|localdate|localtime)\(\)|timezone\.now\b|date\.today\(|datetime\.(now|utcnow)\(|auto_now"
    r"|time\.time\()"
)
OF_THE_MACHINE = {
    "wall_clock.py",
    "accounts/sessions.py",  # how old a session is
    "accounts/api.py",  # in which minute a key was used
    "accounts/session_store.py",  # how old a session is
    "config/tls.py",  # certificates go by the machine's clock
    "core/status.py",  # how long jobs have waited
    "check/progress.py",  # moments that the queue has written
    "check/uploaded_list.py",  # how old a file is
    "demo/clock.py",  # which goes on as the machine's does
    "documents/store.py",  # how old a file is
    "procurement/sealed/reception.py",  # how long ago the machine wrote a file
    "procurement/review/sessions.py",  # how old a session is
    "funds/migrations/0001_initial.py",  # the history that pghistory writes
}


def of_the_database() -> tuple[datetime, date]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_now(), core_today()")
        found: tuple[datetime, date] = cursor.fetchone()
    return found


@pytest.mark.django_db
def test_the_database_has_the_same_clock() -> None:
    before = wall_clock.now()
    now, _day = of_the_database()
    # A test is one transaction, whose moment is that of its beginning.
    assert before - timedelta(minutes=10) < now <= wall_clock.now()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-30T15:59:59+00:00", date(2026, 6, 30)),
        ("2026-06-30T16:00:00+00:00", date(2026, 7, 1)),  # midnight in China
        ("2026-12-31T16:00:00+00:00", date(2027, 1, 1)),
    ],
)
@pytest.mark.django_db
def test_a_day_begins_at_midnight_in_china(moment: str, day: date) -> None:
    with wall_clock.telling(wall_clock.standing(datetime.fromisoformat(moment))):
        assert wall_clock.today() == day
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION core_now() RETURNS timestamptz LANGUAGE sql STABLE"
            f" RETURN timestamptz '{moment}'"
        )
    assert of_the_database() == (datetime.fromisoformat(moment), day)


def test_afterwards_it_is_the_machine_s_again() -> None:
    with wall_clock.telling(wall_clock.standing(datetime(2020, 1, 1, tzinfo=UTC))):
        assert wall_clock.now().year == 2020
    assert wall_clock.now().year >= 2026


def test_nobody_else_asks_what_day_it_is() -> None:
    asking = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and ASKS.search(path.read_text(encoding="utf-8"))
    }
    assert asking == OF_THE_MACHINE
