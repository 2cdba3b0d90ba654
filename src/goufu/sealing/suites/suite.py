"""The interface of a suite."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from goufu.sealing.streams import Reader, Writer


class Identity(NamedTuple):
    """A key pair: the secret half, and the text by which others encrypt to it."""

    secret: bytes
    public: str


class Suite(Protocol):
    """A way to encrypt streams of any length, in little memory."""

    @property
    def name(self) -> str: ...

    def require(self) -> None:
        """Refuses if what the suite needs isn't installed here."""

    def new_identity(self) -> Identity: ...

    def public_of(self, secret: bytes) -> str:
        """The public half; Malformed if the bytes are no secret of this suite."""

    def check_public(self, public: str) -> None:
        """Malformed if the text is no public half of this suite."""

    def encrypt(self, reader: Reader, writer: Writer, public: str) -> None: ...

    def decrypt(self, reader: Reader, writer: Writer, secret: bytes) -> None:
        """WrongKey if it is for another identity; Damaged if it was changed, cut off or added to.

        What is written before the end is known to be right only when the function returns.
        """
