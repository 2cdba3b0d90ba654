"""The worker: does the jobs that rooms have put into the database, and those that are due by the clock."""

from __future__ import annotations

import os

JOBS_AT_A_TIME = 3  # so that sealing, which is due every few seconds, does not wait behind long work


def work() -> None:
    """Works until told to end. DATABASE_URL names the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(delete_jobs="successful", concurrency=JOBS_AT_A_TIME)


if __name__ == "__main__":
    work()
