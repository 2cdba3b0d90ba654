"""The static files: collected, hashed and compressed when a start finds others than the last one did."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MADE_BY = ("goufu", "django", "whitenoise")  # whose settings and code hash and compress the files
_MARK = ".collected"  # a file beside the collected ones: the digest of what they were made from


def collect_static_files() -> None:
    """Collects the static files into STATIC_ROOT, unless the last start there did, was not cut off, and they are still there.

    Files of other versions stay: another machine may be serving them from the same folder.
    """
    mark, digest = Path(settings.STATIC_ROOT) / _MARK, _digest()
    if mark.exists() and mark.read_text() == digest and _are_there():
        return
    mark.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(digest)


def _are_there() -> bool:
    """Whether the manifest is there, and each file that it names."""
    root = Path(settings.STATIC_ROOT)
    try:
        manifest = json.loads((root / "staticfiles.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return all((root / name).exists() for name in manifest["paths"].values())


def _digest() -> str:
    versions = [version(each) for each in _MADE_BY]
    return hashlib.sha256(repr((versions, sorted(_sources()))).encode()).hexdigest()


def _sources() -> Iterator[tuple[str, int, int]]:
    """Each file with its size and the time of its last change."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name))
            found = file.stat()
            yield str(file), found.st_size, found.st_mtime_ns
