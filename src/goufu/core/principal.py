"""Principals: the agent of an action as permission checks see it, with its roles, its body and the body's position."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django.db.models import BigIntegerField, DateField, Model, Q, TextField

from goufu import wall_clock
from goufu.core.composed import Param
from goufu.core.duties import duties_giving
from goufu.core.permissions import Permission, Scope, scopes
from goufu.core.roles import Role
from goufu.journal.actions import SYSTEM, Actor

IN_FORCE = "in_force"  # the state of a delegation that gives permissions
PROVINCE_DIGITS = 2  # with which the codes of all places of a province begin
# In a query that is composed once, the places of a principal's `position`.
POSITION = {
    "body": Param("body", BigIntegerField()),
    "path": Param("path", TextField()),
    "place": Param("place", TextField()),
    "province": Param("province", TextField()),
    "today": Param("today", DateField()),
}


class PersonLike(Protocol):
    """The attributes of a person that permission checks need."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...


class PlaceLike(Protocol):
    """The attributes of a place that permission checks need: the prefix of the codes of all places within."""

    @property
    def prefix(self) -> str: ...


class BodyLike(Protocol):
    """The attributes of a body that permission checks need. `path`: its ancestors' numbers and its own, "/4/17/"."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def place(self) -> PlaceLike: ...


class DelegationLike(Protocol):
    """What permission checks need of a delegation to an agency."""

    @property
    def agency_id(self) -> int: ...
    @property
    def duties(self) -> list[str]: ...
    @property
    def is_in_force(self) -> bool: ...


class Principal(Protocol):
    """A person working for a body, with the roles held there on that day."""

    @property
    def person(self) -> PersonLike: ...
    @property
    def body(self) -> BodyLike: ...
    @property
    def roles(self) -> frozenset[Role]: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def position(self) -> Mapping[str, Any]: ...
    @property
    def sender(self) -> int: ...

    def may(self, permission: Permission) -> bool: ...
    def may_on(self, permission: Permission, thing: Model) -> bool: ...


class Rights:
    """The permission checks of a principal."""

    @property
    def position(self: Principal) -> Mapping[str, Any]:
        """What scopes compare rows with: the body, its path, the prefixes of the codes of its place and province, and the day.

        The centre's prefixes are empty: it is in every place.
        """
        body = self.body
        return {
            "body": body.pk,
            "path": body.path,
            "place": body.place.prefix,
            "province": body.place.prefix[:PROVINCE_DIGITS],
            "today": wall_clock.today(),
        }

    @property
    def sender(self: Principal) -> int:
        """The number by which tokens of forms are told apart: the person's; of a seat on a panel, its own below zero."""
        return self.person.pk

    @property
    def actor(self: Principal) -> Actor:
        """The numbers and names that log entries store."""
        return Actor(self.person.pk, self.person.name, self.body.pk, self.body.name)

    def may(self: Principal, permission: Permission) -> bool:
        """Whether the permission is held anywhere: for navigation and buttons; for one thing ask `may_on`."""
        return bool(scopes(self.roles, permission))

    def may_on(self: Principal, permission: Permission, thing: Model) -> bool:
        """Whether the permission is held on this thing, by the fields named in its class's SCOPE_FIELDS."""
        fields: dict[str, str] = thing.SCOPE_FIELDS  # type: ignore[attr-defined]
        return any(
            _covers(scope, fields, self, permission, thing) for scope in scopes(self.roles, permission)
        )


class System:
    """The program itself, for actions that follow from another action (core.messages); nobody signs in as it."""

    roles: frozenset[Role] = frozenset()
    actor = SYSTEM

    @property
    def person(self) -> PersonLike:
        raise NotImplementedError("no person acts")

    @property
    def body(self) -> BodyLike:
        raise NotImplementedError("it works for no body")

    @property
    def position(self) -> Mapping[str, Any]:
        raise NotImplementedError("it works for no body")

    @property
    def sender(self) -> int:
        raise NotImplementedError("it sends no forms")

    def may(self, permission: Permission) -> bool:
        return True

    def may_on(self, permission: Permission, thing: Model) -> bool:
        return True


