"""What takes the place of a first sign-in: in the demonstration nobody chooses a password."""

from __future__ import annotations

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.registry.models import Person


def settle(person: Person) -> None:
    """Nobody asks the person for an own password: here one signs in with a click."""
    with action("demo.person.settled", Permission.KEEP_PEOPLE, by=System()) as act:
        act.allow_anywhere()
        act.only_log(person)
        act.update(person, must_change_password=False)
