"""Why a backup is not made or not restored."""

from __future__ import annotations

import errno
from pathlib import Path

from goufu.config.processes import StartError
from goufu.os_errors import why

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupError(StartError):
    """A backup can't be made or restored; the message says why and what to do."""


def unwritable(place: Path, error: OSError) -> BackupError:
    """The sentence for a file or folder that can't be written."""
    if error.errno in _FULL:
        return BackupError(
            f"{place} 写不下了：磁盘满了，或者超过了文件大小的限制。请腾出地方，或者换一个地方，再做一次。"
        )
    made = f"先建好 {place.parent}，或者" if error.errno == errno.ENOENT else ""
    return BackupError(f"{place} 写不了（{why(error)}）。请{made}换一个能写的地方。")
