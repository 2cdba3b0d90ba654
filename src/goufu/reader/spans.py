"""A stretch of text under the knife: what is left of a title, and where each sign of it stood in the normal form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Stretch:
    """What is left of a text. `places[i]` is the place of sign i in the normal form; None where it begins at `offset`."""

    text: str
    offset: int = 0
    places: tuple[int, ...] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The place in the normal form of the signs from `start` up to `end`."""
        if self.places is None:
            return start + self.offset, end + self.offset
        return (self.places[start], self.places[end - 1] + 1) if start < end else (0, 0)

    def show(self, cased: str) -> None:
        """Takes small letters over from the normal form with letters as typed."""
        places = self.places or range(self.offset, self.offset + len(self.text))
        self.text = "".join(cased[place] for place in places)

    def between(self, start: int, end: int) -> Stretch:
        """The signs from `start` up to `end`."""
        if self.places is None:
            return Stretch(self.text[start:end], self.offset + start)
        return Stretch(self.text[start:end], 0, self.places[start:end])

    def without(self, spans: list[tuple[int, int]]) -> Stretch:
        """What is left when some spans, in their order and without overlaps, are taken out."""
        if not spans:
            return self
        places = self.places or range(self.offset, self.offset + len(self.text))
        text: list[str] = []
        kept: list[int] = []
        last = 0
        for start, end in [*spans, (len(self.text), len(self.text))]:
            text.append(self.text[last:start])
            kept.extend(places[last:start])
            last = end
        return Stretch("".join(text), 0, tuple(kept))
