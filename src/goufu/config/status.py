"""What an operator is told of the whole installation: database, tables, disk, and what each room says (`core.status`)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from goufu import os_errors
from goufu.config.tls import now, server_files
from goufu.core.status import Finding, findings
from goufu.journal.unverified import advice, is_unverified

LEAST_FREE_BYTES = 1 << 30
LEAST_FREE_SHARE = 0.05
CERTIFICATE_AHEAD = timedelta(days=21)  # the house's own is renewed before


def all_findings() -> list[Finding]:
    """Those of the installation, then those of rooms, which have none before there are tables."""
    ours = [*_database(), *_restored(), *_disks(), *_certificate()]
    return ours + (findings() if has_all_tables() else [])


def has_all_tables() -> bool:
    """Whether all migrations of this version are applied to the database."""
    return _migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """All that this version has, by their files: importing them would cost each web process a third of a second."""
    return frozenset(
        (room.label, module.name)
        for room in apps.get_app_configs()
        for module in iter_modules([str(Path(room.path, "migrations"))])
        if module.name[0] not in "_~"
    )


def _database() -> Iterator[Finding]:
    ours = version("goufu")
    yield Finding("version", "购服的版本", ours, ours)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        [size, server] = cursor.fetchone()
    yield Finding("database_bytes", "数据库", size, f"PostgreSQL {server}，{size / 1e6:,.0f} MB")
    whole = has_all_tables()
    wrong = "" if whole else "执行一次 goufu run 或者 goufu manage migrate"
    yield Finding(
        "migrated", "数据库的表", int(whole), "是这一版的" if whole else "还没有升级到这一版", wrong
    )


def _restored() -> Iterator[Finding]:
    """A restored house that nobody has verified yet."""
    if is_unverified(folder := Path(settings.DATA)):
        yield Finding("restored_unverified", "恢复的备份", 1, "还没有核验完", advice(folder))


def _disks() -> Iterator[Finding]:
    for key, title, folder in (
        ("data_free_bytes", "数据文件夹的磁盘", Path(settings.DATA)),
        ("documents_free_bytes", "文件的磁盘", Path(settings.DOCUMENTS)),
    ):
        try:
            disk = shutil.disk_usage(
                folder if folder.exists() or settings.DOCUMENTS_ARE_SHARED else folder.parent
            )
        except OSError as error:
            yield Finding(key, title, None, f"{folder} 用不了", f"{os_errors.why(error)}：看共享盘挂上没有")
            continue
        full = disk.free < max(LEAST_FREE_BYTES, disk.total * LEAST_FREE_SHARE)
        said = f"{folder} 还空 {disk.free / 1e9:,.1f} GB（共 {disk.total / 1e9:,.1f} GB）"
        yield Finding(key, title, disk.free, said, "快满了，请腾出地方" if full else "")


def _certificate() -> Iterator[Finding]:
    """The end of the web server's certificate, where it speaks TLS: one of an office is renewed by people only."""
    files = server_files(Path(settings.DATA))
    if not files.certificate.exists():
        return
    ends = files.expires()
    wrong = (
        "换上新的证书；不再自己说 https 的，删去数据文件夹里的 tls"
        if ends - now() < CERTIFICATE_AHEAD
        else ""
    )
    yield Finding("certificate_until", "网页的证书到", ends, f"{ends:%Y-%m-%d}", wrong)
