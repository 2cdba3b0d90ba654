"""The office's own settings (`files.own_settings`): which rooms have some, which it has set, what is wrong with its file.

A room says which it has by `settings = ["goufu.<room>.<module>.<function>"]` in its AppConfig.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from goufu.core.rooms import contributed_objects
from goufu.files.environment import WrongSetting
from goufu.files.own_settings import OwnFile, Room, in_force, office_file


def faults() -> list[str]:
    """What is wrong with the office's file, each with its line and what to write."""
    file = office_file()
    return [file.fault] if file.fault else list(_faults(file, {each.name: each for each in _rooms()}))


def refuse_faulty() -> None:
    """Raises WrongSetting where something is wrong with the office's file."""
    if found := faults():
        raise WrongSetting("\n".join([*found, "改好以后重新启动；删去那一行，就用程序自带的值。"]))


def set_by_office() -> tuple[int, list[str]]:
    """How many settings there are, and each that the office has set, as people read it."""
    rooms = [(each, in_force(each)) for each in _rooms()]
    own = [
        f"{now[name].title} {now[name].said}"
        for room, now in rooms
        for name, packaged in room.known.items()
        if now[name] != packaged
    ]
    return sum(len(now) for _room, now in rooms), own


def _rooms() -> list[Room]:
    return [each() for each in contributed_objects("settings")]


def _faults(file: OwnFile, rooms: Mapping[str, Room]) -> Iterator[str]:
    for name, written in file.tables.items():
        if name not in rooms or not isinstance(written, dict):
            yield f"{file.at(name)}：没有 [{name}] 这一节。可以写：{'、'.join(f'[{each}]' for each in rooms)}。"
            continue
        for key, value in written.items():
            if why := _fault(rooms[name], key, value):
                yield f"{file.at(name, key)}：{why}"


def _fault(room: Room, key: str, value: object) -> str:
    if key in room.known:
        why = room.known[key].fault(value)
        return f"{key} 写错了：{why}。" if why else ""
    near = get_close_matches(key, list(room.known), n=1)
    hint = f"是不是 {near[0]}？" if near else f"可以写：{'、'.join(sorted(room.known))}。"
    return f"没有“{key}”这项设置，{hint}"
