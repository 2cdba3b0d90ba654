"""Making a backup, also while the program runs.

The database first, as of one moment, then the documents, which are only ever added to and are stored before their rows: so
each document registered in the backup is in it, and some more may be.
"""

from __future__ import annotations

import tarfile
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from goufu import wall_clock
from goufu.config.backup.container import DATABASE, DOCUMENTS, FORMAT, Manifest, writing
from goufu.config.backup.database import dump, programs_for
from goufu.config.folders import key_files
from goufu.core.errors import Refusal
from goufu.documents.store import store


def make(target: Path, url: str, passphrase: str) -> list[str]:
    """Writes the backup; returns the digests of the documents that are damaged and so not in it.

    url: the address of the database, for the role that owns the tables. Raises BackupError.
    """
    programs = programs_for(url)
    with writing(target) as backup:
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
        with backup.content(DATABASE) as file:
            dump(programs, url, file)
        with backup.content(DOCUMENTS) as file:
            damaged = _copy_documents(file)
        manifest = Manifest(
            format=FORMAT,
            version=version("goufu"),
            postgres=programs.major,
            made_at=wall_clock.now().isoformat(timespec="seconds"),
            migrations=[list(each) for each in migrations],
            contents=backup.contents,
        )
        backup.finish(manifest, key_files(settings.DATA), passphrase)
    return damaged


def _copy_documents(file: IO[bytes]) -> list[str]:
    damaged = []
    with tarfile.open(fileobj=file, mode="w|") as archive:
        for digest in store().digests():
            try:
                content = store().read(digest, in_memory=True)
            except Refusal:
                damaged.append(digest)
                continue
            with content:
                member = tarfile.TarInfo(f"{digest[:2]}/{digest}")
                member.size = content.seek(0, 2)
                content.seek(0)
                archive.addfile(member, content)
                archive.members = []  # type: ignore[attr-defined]  # it would remember all of them
    return damaged
