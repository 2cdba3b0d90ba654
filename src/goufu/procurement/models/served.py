"""What every letter to a supplier has in common: it is served once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goufu import wall_clock

if TYPE_CHECKING:
    from goufu.procurement.models.serving import LetterService


class Served:
    """A letter that is read, or served otherwise, as its `LetterService` says."""

    @property
    def served(self) -> LetterService | None:
        """How it was served; None while it is not."""
        return getattr(self, "service", None)

    @property
    def stands_open(self) -> bool:
        """Whether its supplier sees it unfolded: until it is read, and on the day on which it was."""
        return self.served is None or self.served.day == wall_clock.today()
