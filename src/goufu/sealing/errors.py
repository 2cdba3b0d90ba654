"""Refusals of envelopes, keys and sheets, in sentences for the person at hand."""

from __future__ import annotations

from collections.abc import Callable


class SealError(Exception):
    """A refusal: what is wrong and what to do, both in Chinese and without a full stop.

    values: what stands in the two sentences at %(name)s, so that they can be said in another language; words among them are
    translated too, and of another refusal what is wrong by it. English: `locale/`.
    """

    def __init__(self, what: str, remedy: str, /, **values: object) -> None:
        self._sentences, self._values = (what, remedy), values
        self.what, self.remedy = self._said(str)
        super().__init__(f"{self.what}。{self.remedy}。")

    def told(self, translated: Callable[[str], str]) -> str:
        """What and remedy in another language; translated: gives a sentence in it, and its full stop."""
        return "".join(each + translated("。") for each in self._said(translated)).rstrip()

    def _said(self, translated: Callable[[str], str]) -> list[str]:
        values = {name: _value(value, translated) for name, value in self._values.items()}
        return [translated(each) % values if values else translated(each) for each in self._sentences]


def _value(value: object, translated: Callable[[str], str]) -> object:
    if isinstance(value, SealError):
        return value._said(translated)[0]
    return translated(value) if value and isinstance(value, str) else value


class Malformed(SealError):
    """A file that is not what it is brought as: another kind, another version, cut off, or altered."""


class Mismatch(SealError):
    """An envelope, or a step of its opening, that belongs elsewhere: another procurement, lot, bidder, kind or sequence."""


class WrongKey(SealError):
    """A key, or a passphrase, that is not the one which is needed."""


class TooFewKeys(SealError):
    """Fewer custodians than the envelope needs."""


class Damaged(SealError):
    """A ciphertext that was changed, cut off or added to since it was made."""


class SealedWrongly(SealError):
    """An envelope that its maker sealed so that it can't be opened: the bidder's doing, and nobody else's."""
