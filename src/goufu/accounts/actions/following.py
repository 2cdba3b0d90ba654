"""Changes of API keys by the program, on the registry's message."""

from __future__ import annotations

from goufu import wall_clock
from goufu.accounts.queries import valid_keys
from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.registry.models import Person


def revoke_keys_of(*, person: int) -> None:
    """Revokes all valid keys of a person who has left; the log says nothing where there is none."""
    keys = valid_keys(wall_clock.today()).filter(person=person)
    if not keys.exists():
        return
    with action("accounts.keys.revoked", Permission.USE_API, by=System()) as act:
        act.allow_anywhere()
        act.only_log(Person.objects.get(pk=person))
        count = act.update_all(keys, is_revoked=True)
        act.log(count=count)
