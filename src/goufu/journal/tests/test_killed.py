"""The process dies between any two statements: what it tells and what it did are both there, or neither."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from goufu.journal import actions
from goufu.journal.models import Entry, Leaf, Seal, Waiting
from goufu.journal.records import stored
from goufu.journal.tests.conftest import Write
from goufu.journal.verify import verify

# Runs some work over and over in a child that kills itself before its first, second, third … statement, until the
# work ends before it is killed; prints how often it was killed.
KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connection, transaction
from goufu.journal import actions

def seal():
    actions.seal()

def write():
    with transaction.atomic():
        for number in range(3):
            actions.record("planning.project.submitted", by=actions.SYSTEM, on=("project", number))

def die_before(last):
    left = [last]
    def count(execute, *arguments):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)
    return count

for last in range(100):
    child = os.fork()
    if child == 0:
        with connection.execute_wrapper(die_before(last)):
            globals()[sys.argv[1]]()
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(last)
"""


def killed_times(work: str) -> int:
    settings = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: settings[key] for name, key in names.items() if settings[key]}
    address = make_conninfo(**given, **settings["OPTIONS"])
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "goufu.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, work], env=environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_anywhere_seals_all_or_nothing(write: Write) -> None:
    write(5)
    assert killed_times("seal") >= 6
    assert (Seal.objects.count(), Leaf.objects.count(), Waiting.objects.count()) == (1, 5, 0)
    report = verify(stored())
    assert (report.entries, report.faults) == (5, [])


@pytest.mark.django_db(transaction=True)
def test_a_writer_killed_anywhere_leaves_nothing_half_written() -> None:
    assert killed_times("write") >= 3
    assert Entry.objects.count() == Waiting.objects.count() == 3
    assert actions.seal() == 3
    assert verify(stored()).faults == []
