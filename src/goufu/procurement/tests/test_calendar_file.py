"""The calendar file is read by strict readers as what the timetable says."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from goufu.procurement.tests.cases import NOW, consultation
from goufu.procurement.timing import calendar_file
from goufu.procurement.timing.calendar_file import calendar_file as written
from goufu.procurement.timing.timetable import timetable

NUMBER, TITLE = "YL-2026-CS-047", "失能老人上门护理服务，第一包；\\ 试"


def entries(file: bytes) -> list[dict[str, str]]:
    """The entries as a reader takes them: unfolded, then a property a line."""
    lines = file.decode().replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            name, _, value = line.partition(":")
            found[-1].setdefault(name, value)
    return found


def test_a_day_is_a_whole_day_and_a_moment_is_one_in_universal_time() -> None:
    told = {
        each["UID"]: each for each in entries(written(timetable(consultation(), NOW), NUMBER, TITLE, NOW))
    }
    award = told[f"{NUMBER}-award@goufu"]
    assert (award["DTSTART;VALUE=DATE"], award["DTEND;VALUE=DATE"]) == ("20261210", "20261211")
    assert award["SUMMARY"] == f"确定中标、成交供应商（最晚） {NUMBER}"
    assert "实施条例第四十三条" in award["DESCRIPTION"]
    assert told[f"{NUMBER}-rehearsal_again@goufu"]["DTSTART"] == "20261201T013000Z"
    assert told[f"{NUMBER}-opening@goufu"]["DTSTART"] == "20261201T013000Z"


def test_what_is_done_is_left_out() -> None:
    told = timetable(consultation(), NOW)
    names = [each["UID"] for each in entries(written(told, NUMBER, TITLE, NOW))]
    assert f"{NUMBER}-intention@goufu" not in names
    assert len(names) == len(set(names)) == sum(step.state != "done" for step in told.steps)


def test_signs_with_a_meaning_are_escaped_and_line_ends_are_those_of_the_standard() -> None:
    file = written(timetable(consultation(), NOW), NUMBER, TITLE, NOW)
    assert "失能老人上门护理服务，第一包；\\\\ 试".encode() in file.replace(b"\r\n ", b"")
    assert file.count(b"\n") == file.count(b"\r\n")
    assert file.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and file.endswith(b"END:VCALENDAR\r\n")


@given(st.text())
def test_no_text_makes_a_long_or_a_broken_line_and_none_is_lost(title: str) -> None:
    line = f"SUMMARY:{calendar_file._text(title)}"
    folded = calendar_file._folded(line)
    pieces = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(each) <= 75 and each.decode() for each in pieces)
    assert folded.replace(b"\r\n ", b"").removesuffix(b"\r\n").decode() == line


def test_the_same_procurement_makes_the_same_file() -> None:
    made_at = datetime(2026, 11, 28, tzinfo=UTC)
    first, second = (written(timetable(consultation(), NOW), NUMBER, TITLE, made_at) for _ in range(2))
    assert first == second
