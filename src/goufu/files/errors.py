"""Errors of files and of single cells, with messages for the person who uploaded the file."""

from __future__ import annotations


class ListError(Exception):
    """A list that cannot be read or written: what is wrong, where, and what to do, all in Chinese."""

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(f"{what}（{where}）。{remedy}" if where else f"{what}。{remedy}")
        self.what = what
        self.where = where
        self.remedy = remedy


class Unreadable(Exception):
    """A cell whose text gives no value; holds the reason and the remedy, both without a full stop."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why}。{remedy}")
        self.why = why
        self.remedy = remedy


class NotStated(Unreadable):
    """A cell that states that its value is not known yet (待定, —); reported even if it is only a dash, which is otherwise blank."""