def scope_of(body: str) -> dict[str, str]:
    """The SCOPE_FIELDS of a model that belongs to the body in the field of this name."""
    return {
        "body": f"{body}_id",
        "path": f"{body}__path",
        "office": f"{body}__office_id",
        "place": f"{body}__place__code",
    }


def visible(principal: Principal | None, permission: Permission, fields: dict[str, str]) -> Q:
    """The filter for the rows that the principal may see; without one, or without the permission, it matches none.

    fields: the model's SCOPE_FIELDS.
    """
    held = scopes(principal.roles, permission) if principal else ()
    if not principal or not held:
        return Q(pk__in=[])
    return within(held, fields, principal.position, permission)


def within(
    held: Collection[Scope],
    fields: dict[str, str],
    position: Mapping[str, Any],
    permission: Permission | None = None,
) -> Q:
    """The filter for the rows in one of the scopes, as they are to that position: a principal's, or `POSITION`.

    permission: which one, where a delegation may give it.
    """
    found = Q(pk__in=[])
    for scope in held:
        if scope is Scope.ALL:
            return Q()
        if scope is Scope.DELEGATED:
            found |= _delegated(fields, position, permission)
        else:
            found |= _condition(scope, fields, position)
    return found


def _covers(
    scope: Scope, fields: dict[str, str], by: Principal, permission: Permission, thing: Model
) -> bool:
    body = by.body
    match scope:
        case Scope.ALL:
            return True
        case Scope.OWN:
            return bool(_value(thing, fields["body"]) == body.pk)
        case Scope.BELOW:
            return str(_value(thing, fields["path"])).startswith(body.path)
        case Scope.OFFICE:
            return bool(_value(thing, fields["office"]) == body.pk)
        case Scope.PLACE:
            return str(_value(thing, fields["place"])).startswith(body.place.prefix)
        case Scope.PROVINCE:
            return str(_value(thing, fields["place"])).startswith(body.place.prefix[:PROVINCE_DIGITS])
        case Scope.AGENCY:
            return "agency" in fields and _value(thing, fields["agency"]) == body.pk
        case Scope.DELEGATED:
            held: Any = _value(thing, fields["delegation"]) if "delegation" in fields else None
            return held is not None and _gives(held, body, permission)


def _gives(delegation: DelegationLike, body: BodyLike, permission: Permission) -> bool:
    """Whether the delegation in force gives the body the permission."""
    is_own = delegation.agency_id == body.pk and delegation.is_in_force
    return is_own and not set(duties_giving(permission)).isdisjoint(delegation.duties)


def _delegated(fields: dict[str, str], position: Mapping[str, Any], permission: Permission | None) -> Q:
    """The rows of procurements whose delegation in force gives the position's body the permission."""
    if permission is None or "delegation" not in fields:
        return Q(pk__in=[])
    held, today = fields["delegation"], position["today"]
    return Q(
        **{
            f"{held}__agency": position["body"],
            f"{held}__state": IN_FORCE,
            f"{held}__starts_on__lte": today,
            f"{held}__ends_on__gte": today,
            f"{held}__duties__overlap": duties_giving(permission),
        }
    )


def _condition(scope: Scope, fields: dict[str, str], position: Mapping[str, Any]) -> Q:
    match scope:
        case Scope.OWN:
            return Q(**{fields["body"]: position["body"]})
        case Scope.BELOW:
            return Q(**{f"{fields['path']}__startswith": position["path"]})
        case Scope.OFFICE:
            return Q(**{fields["office"]: position["body"]})
        case Scope.PLACE:
            return Q(**{f"{fields['place']}__startswith": position["place"]})
        case Scope.PROVINCE:
            return Q(**{f"{fields['place']}__startswith": position["province"]})
        case Scope.AGENCY:
            return Q(**{fields["agency"]: position["body"]}) if "agency" in fields else Q(pk__in=[])
        case _:
            return Q()


def _value(thing: object, path: str) -> object:
    for part in path.split("__"):
        thing = getattr(thing, part)
    return thing
