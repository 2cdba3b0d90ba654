"""What every letter to a supplier has in common: it is served once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goufu.procurement.models.serving import LetterService


class Served:
    """A letter that is read, or served otherwise, as its `LetterService` says."""

    @property
    def served(self) -> LetterService | None:
        """How it was served; None while it is not."""
        return getattr(self, "service", None)
