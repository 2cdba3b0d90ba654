"""Wrong one-time codes of panel members, limited as wrong passwords are: they could be tried by anybody who can reach the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from goufu.core.errors import Refusal
from goufu.core.limits import Limit

DAY = 24 * 3600
AT_ONE_TABLE = 4  # a panel sits in one room, and everybody may mistype as often as at a sign-in


class TooMany(Refusal):
    """There were too many wrong codes; the try isn't made."""

    status = 429

    def __init__(self) -> None:
        super().__init__("错得太多，暂时不能用登录码登录", "请过一会儿再试，或者请采购人另发登录码")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that may be made, counted as wrong until it succeeds."""

    number: str
    place: str

    def succeeded(self) -> None:
        for limit, subject, place in _counted(self.number, self.place):
            limit.give_back(subject, place)


def begin_attempt(number: str, place: str) -> Attempt:
    """Counts a try of a code for the procurement of that number, whether there is one or not. Raises TooMany."""
    taken: list[tuple[Limit, str, str]] = []
    for limit, subject, at in _counted(number, place):
        if not limit.take(subject, at):
            for one, its, where in taken:
                one.give_back(its, where)
            raise TooMany
        taken.append((limit, subject, at))
    return Attempt(number, place)


def forget_attempts(number: str) -> None:
    """Forgets the wrong codes of a procurement, since new ones were given out."""
    for limit in (_from_range(), _from_anywhere()):
        limit.clear(number)


def _counted(number: str, place: str) -> tuple[tuple[Limit, str, str], ...]:
    return (_from_range(), number, place), (_from_anywhere(), number, ""), (_of_range(), place, "")


def _from_range() -> Limit:
    return Limit("panel code and range", AT_ONE_TABLE * settings.SIGN_IN_TRIES, settings.SIGN_IN_LOCK_SECONDS)


def _from_anywhere() -> Limit:
    return Limit("panel code", 20 * AT_ONE_TABLE * settings.SIGN_IN_TRIES, DAY)


def _of_range() -> Limit:
    return Limit("panel code range", 60 * settings.SIGN_IN_TRIES, settings.SIGN_IN_LOCK_SECONDS)
