"""The table of roles and permissions is whole: nothing asks for what nobody has, nobody has what nothing asks for.

grants.csv says the same once more, for people to read: who may do what, and how far.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from source import PACKAGE, modules

from goufu.core.permissions import GRANTS, SEEING, Permission, Scope, holders, scopes
from goufu.core.roles import ADMINISTRATORS, Role

WRITTEN_OUT = Path(__file__).with_name("grants.csv")
TABLE = PACKAGE / "core" / "permissions.py"
# What somebody does to personal data for his office, whichever it is; and one's own programs, which do what he may do.
OF_EVERY_FAMILY = {Permission.UNMASK, Permission.USE_API}

ON_WHAT_IS_PUBLIC = {Permission.KEEP_PLACES}
# What nobody does by a role: who sits on a panel, by the seat (procurement/seats.py).
OF_A_SEAT = {Permission.REVIEW_BIDS}


def room(permission: Permission) -> str:
    return permission.partition(".")[0]


def is_seeing(permission: Permission) -> bool:
    return permission.partition(".")[2].startswith("see")


def asked_for() -> set[Permission]:
    """Permissions that the code names outside their table."""
    named = {
        name
        for file in modules()
        if file != TABLE
        for name in re.findall(r"Permission\.([A-Z_]+)\b", file.read_text())
    }
    return {Permission[name] for name in named}


def granted(*roles: Role) -> set[Permission]:
    return {permission for role in roles for permission in GRANTS[role]}


def test_each_role_may_what_is_written_out_and_no_more() -> None:
    with WRITTEN_OUT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == sorted(rows, key=lambda row: row["permission"])
    written = {
        (role, row["permission"]): scope
        for row in rows
        for role, scope in row.items()
        if role != "permission" and scope != "-"
    }
    granted = {
        (str(role), str(permission)): str(scope)
        for role, grants in GRANTS.items()
        for permission, scope in grants.items()
    }
    assert granted == written


def test_whoever_holds_two_roles_may_what_either_may() -> None:
    both = (Role.PURCHASING_OFFICER, Role.FINANCE_OFFICER)
    assert scopes(both, Permission.SEE_BODIES) == {Scope.OWN, Scope.PLACE}
    assert scopes(both, Permission.DECIDE_PROJECT) == {Scope.OFFICE}
    assert scopes(both, Permission.APPOINT) == scopes((), Permission.SEE_BODIES) == set()


def test_people_are_told_whom_to_ask() -> None:
    assert holders(Permission.DELEGATE) == [Role.PURCHASING_LEAD, Role.FINANCE_OFFICER]


def test_every_role_is_in_the_table() -> None:
    assert set(GRANTS) == set(Role)


def test_nothing_asks_for_what_nobody_has() -> None:
    assert sorted(asked_for() - granted(*Role) - OF_A_SEAT) == []


def test_nobody_has_what_nothing_asks_for() -> None:
    assert sorted(granted(*Role) - asked_for()) == [], "Take these out of GRANTS and Permission, or use them."
    assert sorted(set(Permission) - granted(*Role) - OF_A_SEAT) == []


def test_who_may_do_something_may_see_it() -> None:
    doing = {permission for permission in Permission if not is_seeing(permission)}
    doing -= OF_EVERY_FAMILY | ON_WHAT_IS_PUBLIC | OF_A_SEAT
    assert sorted(doing - SEEING.keys()) == [], "Say in SEEING what one may see where one may do this."
    for role, grants in GRANTS.items():
        for permission in grants.keys() & SEEING.keys():
            assert SEEING[permission] in grants, (
                f"{role} has {permission}, and may not see what it is done to"
            )


def test_administrators_do_no_business_and_business_does_not_administer() -> None:
    allowed = {"accounts", "registry", "journal"}
    assert {room(permission) for permission in granted(*ADMINISTRATORS)} <= allowed
    doing = {
        permission for permission in granted(*ADMINISTRATORS) if not is_seeing(permission)
    } - OF_EVERY_FAMILY
    others = [role for role in Role if role not in ADMINISTRATORS]
    assert sorted(doing & granted(*others)) == []


def test_no_two_kinds_of_administrators_do_the_same() -> None:
    for role in ADMINISTRATORS:
        others = [other for other in ADMINISTRATORS if other != role]
        shared = {
            each for each in GRANTS[role].keys() & granted(*others) if not is_seeing(each)
        } - OF_EVERY_FAMILY
        assert sorted(shared) == []


def test_only_administrators_reach_everything() -> None:
    for role, grants in GRANTS.items():
        if role not in ADMINISTRATORS:
            assert not [each for each, reach in grants.items() if reach is Scope.ALL and not is_seeing(each)]
