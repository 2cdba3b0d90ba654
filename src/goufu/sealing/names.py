"""Names of files in an envelope: which may be sealed, and which may be written when it is opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from goufu.sealing.errors import Malformed

LONGEST_BYTES = 200  # as the refusal says; file systems take 255
MOST_FILES = 1_000
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}  # fdp.exe read as exe.pdf


def check_names(names: Sequence[str]) -> None:
    """Refuses names that could be written elsewhere than in the folder, or over each other."""
    if not 0 < len(names) <= MOST_FILES:
        raise Malformed(
            "信封里应有 1 到 %(most)s 个文件，这里有 %(found)s 个",
            "请增减文件",
            most=MOST_FILES,
            found=len(names),
        )
    for name in names:
        if fault := _fault(name):
            shown = name if isinstance(name, str) and name.isprintable() else ascii(name)
            raise Malformed("文件名“%(name)s”%(fault)s", "请改名后重新封", name=shown, fault=fault)
    seen: dict[str, str] = {}
    for name in names:
        if name in seen:
            raise Malformed("有两个文件都叫“%(name)s”", "请改名后重新封", name=name)
        seen[name] = name


def check_alike(names: Sequence[str]) -> None:
    """Refuses, before sealing, names that only some file systems tell apart."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(unicodedata.normalize("NFC", name).lower(), name)
        if other is not name:
            raise Malformed(
                "“%(name)s”和“%(other)s”只有大小写或写法不同，有的电脑分不清",
                "请改名后重新封",
                name=name,
                other=other,
            )


def _fault(name: object) -> str:
    """What is wrong with a name; nothing if it may be written."""
    if not isinstance(name, str) or not name:
        return "是空的"
    if name in (".", "..") or "/" in name or "\\" in name:
        return "带着文件夹"
    if any(0xD800 <= ord(sign) < 0xE000 for sign in name):
        return "有不成对的代码"
    if len(name.encode()) > LONGEST_BYTES:
        return "太长（超过 200 字节）"
    if any(ord(sign) < 32 or 127 <= ord(sign) < 160 or ord(sign) in _TURNING for sign in name):
        return "有看不见的控制符"
    return ""
