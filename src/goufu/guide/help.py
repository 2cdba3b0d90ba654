"""Which chapter helps on which page.

A room names its chapters in its AppConfig, by the name of a page or of all pages of a namespace, with the heading if there is
one for just that: `guide = {"planning": "purchasing", "planning:approve": "finance#审核项目"}`. Where it depends on the role as well,
that follows an @: `"planning@finance_officer"`. Of other pages it depends on the role alone.
"""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from goufu.core.roles import Role
from goufu.core.rooms import contributions

BY_ROLE = {
    Role.PURCHASING_OFFICER: "purchasing",
    Role.PURCHASING_LEAD: "purchasing",
    Role.FINANCE_OFFICER: "finance",
    Role.AUDITOR: "auditors",
    Role.PROVIDER_AGENT: "providers",
    Role.AGENCY_AGENT: "agencies",
    Role.SYSTEM_ADMIN: "administrators",
    Role.SECURITY_ADMIN: "administrators",
    Role.AUDIT_ADMIN: "auditors",
}


def help_link(request: HttpRequest) -> dict[str, object]:
    """The template context of every page: the address of its chapter."""
    return {"help_url": SimpleLazyObject(lambda: address_of(chapter_for(request)))}


def chapter_for(request: HttpRequest) -> str:
    """The chapter for this page and agent, with its heading, as rooms name it; '' where there is none."""
    here, agent = request.resolver_match, getattr(request, "agent", None)
    roles = [role for role in Role if agent and role in agent.roles]
    if here is not None:
        said = of_pages()
        for name in filter(None, (here.view_name, here.namespace)):
            for key in (*(f"{name}@{role}" for role in roles), name):
                if key in said:
                    return said[key]
    return next((BY_ROLE[role] for role in roles), "")


def address_of(chapter: str) -> str:
    """The address of a chapter, the guide's first page for ''; '' in an installation without the guide."""
    name, _sign, part = chapter.partition("#")
    try:
        url = reverse("guide:chapter", args=[name]) if name else reverse("guide:start")
    except NoReverseMatch:
        return ""
    return f"{url}#{part}" if part else url


@cache
def of_pages() -> dict[str, str]:
    """The chapter by page or namespace, with a role where it depends on that."""
    return {name: chapter for said in contributions("guide") for name, chapter in said.items()}
