"""Personal data: encrypted in the database, masked wherever it is shown.

The keys are the installation's (`GOUFU_PERSONAL_KEYS`, or a file in the data folder); the first encrypts, all decrypt.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from goufu.core.errors import Refusal


class KeyMissing(Refusal):
    """No key of the installation decrypts the value."""

    def __init__(self) -> None:
        super().__init__(
            "这项个人信息是用另一把密钥加密的，现有密钥都打不开",
            "请系统管理员找回原来的 personal_keys 文件，把里面的密钥加到现在的密钥后面",
        )


class Personal:
    """A phone or identity number, masked as text; only `reveal` returns it whole, for use in a logged action.

    A stored value is decrypted only when it is read, so a lost key breaks no page and no list.
    """

    __slots__ = ("_sealed", "_whole")

    def __init__(self, whole: str = "", *, sealed: str = "") -> None:
        self._whole = whole
        self._sealed = sealed

    def __str__(self) -> str:
        try:
            return masked(self.reveal())
        except KeyMissing:
            return "（密钥不对，打不开）"

    def __repr__(self) -> str:
        return f"Personal({str(self)!r})"

    def __bool__(self) -> bool:
        return bool(self._whole or self._sealed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    def reveal(self) -> str:
        """The whole value. Raises KeyMissing."""
        if self._sealed and not self._whole:
            self._whole = unseal(self._sealed)
        return self._whole

    def stored(self) -> str:
        """The encrypted value for the database, the same each time; a value that came from there is unchanged."""
        if self._whole and not self._sealed:
            self._sealed = seal(self._whole)
        return self._sealed

    def _compared(self) -> str:
        try:
            return self.reveal()
        except KeyMissing:
            return self._sealed


def seal(text: str) -> str:
    """The text encrypted with the newest key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """The decrypted text. Raises KeyMissing."""
    try:
        return _keys().decrypt(token).decode()
    except InvalidToken as error:
        raise KeyMissing from error


def masked(text: str) -> str:
    """The masked text, 138****5678 or 110***********1234; a text of up to seven characters is masked completely."""
    if len(text) <= 7:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


class PersonalField(models.TextField):  # type: ignore[type-arg]  # takes no argument while running
    """A text field that is encrypted in the database and can't be searched."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Personal | None:
        return None if value is None else Personal(sealed=value)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Personal) else Personal(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else self.to_python(value).stored()

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


@cache
def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PERSONAL_KEYS])
