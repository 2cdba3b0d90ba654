"""Actions by which a provider asks for a change of its file, and the finance office answers."""

from __future__ import annotations

from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.registry.agents import Agent
from goufu.registry.models import FileRequest, FileRequestState
from goufu.registry.queries.providers import file_requests
from goufu.registry.transitions import FILE_REQUEST

MOST_OPEN = 5


def ask_for_change(*, text: str, by: Agent, once: UUID | None = None) -> FileRequest:
    """Asks for a change of the own body's file. Raises Refusal while too many are open."""
    with action("registry.file_request.asked", Permission.BID, by=by, once=once) as act:
        made = FileRequest(
            body=by.body,
            text=required_reason(text, "申请", field="text"),
            asked_by=by.person,
            asked_at=wall_clock.now(),
        )
        act.allow(made)
        if file_requests(by).filter(state=FileRequestState.ASKED).count() >= MOST_OPEN:
            raise Refusal(f"还有{MOST_OPEN}个申请没有答复", "等答复了再申请，或者联系财政部门", field="text")
        act.log(body=by.body.name, reason=made.text)
        return act.create(made)


def settle_request(
    *, filerequest: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> FileRequest:
    """Says what was changed of the file; the entries themselves are kept by their own actions."""
    return _answer("settle", filerequest, reason, by, version, once)


def decline_request(
    *, filerequest: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> FileRequest:
    """Says why nothing is changed."""
    return _answer("decline", filerequest, reason, by, version, once)


def _answer(
    verb: str, number: int, reason: str, by: Agent, version: int | None, once: UUID | None
) -> FileRequest:
    with action("registry.file_request.answered", Permission.KEEP_PROVIDERS, by=by, once=once) as act:
        found, state = FILE_REQUEST.lock(act, file_requests(by), number, verb, version=version)
        answer = required_reason(reason, "答复")
        act.log(body=found.body.name, reason=answer)
        return act.change(
            found, state=state, answer=answer, settled_by=by.person, settled_at=wall_clock.now()
        )
