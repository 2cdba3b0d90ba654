"""Tokens for programs: issued by a person for herself, revoked by her."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from goufu.registry.agents import Agent
from goufu.registry.deed import deed
from goufu.registry.errors import Refusal
from goufu.registry.models import ApiToken
from goufu.registry.models.tokens import LONGEST
from goufu.registry.permissions import Permission
from goufu.registry.tokens import digest_of, tokens_of

PREFIX = "gf_"  # so that scanners of source code find a token that was left there
RANDOM_BYTES = 32


def issue_token(*, name: str, days: int, by: Agent, once: UUID | None = None) -> tuple[ApiToken, str]:
    """A new token of the agent's own, and its text, which is stored nowhere: it is shown this once."""
    with deed("registry.token.issued", Permission.USE_API, by=by, once=once) as act:
        if not 1 <= days <= LONGEST.days:
            raise Refusal("有效天数要在1到365之间", "请改正后再提交", field="days")
        text = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
        today = timezone.localdate()
        token = ApiToken(
            person=by.person,
            body=by.body,
            name=name,
            digest=digest_of(text),
            issued_on=today,
            expires_on=today + timedelta(days=days),
        )
        act.allow(token)
        act.create(token)
        act.tell(purpose=name, expires_on=token.expires_on.isoformat())
    return token, text


def revoke_token(*, token: int, by: Agent, version: int | None = None, once: UUID | None = None) -> ApiToken:
    """Ends the token at once. Somebody else's is not there."""
    with deed("registry.token.revoked", Permission.USE_API, by=by, once=once) as act:
        revoked = act.lock(tokens_of(by), token, version=version)
        if revoked.is_revoked:
            raise Refusal("这个令牌已经停用", "不用再做什么")
        return act.change(revoked, is_revoked=True)


def note_use(token: ApiToken) -> None:
    """Keeps the day of the last use; no more than one write a day."""
    today = timezone.localdate()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
