"""From which state a project may go where, in one table, and what is said when it may not."""

from __future__ import annotations

from collections.abc import Collection

from goufu.core.errors import Refusal
from goufu.planning.models.projects import EDITABLE, Project, State

# verb: (the states it may start from, the state it leads to)
TRANSITIONS = {
    "submit": (EDITABLE, State.SUBMITTED),
    "return": (frozenset({State.SUBMITTED}), State.RETURNED),
    "approve": (frozenset({State.SUBMITTED}), State.APPROVED),
    "adjust": (frozenset({State.APPROVED}), State.ADJUSTING),
    "withdraw": (EDITABLE | {State.SUBMITTED, State.APPROVED}, State.WITHDRAWN),
}
STANDING = frozenset(State) - {State.WITHDRAWN}
_NEXT = {
    State.DRAFT: "由购买主体填写后提交",
    State.SUBMITTED: "等财政部门审核；要修改，请财政部门退回，或者撤回",
    State.RETURNED: "由购买主体按退回意见修改后再提交",
    State.APPROVED: "要修改，先申请调整",
    State.ADJUSTING: "由购买主体改好后再提交",
    State.WITHDRAWN: "撤回的项目不再变动；仍要购买，请另建项目",
}


def verbs(state: str) -> list[str]:
    """What can be done with a project in this state."""
    return [verb for verb, (before, _) in TRANSITIONS.items() if state in before]


def must_be(project: Project, states: Collection[str]) -> None:
    """Raises Refusal where the project stands elsewhere on its way, and says whose turn it is."""
    if project.state not in states:
        now = State(project.state)
        raise Refusal(f"“{project.title}”现在是{now.label}，不能这样办", _NEXT[now])


def after(verb: str, project: Project) -> State:
    """The state that the verb leads to. Raises Refusal when it cannot start from the project's."""
    before, then = TRANSITIONS[verb]
    must_be(project, before)
    return then
