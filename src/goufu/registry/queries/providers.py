"""Queries of providers' files on a day. First and last days are included."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.rows import numbered
from goufu.registry.agents import Agent
from goufu.registry.eligibility import providing_kinds
from goufu.registry.models import (
    Affiliation,
    Appropriation,
    Body,
    CreditListing,
    Debarment,
    FileRequest,
    Headship,
    Inspection,
    Qualification,
    Violation,
)
from goufu.registry.models.providers import FileEntry
from goufu.registry.names import PinyinOrder, folded
from goufu.registry.queries.bodies import MOST_SUGGESTED, Named
from goufu.registry.queries.designations import named

KINDS: dict[str, type[FileEntry]] = {
    "headship": Headship,
    "affiliation": Affiliation,
    "qualification": Qualification,
    "inspection": Inspection,
    "creditlisting": CreditListing,
    "debarment": Debarment,
    "violation": Violation,
    "appropriation": Appropriation,
}


# (text, whether the body was called so formerly, its number) for each body that has or had a text as name or code.
_NAMED = f"""
    SELECT text, FALSE, id FROM unnest(%s::text[]) text JOIN registry_body ON {folded("name")} = {folded("text")}
    UNION SELECT text, FALSE, id FROM unnest(%s::text[]) text JOIN registry_body ON upper(credit_code) = upper(text)
    UNION SELECT text, TRUE, body_id FROM unnest(%s::text[]) text
    JOIN registry_designation ON {folded("name")} = {folded("text")}
    UNION SELECT text, TRUE, body_id FROM unnest(%s::text[]) text
    JOIN registry_designation ON upper(credit_code) = upper(text)"""  # noqa: S608, constants


@dataclass(frozen=True, slots=True)
class FileSection:
    """The entries of one kind of a file; struck ones come last."""

    kind: str
    title: str
    entries: list[FileEntry]
    may_keep: bool = False


def file_of(agent: Agent | None, body: Body) -> list[FileSection]:
    """The whole file in sections, which are empty unless the agent may see the body."""
    return [
        FileSection(
            kind,
            str(model._meta.verbose_name),
            sorted(
                model._default_manager.filter(
                    visible(agent, Permission.SEE_BODIES, model.SCOPE_FIELDS), body=body
                ),
                key=lambda entry: bool(entry.struck),
            ),
            agent is not None and any(agent.may_on(each, body) for each in model.KEPT_BY),
        )
        for kind, model in KINDS.items()
    ]


def may_keep(agent: Agent, kind: str) -> bool:
    """Whether the agent may make entries of the kind in any file."""
    return kind in KINDS and any(agent.may(each) for each in KINDS[kind].KEPT_BY)


def entry(agent: Agent | None, kind: str, pk: int) -> FileEntry:
    """The entry. Raises NotFound, also where the agent may not see the body."""
    model = KINDS.get(kind)
    rows = model._default_manager.select_related("body__place") if model else None
    found = (
        rows.filter(visible(agent, Permission.SEE_BODIES, model.SCOPE_FIELDS), pk=pk).first()
        if model and rows is not None
        else None
    )
    if found is None:
        raise NotFound
    return found


def file_requests(agent: Agent) -> QuerySet[FileRequest]:
    """What providers asked to have changed: of the own body, or of those whose files the agent keeps; newest first."""
    fields = FileRequest.SCOPE_FIELDS
    seen = visible(agent, Permission.KEEP_PROVIDERS, fields) | visible(agent, Permission.BID, fields)
    return FileRequest.objects.filter(seen).select_related("body__place").order_by("-id")


def file_request_for(agent: Agent, number: int) -> FileRequest:
    """The request with its page's people. Raises NotFound."""
    return numbered(file_requests(agent).select_related("asked_by", "settled_by"), number)


def suggested(text: str, day: date) -> QuerySet[Body]:
    """The bodies that may be providers on that day and whose names or codes contain the words, as suggestions."""
    able = Body.objects.select_related("place").filter(kind__in=providing_kinds(day), is_active=True)
    return able.filter(named(text)).order_by(PinyinOrder("name"), "pk")[:MOST_SUGGESTED]


class RegisteredNames:
    """The bodies that any of these texts may name, read in two queries."""

    def __init__(self, texts: Iterable[str]) -> None:
        read = map(Named.by, texts)
        wanted = {part for named in read for part in (named.text, named.name, named.code) if part}
        with connection.cursor() as cursor:
            cursor.execute(_NAMED, [list(wanted)] * 4)
            found = cursor.fetchall()
        self._by_text: dict[tuple[str, bool], list[int]] = {}
        for text, is_former, number in found:
            self._by_text.setdefault((text, is_former), []).append(number)
        numbers = {number for _text, _former, number in found}
        self._bodies = Body.objects.select_related("place").in_bulk(numbers)

    def body(self, text: str, *, field: str) -> Body | None:
        """The body that was chosen, or whose full name or credit code, present or former, was typed.

        None: the name is not registered. Raises Refusal when several bodies have it, or the chosen one is unknown.
        """
        named, text = Named.by(text), text.strip()
        found = self._among(Named(named.text), self._called(named.text))
        if not found and named.name:
            found = self._among(named, self._suggested(named))
        if len(found) > 1:
            raise Refusal(f"有不止一个单位叫“{text}”", "请从列出的单位里选", field=field)
        if not found and named.name:
            raise Refusal(f"没有登记“{text}”这个单位", "请从列出的单位里选，或者只写名称", field=field)
        return found[0] if found else None

    def _among(self, named: Named, numbers: Iterable[int]) -> list[Body]:
        return named.among(self._bodies[number] for number in numbers)

    def _called(self, text: str) -> list[int]:
        """The bodies of that name or code; where there is none, those that had it."""
        return self._by_text.get((text, False)) or self._by_text.get((text, True), [])

    def _suggested(self, named: Named) -> list[int]:
        """The bodies of a suggestion; with a credit code, under a name that the body has or had."""
        if not named.code:
            return self._called(named.name)
        names = {number for former in (False, True) for number in self._by_text.get((named.name, former), [])}
        return [number for number in self._called(named.code) if number in names]


def debarments_on(day: date) -> QuerySet[Debarment]:
    """The debarments in force on that day."""
    return Debarment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), struck="", starts_on__lte=day)


def debarments_of(body: Body, day: date) -> QuerySet[Debarment]:
    """The debarments of the body in force on that day, including those of its predecessors."""
    parts = RawSQL("SELECT registry_with_predecessors(%s, %s)", [body.pk, day])
    return debarments_on(day).filter(body__in=parts).select_related("body")


def years_since_founding(body: Body, day: date) -> int | None:
    """The full years since the founding (29 February counts as the month's last day); None: unknown, or not yet."""
    founded = body.founded_on
    if founded is None or founded > day:
        return None
    last_of_month = monthrange(day.year, founded.month)[1]
    birthday = founded.replace(year=day.year, day=min(founded.day, last_of_month))
    return day.year - founded.year - (day < birthday)
