"""What each role may do, and how far: the one table.

A permission is named after the room and the verb. `Scope` says in which bodies: rights follow the body's place in the
tree and the finance office that pays for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from goufu.core.roles import Role


class Scope(StrEnum):
    """Whose things: of the body itself, of it and those below it, of the bodies that this finance office pays for, of
    all bodies in the place, of all there are."""

    OWN = "own"
    BELOW = "below"
    OFFICE = "office"
    PLACE = "place"
    ALL = "all"


class Permission(StrEnum):
    SEE_BODIES = "registry.see_bodies"
    KEEP_PLACES = "registry.keep_places"
    KEEP_BODIES = "registry.keep_bodies"
    KEEP_PROVIDERS = "registry.keep_providers"
    SEE_PEOPLE = "registry.see_people"
    KEEP_PEOPLE = "registry.keep_people"
    APPOINT = "registry.appoint"
    DELEGATE = "registry.delegate"
    UNMASK = "registry.unmask"
    USE_API = "accounts.use_api"

    SEE_JOURNAL = "journal.see"

    SEE_EDITIONS = "catalogue.see_editions"  # not published yet; what is published everyone may see
    DRAFT_EDITION = "catalogue.draft_edition"
    GIVE_COMMENT = "catalogue.give_comment"
    PUBLISH_EDITION = "catalogue.publish_edition"

    SEE_BUDGET = "funds.see_budget"
    KEEP_BUDGET = "funds.keep_budget"

    SEE_PROJECTS = "planning.see_projects"
    WRITE_PROJECT = "planning.write_project"
    SUBMIT_PROJECT = "planning.submit_project"
    DECIDE_PROJECT = "planning.decide_project"
    WAIVE_AS_PURCHASER = "planning.waive_as_purchaser"
    WAIVE_AS_FINANCE = "planning.waive_as_finance"


_P, _S = Permission, Scope

GRANTS: Mapping[Role, Mapping[Permission, Scope]] = {
    Role.PURCHASING_OFFICER: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.OWN,
        _P.SEE_EDITIONS: _S.OWN,
        _P.GIVE_COMMENT: _S.OWN,
        _P.SEE_BUDGET: _S.OWN,
        _P.SEE_PROJECTS: _S.OWN,
        _P.WRITE_PROJECT: _S.OWN,
        _P.SUBMIT_PROJECT: _S.OWN,
    },
    Role.PURCHASING_LEAD: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.BELOW,
        _P.SEE_PEOPLE: _S.OWN,
        _P.DELEGATE: _S.OWN,
        _P.SEE_EDITIONS: _S.OWN,
        _P.DRAFT_EDITION: _S.OWN,
        _P.GIVE_COMMENT: _S.OWN,
        _P.SEE_BUDGET: _S.BELOW,
        _P.SEE_PROJECTS: _S.BELOW,
        _P.WRITE_PROJECT: _S.OWN,
        _P.SUBMIT_PROJECT: _S.OWN,
        _P.WAIVE_AS_PURCHASER: _S.OWN,
    },
    Role.FINANCE_OFFICER: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.PLACE,
        _P.KEEP_PROVIDERS: _S.PLACE,
        _P.SEE_PEOPLE: _S.OWN,
        _P.DELEGATE: _S.OWN,
        _P.SEE_EDITIONS: _S.OFFICE,
        _P.DRAFT_EDITION: _S.OWN,
        _P.GIVE_COMMENT: _S.OWN,
        _P.PUBLISH_EDITION: _S.OFFICE,
        _P.SEE_BUDGET: _S.OFFICE,
        _P.KEEP_BUDGET: _S.OFFICE,
        _P.SEE_PROJECTS: _S.OFFICE,
        _P.DECIDE_PROJECT: _S.OFFICE,
        _P.WAIVE_AS_FINANCE: _S.OFFICE,
    },
    Role.AUDITOR: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.PLACE,
        _P.SEE_JOURNAL: _S.PLACE,
        _P.SEE_EDITIONS: _S.PLACE,
        _P.SEE_BUDGET: _S.PLACE,
        _P.SEE_PROJECTS: _S.PLACE,
    },
    Role.SYSTEM_ADMIN: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.ALL,
        _P.KEEP_PLACES: _S.ALL,
        _P.KEEP_BODIES: _S.ALL,
        _P.SEE_PEOPLE: _S.ALL,
        _P.KEEP_PEOPLE: _S.ALL,
    },
    Role.SECURITY_ADMIN: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.ALL,
        _P.SEE_PEOPLE: _S.ALL,
        _P.APPOINT: _S.ALL,
        _P.UNMASK: _S.ALL,
    },
    Role.AUDIT_ADMIN: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.ALL,
        _P.SEE_PEOPLE: _S.ALL,
        _P.SEE_JOURNAL: _S.ALL,
    },
}

# What one may see where one may do: who may keep, write or decide may not be told that the thing is not there.
SEEING: Mapping[Permission, Permission] = {
    _P.KEEP_BODIES: _P.SEE_BODIES,
    _P.KEEP_PROVIDERS: _P.SEE_BODIES,
    _P.KEEP_PEOPLE: _P.SEE_PEOPLE,
    _P.APPOINT: _P.SEE_PEOPLE,
    _P.DELEGATE: _P.SEE_PEOPLE,
    _P.DRAFT_EDITION: _P.SEE_EDITIONS,
    _P.GIVE_COMMENT: _P.SEE_EDITIONS,
    _P.PUBLISH_EDITION: _P.SEE_EDITIONS,
    _P.KEEP_BUDGET: _P.SEE_BUDGET,
    _P.WRITE_PROJECT: _P.SEE_PROJECTS,
    _P.SUBMIT_PROJECT: _P.SEE_PROJECTS,
    _P.DECIDE_PROJECT: _P.SEE_PROJECTS,
    _P.WAIVE_AS_PURCHASER: _P.SEE_PROJECTS,
    _P.WAIVE_AS_FINANCE: _P.SEE_PROJECTS,
}


def scopes(roles: Iterable[Role], permission: Permission) -> set[Scope]:
    """How far the permission goes for whoever holds these roles in a body; empty: not at all."""
    return {GRANTS[role][permission] for role in roles if permission in GRANTS[role]}


def holders(permission: Permission) -> list[Role]:
    """The roles that have it, to tell people whom to ask."""
    return [role for role, granted in GRANTS.items() if permission in granted]
