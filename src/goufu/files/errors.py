"""What stops a file from being read or written, in words for the person who brought it."""

from __future__ import annotations


class ListError(Exception):
    """A list that cannot be read or written: what is wrong, where, and what to do, all in Chinese."""

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(f"{what}（{where}）。{remedy}" if where else f"{what}。{remedy}")
        self.what = what
        self.where = where
        self.remedy = remedy
