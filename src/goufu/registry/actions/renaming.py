"""Renaming: a body gets another name, code, kind or finance office from a day on, by a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.documents.models import Document
from goufu.registry.actions.bodies import all_bodies, change_facts, lock_tree
from goufu.registry.actions.designations import end_designations, require_document
from goufu.registry.agents import Agent
from goufu.registry.models import Body

RENAMED = frozenset({"name", "credit_code", "kind", "size", "level", "office"})


def rename_body(
    *,
    by: Agent,
    body: Body,
    version: int,
    since: date,
    document: Document,
    once: UUID | None = None,
    **facts: Any,
) -> Body:
    """Changes facts (of RENAMED) of a body from a day on; the old ones are stored as a designation.

    A name that was registered wrongly is corrected by `bodies.change_body`. Raises Refusal for a day in the future or
    before the last change, ValueError for other facts.
    """
    if unknown := set(facts) - RENAMED:
        raise ValueError(f"a renaming does not say {sorted(unknown)}")
    with action("registry.body.renamed", Permission.KEEP_BODIES, by=by, once=once) as act:
        lock_tree()
        found = act.lock(all_bodies(), body.pk, version=version)
        require_document(found, document)
        _refuse_twice(found, since, facts)
        end_designations(act, [found], since, document)
        return change_facts(act, found, facts, since=since)


def _refuse_twice(body: Body, since: date, facts: Mapping[str, Any]) -> None:
    """Refuses to change again, from the same day, what was changed from that day: what it was in between had no day."""
    before = body.designations.filter(days__endswith=since).first()
    for name in facts:
        was, now = getattr(before, name, None), getattr(body, name)
        if before and hasattr(before, name) and was != now != facts[name]:
            title = Body._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            raise Refusal(
                f"{body.name}的{title}从{since}起已经变更过一次",
                "那次写错了的，请用“更正”；确实又变更了的，生效日期填下一天",
                field="since",
            )
