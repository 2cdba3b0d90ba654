"""Who sits on a panel, as the agent of an action: by the seat alone, without a role, and for that procurement only."""

from __future__ import annotations

from typing import NoReturn

from django.db.models import Model

from goufu.core.permissions import Permission
from goufu.core.principal import BodyLike
from goufu.core.roles import Role
from goufu.journal.actions import Actor
from goufu.procurement.models import PanelMember, Procurement


class SeatAgent:
    """The member of a panel. The log names the seat, never the person: names are confidential until the result."""

    roles: frozenset[Role] = frozenset()

    def __init__(self, member: PanelMember) -> None:
        self.member = member

    @property
    def actor(self) -> Actor:
        body = self.body
        return Actor(None, str(self.member), body.pk, body.name)

    @property
    def person(self) -> NoReturn:
        raise NotImplementedError("a seat is no account")

    @property
    def body(self) -> BodyLike:
        return self.member.procurement.purchaser

    @property
    def position(self) -> NoReturn:
        raise NotImplementedError("a seat sees no lists")

    @property
    def sender(self) -> int:
        return -int(self.member.pk)  # no person's

    def may(self, permission: Permission) -> bool:
        return permission == Permission.REVIEW_BIDS

    def may_on(self, permission: Permission, thing: Model) -> bool:
        number = thing.pk if isinstance(thing, Procurement) else getattr(thing, "procurement_id", None)
        return self.may(permission) and number == self.member.procurement_id and not self.member.left_at
