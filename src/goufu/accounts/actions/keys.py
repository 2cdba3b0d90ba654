"""Issuing and revoking API keys, each by a person for herself."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from goufu import wall_clock
from goufu.accounts.models import LONGEST, ApiKey
from goufu.accounts.queries import digest_of, keys_of
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent

PREFIX = "gf_"  # a prefix by which source code scanners find leaked tokens
RANDOM_BYTES = 32


def issue_key(*, name: str, days: int, by: Agent, once: UUID | None = None) -> tuple[ApiKey, str]:
    """Issues a key for the agent; returns it with its text, which is not stored and shown only once. Raises Refusal."""
    with action("accounts.key.issued", Permission.USE_API, by=by, once=once) as act:
        if not 1 <= days <= LONGEST.days:
            raise Refusal("有效天数要在1到365之间", "请改正后再提交", field="days")
        text = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
        today = wall_clock.today()
        key = ApiKey(
            person=by.person,
            body=by.body,
            name=name,
            digest=digest_of(text),
            issued_on=today,
            expires_on=today + timedelta(days=days),
        )
        act.allow(key)
        act.create(key)
        act.log(purpose=name, expires_on=key.expires_on.isoformat())
    return key, text


def revoke_key(*, key: int, by: Agent, version: int | None = None, once: UUID | None = None) -> ApiKey:
    """Revokes a key of the agent at once. Raises NotFound for another's key, Refusal when it is revoked already."""
    with action("accounts.key.revoked", Permission.USE_API, by=by, once=once) as act:
        revoked = act.lock(keys_of(by), key, version=version)
        if revoked.is_revoked:
            raise Refusal("这个令牌已经停用", "不用再做什么")
        return act.change(revoked, is_revoked=True)


def note_use(key: ApiKey) -> None:
    """Stores the day of the key's last use; at most one write a day."""
    today = wall_clock.today()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
