"""Work done at the same time, for tests of races."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import IntegrityError, OperationalError, connection

from goufu.core.errors import Refusal

TOO_LONG = 20  # seconds; a barrier that breaks fails the test


def at_once(works: Iterable[Callable[[], object]]) -> list[object]:
    """Each work in a thread with a connection of its own; what it returned, or what it raised."""

    def done(work: Callable[[], object]) -> object:
        try:
            return work()
        except (Refusal, IntegrityError, OperationalError) as error:
            return error
        finally:
            connection.close()

    works = list(works)
    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(done, works))
