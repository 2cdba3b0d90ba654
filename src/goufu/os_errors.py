"""Why the system refused a file, folder or port, in words: its own are in English, whatever the reader's language."""

from __future__ import annotations

import errno

_WHY = {
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.EEXIST: "已经有了",
    errno.ELOOP: "是链接",
    errno.ENAMETOOLONG: "名字太长",
    errno.EIO: "读写磁盘出错",
    errno.ESTALE: "共享盘断开了",
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def why(error: OSError) -> str:
    """The reason in words; what is rare, as the system says it."""
    return _WHY.get(error.errno or 0) or error.strerror or str(error)
