"""Settings: numbers that no law sets, those of the program, and what an office writes in their place into `settings.toml`.

The file lies in the data folder, with a table for each room: `[procurement]`, and in it `emergency_lane_days = 45`. It is
read once, at the start. `core.office_settings` knows which rooms have settings, and says what is wrong with the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from goufu import os_errors

FILE = "settings.toml"
MOST = 999  # of working days four years, which the calendar holds either way
PERCENT = "%"
folder: Path | None = None  # of the file, as the configuration says; None while there is none


@dataclass(frozen=True, slots=True)
class Setting:
    """A number, or yes or no, that the office sets: no term of the law, and shown as none."""

    name: str
    title: str
    value: int
    unit: str

    def fault(self, value: object) -> str:
        """Why an office can't write this value; '' where it can."""
        if isinstance(self.value, bool):
            return "" if isinstance(value, bool) else f"{self.title}应当是 true 或者 false"
        most = 100 if self.unit == PERCENT else MOST
        if type(value) is int and 1 <= value <= most:
            return ""
        return f"{self.title}（{self.unit}）应当是 1 到 {most} 的整数，不加引号"

    @property
    def said(self) -> str:
        """The value as people read it."""
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        return f"{self.value}{'' if self.unit == PERCENT else ' '}{self.unit}"


@dataclass(frozen=True, slots=True)
class Room:
    """The settings that a room has, under its name in the file."""

    name: str
    known: Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What stands in the file, and its lines, for saying where a fault is; `fault` where it can't be read at all."""

    path: Path
    tables: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    fault: str = ""

    def at(self, room: str, name: str = "") -> str:
        """The place of a table, or of a setting within it."""
        of_room = ""
        for number, line in enumerate(self.lines, 1):
            head = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
            of_room = head[1].strip("\"'") if head else of_room
            is_named = re.match(rf"\s*[\"']?{re.escape(name or room)}[\"']?\s*[=.]", line)
            if (head and of_room == room and not name) or (is_named and of_room == (room if name else "")):
                return f"{self.path} 第 {number} 行"
        return f"{self.path}"


def in_force(room: Room) -> dict[str, Setting]:
    """The room's settings, with those of the office in their place. What is faulty in the file changes nothing."""
    written = office_file().tables.get(room.name)
    own = written if isinstance(written, dict) else {}
    return {
        name: replace(each, value=own[name]) if name in own and not each.fault(own[name]) else each
        for name, each in room.known.items()
    }


def office_file() -> OwnFile:
    """What the office has written, as it was at the start."""
    return read(folder / FILE) if folder else OwnFile(Path(FILE))


@cache
def read(path: Path) -> OwnFile:
    try:
        text = path.read_text(encoding="utf-8-sig")  # the editor of Windows puts a mark before it
    except FileNotFoundError:
        return OwnFile(path)
    except OSError as error:
        return OwnFile(path, fault=f"{path} 读不了（{os_errors.why(error)}）：请改它的权限。")
    except UnicodeDecodeError:
        return OwnFile(path, fault=f"{path} 不是 UTF-8 编码的：请另存为 UTF-8。")
    import tomllib  # nobody else needs it once all is compiled

    try:
        return OwnFile(path, tomllib.loads(text), tuple(text.splitlines()))
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        line = re.search(r"line (\d+)", str(error))
        where = f"第 {line[1]} 行" if line else "最后"
        what = "不是正确的 TOML：一行写一项，如 emergency_lane_days = 45，前面有一行 [procurement]。"
        return OwnFile(path, fault=f"{path} {where}{what}")
