"""Errors of files and of single cells, with messages for the person who uploaded the file."""

from __future__ import annotations

from collections.abc import Callable


class ListError(Exception):
    """A list that cannot be read or written: what is wrong, where, and what to do, all in Chinese."""

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(f"{what}（{where}）。{remedy}" if where else f"{what}。{remedy}")
        self.what = what
        self.where = where
        self.remedy = remedy


class Unreadable(Exception):
    """A cell whose text gives no value; holds the reason and the remedy, both without a full stop.

    values: what stands in the two sentences at %(name)s, so that they can be said in another language.
    """

    def __init__(self, why: str, remedy: str, **values: object) -> None:
        self._sentences, self._values = (why, remedy), values
        self.why, self.remedy = self._said(str)
        super().__init__(f"{self.why}。{self.remedy}")

    def told(self, translated: Callable[[str], str]) -> str:
        """Reason and remedy in another language; translated: gives a sentence in it."""
        return "。".join(self._said(translated))

    def _said(self, translated: Callable[[str], str]) -> list[str]:
        sentences = map(translated, self._sentences)
        # Without values a sentence is left as it is: a % in it is only a sign.
        return [each % self._values if self._values else each for each in sentences]


class NotStated(Unreadable):
    """A cell that states that its value is not known yet (待定, —); reported even if it is only a dash, which is otherwise blank."""
