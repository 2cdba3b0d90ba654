"""A process that dies between any two statements of an action: what then stands is all of it, or nothing.

    @pytest.mark.django_db(transaction=True)
    def test_…() -> None:
        assert killed_times("goufu.planning.tests.test_killed:reserve_one") >= 5
        ...  # what is there now is there once

The work is a function of a module, without arguments: it finds in the database what it works on.
"""

from __future__ import annotations

import os
import subprocess
import sys

from django.db import connection
from psycopg.conninfo import make_conninfo

# Does the work over and over in a child that kills itself before its first, second, third … statement, until the
# work ends before it is killed; prints how often it was killed.
_KILLED = """
import os, signal, sys
from importlib import import_module
import django
django.setup()
from django.db import connection, transaction

module, name = sys.argv[1].split(":")
work = getattr(import_module(module), name)

def die_before(last):
    left = [last]
    def count(execute, *arguments):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)
    return count

# What a process works out once (the rulebook, its questions) it knows before it is forked.
with transaction.atomic():
    work()
    transaction.set_rollback(True)
connection.close()

for last in range(1000):
    child = os.fork()
    if child == 0:
        with connection.execute_wrapper(die_before(last)):
            try:
                work()
            except BaseException as error:
                sys.stderr.write(repr(error))
                sys.stderr.flush()
                os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        break
print(last)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def killed_times(work: str) -> int:
    """How often the work was killed before it could end; it has ended then, once.

    Raises:
        subprocess.CalledProcessError: the work failed by itself; its error is in `stderr`.
    """
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, work],
        env=child_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def child_environment() -> dict[str, str]:
    """For a process of its own that works on the test's database."""
    settings = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: settings[key] for name, key in names.items() if settings[key]}
    address = make_conninfo(**given, **settings["OPTIONS"])
    return os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "goufu.config.settings"}
