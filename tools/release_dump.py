"""The dump of a release, from which every later one must be able to go on: `make release-dump`, when a release is made.

It lies in tests/releases/<version>/ and holds

    database.sql.xz    a database filled by tools/release_story.py, which PostgreSQL 15 and later can read
    documents/         the files of its papers
    questions.json.xz  what the release's program asks of the database for a few pages, for others to ask meanwhile
    facts.json         what must be true of it after every migration: figures, files, somebody who can sign in and what
                       he is shown; and the migrations that made it, which are frozen from then on

All that is done in it is done on one day. Keys and passwords are made up.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import psycopg
from psycopg.conninfo import make_conninfo

from goufu import wall_clock
from goufu.config.database_roles import DatabaseRoles
from goufu.config.database_url import database_settings
from goufu.config.postgres import throwaway_database
from goufu.config.programs import OLDEST, PostgresError, find_programs

ROOT = Path(__file__).resolve().parents[1]
RELEASES = ROOT / "tests" / "releases"
ROLES = DatabaseRoles()
DAY = date(2026, 11, 24)
# Of nothing but dumps.
KEYS = {
    "GOUFU_SECRET_KEY": "of-nothing-but-dumps-that-tests-restore-and-throw-away",
    "GOUFU_PERSONAL_KEYS": "b2Ytbm90aGluZy1idXQtZHVtcHMtb2YtdGVzdHMtLS0=",
}
# What pg_dump writes for a newer psql or server than the oldest that must read it.
_TOO_NEW = re.compile(rb"^(?:\\(?:un)?restrict |SET transaction_timeout = ).*\n", re.MULTILINE)
_READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
_LOCKS = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b|pg_advisory|nextval", re.IGNORECASE)


def main() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if _is_released(version):
        sys.exit(f"{version} 已经发布，它的数据不再改动。请先在 pyproject.toml 里写上新的版本号。")
    try:
        oldest = find_programs(os.environ.get("GOUFU_POSTGRES", ""), OLDEST)
    except PostgresError:
        sys.exit(f"请安装 PostgreSQL {OLDEST}：较新的版本写出来的，它读不了。")
    os.environ["GOUFU_POSTGRES"] = str(oldest.folder)
    with tempfile.TemporaryDirectory() as data, throwaway_database() as administrator:
        os.environ |= {"GOUFU_DATA": data, **KEYS}
        owner, runtime = (make_conninfo(administrator, user=role) for role in (ROLES.owner, ROLES.runtime))
        with _standing_clock():
            _fill(owner, runtime)
        files = {"database.sql.xz": _dumped(owner)}
        pages, questions = _asked_for_pages()
        files["questions.json.xz"] = json.dumps(questions, ensure_ascii=False).encode()
        facts = {
            "version": version,
            "keys": KEYS,
            "migrations": migrations(),
            "reader": _reader(),
            "pages": pages,
            "measured": measured(),
        }
        _write(RELEASES / version, files, facts, Path(data) / "documents")


def migrations() -> dict[str, str]:
    """The digests of all migrations of ours, by room and name."""
    found = sorted((ROOT / "src" / "goufu").glob("*/migrations/[0-9]*.py"))
    return {
        f"{file.parents[1].name}.{file.stem}": hashlib.sha256(file.read_bytes()).hexdigest() for file in found
    }


def measured() -> dict[str, Any]:
    """What no migration may change, read by the program of today from the database it is set up for."""
    from django.apps import apps
    from django.db import connection
    from django.db.models import Sum

    from goufu.core.fact_views import facts_of_stage, stages_with_facts
    from goufu.documents.verify import verified
    from goufu.funds.models import BudgetLine, LedgerEntry
    from goufu.journal.models import Seal
    from goufu.journal.records import stored
    from goufu.journal.verify import verify
    from goufu.planning.models import Project
    from goufu.registry.models import Person, Place

    rooms = ("registry", "documents", "catalogue", "funds", "planning")
    models = [each for room in rooms for each in apps.get_app_config(room).get_models() if each is not Place]
    totals = ("approved", "available", "reserved", "committed", "paid")
    with connection.cursor() as cursor:
        views = {stage: facts_of_stage(stage).view.name for stage in stages_with_facts()}
        in_views = {}
        for stage, view in views.items():
            cursor.execute(f"SELECT count(*) FROM {view}")  # noqa: S608, our own names
            [in_views[stage]] = cursor.fetchone()
    return {
        "rows": {each._meta.label: each._default_manager.count() for each in models},
        "money": {name: str(BudgetLine.objects.aggregate(all=Sum(name))["all"]) for name in totals},
        "ledger": str(LedgerEntry.objects.aggregate(all=Sum("amount"))["all"]),
        "projects": {each.title: [each.state, str(each.amount)] for each in Project.objects.order_by("pk")},
        "records": in_views,
        "phones": {each.username: each.phone.reveal() for each in Person.objects.exclude(phone="")},
        "seals": {str(each.number): bytes(each.root).hex() for each in Seal.objects.order_by("number")},
        "journal_faults": verify(stored()).faults,
        "missing_files": [each.digest for each in verified() if each],
    }


@contextmanager
def _standing_clock() -> Iterator[None]:
    """Within the block it is the morning of DAY, and each look at the clock is a second later."""
    begin = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    looks = count()

    def moment() -> datetime:
        return begin + timedelta(seconds=next(looks))

    # Django's clock as well, by which libraries note moments.
    with wall_clock.telling(moment), patch("django.utils.timezone.now", moment):
        yield


def _fill(owner: str, runtime: str) -> None:
    """Everything as on the day of a release: migrated by the one role, worked with by the other."""
    from goufu.config.serve import prepare

    prepare(owner)
    from django.db import connections

    connections.close_all()
    connections["default"].settings_dict.update(database_settings(runtime))
    import release_story

    release_story.tell(DAY)


def _dumped(owner: str) -> bytes:
    programs = find_programs(os.environ["GOUFU_POSTGRES"])
    command = [programs["pg_dump"], "--no-owner", "--dbname", owner]
    return _TOO_NEW.sub(b"", subprocess.run(command, check=True, capture_output=True).stdout)


def _reader() -> dict[str, str]:
    """The people whose pages are asked, with what they need to sign in."""
    import release_story

    return {
        "username": release_story.READER,
        "password": release_story.PASSWORD,
        "secret": release_story.TOTP_SECRET,
    }


def _asked_for_pages() -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    """Pages with words that must be on them, and what was read from the database for them: each question once."""
    import release_story

    from goufu.registry.agents import agents_of
    from goufu.registry.models import Person
    from goufu.registry.tests.county import sign_in

    [treasurer] = agents_of(Person.objects.get(username=release_story.READER), DAY)
    client = sign_in(treasurer)
    pages = release_story.pages()
    with _questions() as questions:
        for path, words in pages.items():
            answer = client.get(path, SERVER_NAME="localhost")
            page = answer.content.decode()
            missing = [each for each in words if each not in page]
            assert answer.status_code == 200 and not missing, (path, answer.status_code, missing)
    return pages, questions


@contextmanager
def _questions() -> Iterator[list[dict[str, Any]]]:
    """What is read from the database within the block, with the values in place."""
    asked: dict[str, bool] = {}
    execute = psycopg.Cursor.execute

    def noted(
        cursor: Any, query: Any, values: Any = None, *, prepare: bool | None = None, **more: Any
    ) -> Any:
        text = psycopg.ClientCursor(cursor.connection).mogrify(query, values)
        if _READS.match(text) and not _LOCKS.search(text):
            asked[text] = bool(prepare)
        return execute(cursor, query, values, prepare=prepare, **more)

    with patch.object(psycopg.Cursor, "execute", noted):
        questions: list[dict[str, Any]] = []
        yield questions
    questions += [{"sql": text, "prepared": prepared} for text, prepared in asked.items()]


def _write(folder: Path, files: dict[str, bytes], facts: dict[str, Any], documents: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(lzma.compress(content))
    shutil.copytree(documents, folder / "documents", ignore=shutil.ignore_patterns("drafts"))
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (folder / "facts.json").write_text(f"{text}\n", encoding="utf-8")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    sys.stdout.write(f"{folder.relative_to(ROOT)}：{size // 1024} KB\n")


def _is_released(version: str) -> bool:
    status = subprocess.run(
        ["git", "tag", "--list", f"v{version}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return bool(status.stdout)


if __name__ == "__main__":
    if sys.argv[1:] == ["measured"]:
        import django

        django.setup()
        sys.stdout.write(json.dumps(measured()))
    else:
        main()
