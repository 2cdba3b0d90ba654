"""Limits of how often something may be tried, counted in PostgreSQL by all processes together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

# A full count isn't raised further, so that no row comes back and nothing is prolonged.
_TAKE = """
    INSERT INTO core_tries AS counted ("limit", subject, place, tries, until)
    VALUES (%(limit)s, %(subject)s, %(place)s, 1, clock_timestamp() + %(seconds)s * interval '1 second')
    ON CONFLICT ("limit", subject, place) DO UPDATE SET
        tries = CASE WHEN counted.until <= clock_timestamp() THEN 1 ELSE counted.tries + 1 END,
        until = CASE WHEN counted.until <= clock_timestamp() THEN EXCLUDED.until ELSE counted.until END
    WHERE counted.until <= clock_timestamp() OR counted.tries < %(most)s
    RETURNING tries"""
_GIVE_BACK = """
    UPDATE core_tries SET tries = tries - 1
    WHERE "limit" = %(limit)s AND subject = %(subject)s AND place = %(place)s AND tries > 0"""
_CLEAR = """DELETE FROM core_tries WHERE "limit" = %(limit)s AND subject = %(subject)s"""
_IS_REACHED = """
    SELECT EXISTS (SELECT FROM core_tries WHERE "limit" = %(limit)s AND subject = %(subject)s
                   AND tries >= %(most)s AND until > clock_timestamp())"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries within the seconds that the first of them begins; each subject and place is counted alone.

    Only keyed digests of subjects and places are stored: the table doesn't tell who was here.
    """

    name: str
    most: int
    seconds: int

    def take(self, subject: str, place: str = "") -> bool:
        """Whether one more try may be made; it is counted then."""
        return bool(self._ask(_TAKE, subject, place))

    def give_back(self, subject: str, place: str = "") -> None:
        """Takes one try back: it succeeded."""
        self._ask(_GIVE_BACK, subject, place)

    def is_reached(self, subject: str) -> bool:
        """Whether in some place the subject may make no more tries now."""
        return bool(self._ask(_IS_REACHED, subject)[0][0])

    def clear(self, subject: str) -> None:
        """Forgets the subject's tries in all places."""
        self._ask(_CLEAR, subject)

    def _ask(self, statement: str, subject: str, place: str = "") -> list[tuple[int]]:
        said: dict[str, str | int] = {
            "limit": self.name,
            "subject": _digest(subject),
            "place": _digest(place) if place else "",
            "most": self.most,
            "seconds": self.seconds,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, said)
            return cursor.fetchall() if cursor.description else []


def _digest(text: str) -> str:
    return salted_hmac("goufu.core.limits", text, algorithm="sha256").hexdigest()
