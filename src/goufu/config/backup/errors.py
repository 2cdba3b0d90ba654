"""Why a backup is not made or not restored."""

from __future__ import annotations

import errno
from pathlib import Path

from goufu.config.processes import StartError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupError(StartError):
    """A backup can't be made or restored; the message says why and what to do."""


def unwritable(place: Path, error: OSError) -> BackupError:
    """The sentence for a file or folder that can't be written."""
    if error.errno in _FULL:
        return BackupError(
            f"{place} 写不下了：磁盘满了，或者超过了文件大小的限制。请腾出地方，或者换一个地方，再做一次。"
        )
    return BackupError(f"{place} 写不了（{error.strerror}）。请换一个能写的地方。")
