"""Restoring a backup into an empty house: checked completely before anything is touched.

While it is going on the data folder is marked: `goufu run` refuses to start there, and a restore that was killed is
begun anew. The database is filled last, in one transaction: a house with tables in its database is whole. From then on
another mark says that it was not verified, until `goufu documents check` and `goufu journal verify --business` have
found nothing.
"""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from typing import IO

import psycopg

from goufu.config.backup.container import CHUNK, DATABASE, DOCUMENTS, FORMAT, Manifest, Reader
from goufu.config.backup.database import load, programs_for
from goufu.config.backup.errors import BackupError, unwritable
from goufu.config.backup.unfinished import has_tables
from goufu.config.database_url import Addresses, given_addresses
from goufu.config.folders import (
    KEY_FILES,
    being_restored,
    data_folder,
    put_key_files,
    sole_use,
)
from goufu.config.postgres import database, private_cluster

_MEMBER = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})")


@contextmanager
def restored(backup: Reader, passphrase: str) -> Iterator[None]:
    """A context in which the backup has been restored, with Django set up on it; its tables may be older ones.

    Raises BackupError, and leaves an empty house empty then.
    """
    keys = backup.keys(passphrase)
    _refuse_newer(backup.manifest)
    backup.check()
    _set_up_django(keys)
    _refuse_unknown_migrations(backup.manifest)
    folder = data_folder()
    with sole_use(folder), database() as addresses:
        programs = programs_for(addresses.migration)
        if programs.major < backup.manifest.postgres:
            raise BackupError(
                f"备份里的数据库由 PostgreSQL {backup.manifest.postgres} 写成，这里的是 {programs.major}。"
                f"请安装 PostgreSQL {backup.manifest.postgres} 或更新的版本。"
            )
        _refuse_inhabited(addresses)
        with being_restored(folder):
            try:
                put_key_files(folder, keys)
                with backup.content(DOCUMENTS) as content:
                    _store(content)
            except OSError as error:
                raise unwritable(folder, error) from error
            with backup.content(DATABASE) as content:
                load(programs, addresses.migration, content)
        _work_at(addresses.migration)
        yield


def _refuse_newer(manifest: Manifest) -> None:
    ours = version("goufu")
    if manifest.format > FORMAT or _numbers(manifest.version) > _numbers(ours):
        raise BackupError(
            f"这份备份是较新的购服 {manifest.version} 做的，这里的是 {ours}。"
            f"请先把程序升级到 {manifest.version}，再恢复。什么也没有动。"
        )


def _refuse_unknown_migrations(manifest: Manifest) -> None:
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    ours = {config.label for config in apps.get_app_configs()}
    known = MigrationLoader(None).disk_migrations
    unknown = [
        f"{room}.{name}" for room, name in manifest.migrations if room in ours and (room, name) not in known
    ]
    if unknown:
        raise BackupError(
            f"这份备份是较新的购服 {manifest.version} 做的，里面的表这里的 {version('goufu')} 不认识"
            f"（{'、'.join(unknown[:3])}）。请先升级程序，再恢复。什么也没有动。"
        )


def _refuse_inhabited(addresses: Addresses) -> None:
    """Refuses a database with people or log entries. Empty tables in the private one are thrown away."""
    if not has_tables(addresses.migration):
        return
    with psycopg.connect(addresses.migration) as connection:
        inhabited = any(
            connection.execute("SELECT to_regclass(%s)", [table]).fetchone() != (None,)
            and connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()  # noqa: S608, our own names
            for table in ("registry_person", "journal_entry")
        )
    if inhabited:
        raise BackupError(
            "这里已经有人员或者日志，恢复会把它们盖掉，所以什么也没有动。"
            "请用 GOUFU_DATA 另选一个空的数据文件夹（自己的数据库，另建一个空库），再恢复。"
        )
    if given_addresses():
        raise BackupError("DATABASE_URL 指的库里已经有表。请数据库管理员另建一个空库，再恢复。什么也没有动。")
    cluster = private_cluster()
    cluster.drop_database()
    cluster.make_database()


def _store(content: IO[bytes]) -> None:
    """Puts each document into the store; its name is checked against its content there."""
    from goufu.documents.errors import NotStored
    from goufu.documents.store import store

    try:
        with tarfile.open(fileobj=content, mode="r|") as archive:
            for member in archive:
                name = _MEMBER.fullmatch(member.name)
                file = archive.extractfile(member) if member.isreg() else None  # a link has no content
                if not file or not name:
                    raise BackupError(f"备份的 {DOCUMENTS} 里有不该有的 {member.name}。请用另一份备份。")
                with store().draft(iter(partial(file.read, CHUNK), b"")) as draft:
                    if draft.digest != name[1]:
                        raise BackupError(f"备份里的文件 {name[1]} 和它的摘要不符。请用另一份备份。")
                    store().keep(draft)
                archive.members = []  # type: ignore[attr-defined]  # it would remember all of them
    except tarfile.TarError as error:
        raise BackupError(f"备份的 {DOCUMENTS} 读不懂。请用另一份备份。") from error
    except NotStored as error:
        assert isinstance(error.__cause__, OSError)
        raise unwritable(store().folder, error.__cause__) from error


def _set_up_django(keys: dict[str, str]) -> None:
    """Sets Django up with the keys of the backup, before they are in the data folder."""
    for name, key in keys.items():
        variable = KEY_FILES.get(name, "")
        given = os.environ.get(variable, "").split()
        if given and given != key.split():
            raise BackupError(
                f"这里的 {variable} 和备份里的不同。请去掉这个环境变量，或者改成做备份时的，再恢复。什么也没有动。"
            )
        if variable:
            os.environ[variable] = key.strip()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    import django

    django.setup()


def _work_at(url: str) -> None:
    from django.db import connections

    from goufu.config.database_url import database_settings

    connections["default"].settings_dict.update(database_settings(url))


def _numbers(said: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", said)]
