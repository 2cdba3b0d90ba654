"""Framework agreements end with the shortlist, or the procurement, that they stand on."""

from __future__ import annotations

from goufu import wall_clock
from goufu.core.action import Action
from goufu.procurement.actions.offering import take_back
from goufu.procurement.models import (
    ApplicationState,
    CallOff,
    CallOffState,
    Framework,
    FrameworkApplication,
    FrameworkState,
    Procurement,
)
from goufu.procurement.transitions import APPLICATION, CALL_OFF, FRAMEWORK
from goufu.registry.agents import Agent

OPEN = (CallOffState.CHOOSING, CallOffState.QUOTING, CallOffState.OFFERED)


def end_agreements(act: Action, procurement: Procurement, reason: str, by: Agent) -> None:
    """Ends the agreements of the locked procurement: open call-offs are cancelled, applications that wait are refused.

    What was agreed on stands, as the decision says.
    """
    rows = Framework.objects.select_for_update(of=("self",)).filter(procurement=procurement)
    for framework in rows.filter(state=FrameworkState.ACTIVE).order_by("pk"):
        calls = CallOff.objects.select_for_update().filter(framework=framework, state__in=OPEN).order_by("pk")
        for each in calls:
            state = CALL_OFF.after("cancel-call-off", each)
            now = wall_clock.now()
            take_back(act, each, state, cancelled_by=by.person, cancelled_at=now, cancel_reason=reason)
        end_agreement(act, framework, reason, by)


def end_agreement(act: Action, framework: Framework, reason: str, by: Agent | None) -> None:
    """Ends a locked agreement of which no call-off is open: whoever still waits to join is told why not.

    by: None where its last day has passed; then nobody waits.
    """
    now, state = wall_clock.now(), FRAMEWORK.after("end-framework", framework)
    rows = FrameworkApplication.objects.select_for_update().filter(framework=framework)
    for each in rows.filter(state=ApplicationState.RECEIVED).order_by("pk"):
        refused = APPLICATION.after("refuse-application", each)
        said = f"框架协议结束：{reason}"[:1_000]
        act.change(each, state=refused, reason=said, decided_by=by.person if by else None, decided_at=now)
    person = by.person if by else None
    act.change(framework, state=state, ended_by=person, ended_at=now, end_reason=reason[:2_000])
