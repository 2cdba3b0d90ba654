"""A timetable as a calendar file (iCalendar, RFC 5545), which Outlook, WPS and phones take.

Written by hand: two kinds of lines are needed, and the library for it brings three packages.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from goufu.procurement.timing.counting import Moment
from goufu.procurement.timing.told import State, Step, Timetable

_LINE = 75  # octets, without the line's end
_NAMED = "\\;,"  # signs with a meaning in a text


def calendar_file(timetable: Timetable, number: str, title: str, made_at: datetime) -> bytes:
    """The calendar of what is still to be done or waited for, a day or moment each.

    number, title: of the procurement. Entries keep their names from file to file, so that a later one replaces an earlier.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Goufu//Procurement//ZH", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(f'{number} {title}')}")
    for step in timetable.steps:
        if not step.is_over and (moment := _moment(step)):
            lines += _entry(step, moment, number, title, made_at)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _moment(step: Step) -> Moment | None:
    """What is marked of the step: its last lawful moment, else when it is to end, else the first lawful one."""
    return step.latest or step.planned or step.earliest


def _entry(step: Step, moment: Moment, number: str, title: str, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(f'{number}-{step.name}{step.whose}@goufu')}"
    yield f"DTSTAMP:{_utc(made_at)}"
    if isinstance(moment, datetime):
        yield f"DTSTART:{_utc(moment)}"
    else:
        yield f"DTSTART;VALUE=DATE:{_day(moment)}"
        yield f"DTEND;VALUE=DATE:{_day(moment + timedelta(days=1))}"
    yield f"SUMMARY:{_text(f'{_what(step)} {number}')}"
    yield f"DESCRIPTION:{_text(chr(10).join(filter(None, (title, step.citation, *step.marks))))}"
    yield "TRANSP:TRANSPARENT"  # a deadline keeps nobody busy
    yield "END:VEVENT"


def _what(step: Step) -> str:
    if step.state is State.PAUSED:
        return f"{step.title}（暂停）"
    if step.latest:
        return f"{step.title}（最晚）"
    return step.title if step.planned else f"{step.title}（最早）"


def _text(text: str) -> str:
    """The text with its signs of meaning escaped; other control characters than line ends are left out."""
    plain = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or ord(sign) >= 32)
    for sign in _NAMED:
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _folded(line: str) -> bytes:
    """The line in UTF-8, in pieces of at most 75 octets that divide no character, each but the first begun by a blank."""
    pieces, piece = [], b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > _LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
