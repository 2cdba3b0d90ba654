"""The permissions of each role and their scope, in one table.

A permission is named after the room and the verb. The scope depends on the body's position in the tree of bodies and on
the finance office that pays for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from goufu.core.roles import Role


class Scope(StrEnum):
    """The bodies on whose things a permission is held:

    OWN: the agent's body; BELOW: that body and those below it; OFFICE: the bodies that this finance office pays for;
    PLACE: all bodies in the place; PROVINCE: all bodies in the place's province; ALL: all bodies;
    AGENCY: the delegations given to this body; DELEGATED: what a delegation in force gives it the permission for (core/duties.py).
    """

    OWN = "own"
    BELOW = "below"
    OFFICE = "office"
    PLACE = "place"
    PROVINCE = "province"
    ALL = "all"
    AGENCY = "agency"
    DELEGATED = "delegated"


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

    SEE_EDITIONS = "catalogue.see_editions"  # unpublished ones; published ones are public
    DRAFT_EDITION = "catalogue.draft_edition"
    GIVE_COMMENT = "catalogue.give_comment"
    PUBLISH_EDITION = "catalogue.publish_edition"

    SEE_BUDGET = "funds.see_budget"
    KEEP_BUDGET = "funds.keep_budget"

    SEE_DECISIONS = "decisions.see_decisions"
    DECIDE_DOUBT = "decisions.decide_doubt"

    SEE_PROJECTS = "planning.see_projects"
    WRITE_PROJECT = "planning.write_project"
    SUBMIT_PROJECT = "planning.submit_project"
    DECIDE_PROJECT = "planning.decide_project"
    WAIVE_AS_PURCHASER = "planning.waive_as_purchaser"
    WAIVE_AS_FINANCE = "planning.waive_as_finance"

    SEE_PROCUREMENTS = "procurement.see_procurements"  # published notices are public
    WRITE_PROCUREMENT = "procurement.write_procurement"
    LEAD_PROCUREMENT = "procurement.lead_procurement"  # what the purchaser's head keeps
    KEEP_PAPERS = "procurement.keep_papers"
    KEEP_FILE = "procurement.keep_file"
    KEEP_TEMPLATES = "procurement.keep_templates"  # of files, a body's own
    KEEP_NOTICES = "procurement.keep_notices"
    PUBLISH_NOTICE = "procurement.publish_notice"
    ANSWER_QUESTIONS = "procurement.answer_questions"
    HOLD_OPENING = "procurement.hold_opening"
    HOLD_REVIEW = "procurement.hold_review"
    TELL_RESULT = "procurement.tell_result"
    KEEP_CHALLENGES = "procurement.keep_challenges"
    ANSWER_CHALLENGES = "procurement.answer_challenges"
    TAKE_DELEGATION = "procurement.take_delegation"  # of the agency that it is given to
    APPROVE_METHOD = (
        "procurement.approve_method"  # of offices of a city with districts or above: the action asks
    )
    SEE_BIDS = "procurement.see_bids"  # what a provider does in procurements of others
    BID = "procurement.bid"
    KEEP_EXPERTS = "procurement.keep_experts"
    REVIEW_BIDS = "procurement.review_bids"  # of who sits on the panel, by a one-time code: no role holds it
    DECIDE_AWARD = "procurement.decide_award"
    ANSWER_COMPLAINTS = "procurement.answer_complaints"  # of the body's own part in complaints of others
    DECIDE_COMPLAINT = "procurement.decide_complaint"  # and all else that a finance office does with one
    REVIEW_EMERGENCY = "procurement.review_emergency"
    HOLD_KEY = "procurement.hold_key"  # of those whom a procurement names: the action asks


_P, _S = Permission, Scope

GRANTS: Mapping[Role, Mapping[Permission, Scope]] = {
    Role.PURCHASING_OFFICER: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.OWN,
        _P.SEE_EDITIONS: _S.OWN,
        _P.GIVE_COMMENT: _S.OWN,
        _P.SEE_BUDGET: _S.OWN,
        _P.SEE_DECISIONS: _S.PROVINCE,
        _P.SEE_PROJECTS: _S.OWN,
        _P.WRITE_PROJECT: _S.OWN,
        _P.SUBMIT_PROJECT: _S.OWN,
        _P.SEE_PROCUREMENTS: _S.OWN,
        _P.WRITE_PROCUREMENT: _S.OWN,
        _P.KEEP_PAPERS: _S.OWN,
        _P.KEEP_FILE: _S.OWN,
        _P.KEEP_TEMPLATES: _S.OWN,
        _P.KEEP_NOTICES: _S.OWN,
        _P.ANSWER_QUESTIONS: _S.OWN,
        _P.HOLD_OPENING: _S.OWN,
        _P.HOLD_REVIEW: _S.OWN,
        _P.TELL_RESULT: _S.OWN,
        _P.KEEP_CHALLENGES: _S.OWN,
        _P.HOLD_KEY: _S.OWN,
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
        _P.SEE_DECISIONS: _S.PROVINCE,
        _P.SEE_PROJECTS: _S.BELOW,
        _P.WRITE_PROJECT: _S.OWN,
        _P.SUBMIT_PROJECT: _S.OWN,
        _P.WAIVE_AS_PURCHASER: _S.OWN,
        _P.SEE_PROCUREMENTS: _S.BELOW,
        _P.WRITE_PROCUREMENT: _S.OWN,
        _P.LEAD_PROCUREMENT: _S.OWN,
        _P.KEEP_PAPERS: _S.OWN,
        _P.KEEP_FILE: _S.OWN,
        _P.KEEP_TEMPLATES: _S.OWN,
        _P.KEEP_NOTICES: _S.OWN,
        _P.ANSWER_QUESTIONS: _S.OWN,
        _P.HOLD_OPENING: _S.OWN,
        _P.HOLD_REVIEW: _S.OWN,
        _P.TELL_RESULT: _S.OWN,
        _P.KEEP_CHALLENGES: _S.OWN,
        _P.PUBLISH_NOTICE: _S.OWN,
        _P.ANSWER_CHALLENGES: _S.OWN,
        _P.ANSWER_COMPLAINTS: _S.OWN,
        _P.DECIDE_AWARD: _S.OWN,
        _P.HOLD_KEY: _S.OWN,
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
        _P.SEE_DECISIONS: _S.PROVINCE,
        _P.DECIDE_DOUBT: _S.OFFICE,
        _P.SEE_PROJECTS: _S.OFFICE,
        _P.DECIDE_PROJECT: _S.OFFICE,
        _P.WAIVE_AS_FINANCE: _S.OFFICE,
        _P.SEE_PROCUREMENTS: _S.PLACE,
        _P.APPROVE_METHOD: _S.PLACE,
        _P.KEEP_EXPERTS: _S.OWN,
        _P.DECIDE_COMPLAINT: _S.OFFICE,
        _P.REVIEW_EMERGENCY: _S.OFFICE,
        _P.HOLD_KEY: _S.OWN,
    },
    Role.AUDITOR: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.PLACE,
        _P.SEE_JOURNAL: _S.PLACE,
        _P.SEE_EDITIONS: _S.PLACE,
        _P.SEE_BUDGET: _S.PLACE,
        _P.SEE_DECISIONS: _S.PROVINCE,
        _P.SEE_PROJECTS: _S.PLACE,
        _P.SEE_PROCUREMENTS: _S.PLACE,
    },
    Role.PROVIDER_AGENT: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.OWN,
        _P.SEE_BIDS: _S.OWN,
        _P.BID: _S.OWN,
        _P.ANSWER_COMPLAINTS: _S.OWN,
    },
    Role.AGENCY_AGENT: {
        _P.USE_API: _S.OWN,
        _P.SEE_BODIES: _S.OWN,
        _P.TAKE_DELEGATION: _S.AGENCY,
        _P.SEE_PROCUREMENTS: _S.DELEGATED,
        _P.KEEP_PAPERS: _S.DELEGATED,
        _P.KEEP_FILE: _S.DELEGATED,
        _P.KEEP_TEMPLATES: _S.OWN,
        _P.KEEP_NOTICES: _S.DELEGATED,
        _P.PUBLISH_NOTICE: _S.DELEGATED,
        _P.ANSWER_QUESTIONS: _S.DELEGATED,
        _P.HOLD_OPENING: _S.DELEGATED,
        _P.HOLD_REVIEW: _S.DELEGATED,
        _P.TELL_RESULT: _S.DELEGATED,
        _P.KEEP_CHALLENGES: _S.DELEGATED,
        _P.ANSWER_CHALLENGES: _S.DELEGATED,
        _P.ANSWER_COMPLAINTS: _S.OWN,
        _P.HOLD_KEY: _S.OWN,
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

# The permission to see that goes with each permission to act: for a thing that one may see, but not act on,
# the answer is 403, for others 404.
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
    _P.DECIDE_DOUBT: _P.SEE_DECISIONS,
    _P.WRITE_PROJECT: _P.SEE_PROJECTS,
    _P.SUBMIT_PROJECT: _P.SEE_PROJECTS,
    _P.DECIDE_PROJECT: _P.SEE_PROJECTS,
    _P.WAIVE_AS_PURCHASER: _P.SEE_PROJECTS,
    _P.WAIVE_AS_FINANCE: _P.SEE_PROJECTS,
    _P.WRITE_PROCUREMENT: _P.SEE_PROCUREMENTS,
    _P.LEAD_PROCUREMENT: _P.SEE_PROCUREMENTS,
    _P.KEEP_PAPERS: _P.SEE_PROCUREMENTS,
    _P.KEEP_FILE: _P.SEE_PROCUREMENTS,
    _P.KEEP_TEMPLATES: _P.SEE_PROCUREMENTS,
    _P.KEEP_NOTICES: _P.SEE_PROCUREMENTS,
    _P.PUBLISH_NOTICE: _P.SEE_PROCUREMENTS,
    _P.ANSWER_QUESTIONS: _P.SEE_PROCUREMENTS,
    _P.HOLD_OPENING: _P.SEE_PROCUREMENTS,
    _P.HOLD_REVIEW: _P.SEE_PROCUREMENTS,
    _P.TELL_RESULT: _P.SEE_PROCUREMENTS,
    _P.KEEP_CHALLENGES: _P.SEE_PROCUREMENTS,
    _P.ANSWER_CHALLENGES: _P.SEE_PROCUREMENTS,
    _P.TAKE_DELEGATION: _P.SEE_PROCUREMENTS,
    _P.APPROVE_METHOD: _P.SEE_PROCUREMENTS,
    _P.BID: _P.SEE_BIDS,
    _P.ANSWER_COMPLAINTS: _P.SEE_BODIES,
    _P.DECIDE_AWARD: _P.SEE_PROCUREMENTS,
    _P.KEEP_EXPERTS: _P.SEE_PROCUREMENTS,
    _P.DECIDE_COMPLAINT: _P.SEE_PROCUREMENTS,
    _P.REVIEW_EMERGENCY: _P.SEE_PROCUREMENTS,
    _P.HOLD_KEY: _P.SEE_PROCUREMENTS,
}


def scopes(roles: Iterable[Role], permission: Permission) -> set[Scope]:
    """The scopes in which the roles together hold the permission; empty when they don't hold it."""
    return {GRANTS[role][permission] for role in roles if permission in GRANTS[role]}


def holders(permission: Permission) -> list[Role]:
    """The roles that hold the permission, for refusals that name whom to ask."""
    return [role for role, granted in GRANTS.items() if permission in granted]
