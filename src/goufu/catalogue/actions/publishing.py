"""Publishing an edition, which ends the one before it, and returning one to its owner."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from goufu import wall_clock
from goufu.catalogue.missing import missing_for_publication, refuse
from goufu.catalogue.models import Edition, EditionState
from goufu.catalogue.queries.applied import base_for
from goufu.catalogue.transitions import EDITION
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.registry.agents import Agent

NOT_RETURNED = {"returned_by": None, "returned_at": None, "return_reason": ""}


def publish_edition(
    *,
    edition: int,
    valid_from: date,
    by: Agent,
    day: date,
    version: int | None = None,
    once: UUID | None = None,
) -> Edition:
    """Publishes an edition of a level or of a department, to apply from a day on.

    The edition before it ends on the day before. A concurrent second publication waits, and then sees the first. Raises
    Refusal with everything missing: entries outside the base, entries without a required expert review; and for a day
    that is past, or not after the first day of the current edition.
    """
    with action("catalogue.edition.published", Permission.PUBLISH_EDITION, by=by, once=once) as act:
        editions = Edition.objects.select_related("owner__place")
        locked, state = EDITION.lock(act, editions, edition, "publish", version=version)
        before = _last_published(locked)
        _refuse_wrong_day(valid_from, day, before)
        act.ask(lambda: refuse(missing_for_publication(locked, valid_from)))
        base = base_for(locked.owner, locked.kind, valid_from)
        if before:
            superseded = EDITION.after("supersede", before)
            act.change(before, state=superseded, valid_until=valid_from - timedelta(days=1))
            act.log(ended=str(before))
        return act.change(
            locked,
            state=state,
            valid_from=valid_from,
            published_on=day,
            published_by=by.person,
            based_on=base,
        )


def return_edition(
    *, edition: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Edition:
    """Returns an edition to its owner for changes, with a reason. Raises Refusal."""
    with action("catalogue.edition.returned", Permission.PUBLISH_EDITION, by=by, once=once) as act:
        locked, state = EDITION.lock(act, Edition.objects, edition, "return", version=version)
        now, reason = wall_clock.now(), required_reason(reason, "退回")
        act.log(reason=reason)
        return act.change(locked, state=state, returned_by=by.person, returned_at=now, return_reason=reason)


def _last_published(edition: Edition) -> Edition | None:
    return (
        Edition.objects.select_for_update()
        .filter(owner_id=edition.owner_id, kind=edition.kind, state=EditionState.PUBLISHED)
        .first()
    )


def _refuse_wrong_day(valid_from: date, day: date, before: Edition | None) -> None:
    if valid_from < day:
        raise Refusal("施行日期已经过去", "目录公布以后才能施行，请定在今天或者以后", field="valid_from")
    if before and before.valid_from and valid_from <= before.valid_from:
        raise Refusal(
            f"《{before}》已经公布，从{before.valid_from:%Y-%m-%d}起施行",
            "新版的施行日期必须更晚",
            field="valid_from",
        )
