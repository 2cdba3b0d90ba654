"""Queries of the journal, as far as the agent may see it; fast for journals of any length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from goufu.core.by_role import by_role
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission, Scope, scopes
from goufu.core.principal import visible
from goufu.core.rooms import contributed_objects
from goufu.journal.errors import NoCheckpoint, NotSealed
from goufu.journal.models import Day, Entry, Leaf, Seal
from goufu.journal.naming import NAMESAKES, numbers_named
from goufu.journal.proof import prove
from goufu.journal.tlog.proofs import InclusionProof
from goufu.journal.tlog.seals import SealMissing
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Person
from goufu.supervision.models import Verification

PAGE = 50
RECENT = 50_000  # latest numbers searched first: a busy place has a page of entries among them
CLOCKS_DIFFER = timedelta(hours=1)  # numbers follow times, but for the servers' clocks
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Newest:
    """A page of entries, newest first.

    Attributes:
        older: the number before which the next page starts.
        is_all: False where a name in the filters has too many bearers to look for the entries of all of them.
    """

    entries: list[Entry]
    older: int | None
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class Matching:
    """The entries that meet the filters; for `is_all` see Newest."""

    entries: QuerySet[Entry]
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class DayRoot:
    """A closed day with its published root and its number of seals."""

    day: date
    root: str
    seals: int


def sees_all(agent: Agent) -> bool:
    return Scope.ALL in scopes(agent.roles, Permission.SEE_JOURNAL)


def entries_for(agent: Agent) -> QuerySet[Entry]:
    """The entries that the agent may see; an entry belongs to the body for which the person acted.

    What a room says nobody is to know yet (`veils`) is left out until it is.
    """
    seen = _unveiled()
    return seen if sees_all(agent) else seen.filter(body__in=_bodies(agent).values("pk"))


def _unveiled() -> QuerySet[Entry]:
    """All entries but those about things that nobody is told of yet."""
    seen = Entry.objects.all()
    for source in contributed_objects("veils"):
        kind, rows = source()
        seen = seen.exclude(object_type=kind, object_id__in=rows.values(_number=Cast("pk", TextField())))
    return seen


def asked_for(agent: Agent, asked: dict[str, Any]) -> Matching:
    """The entries that meet the filters: since, until, action, person, body, kind, number."""
    found, is_all = entries_for(agent), True
    for field, name in (("action", "action"), ("object_type", "kind")):
        if asked.get(name):
            found = found.filter(**{field: asked[name]})
    if asked.get("number"):
        things = numbers_named(asked["kind"], asked["number"])
        found, is_all = found.filter(object_id__in=things.numbers), things.is_all
    if asked.get("person"):
        people = _people_named(asked["person"])
        found, is_all = _by_people(found, agent, people[:NAMESAKES]), is_all and len(people) <= NAMESAKES
    if asked.get("body"):
        named = Q(name__folded__contains=asked["body"]) | Q(credit_code=asked["body"].upper())
        found = found.filter(body__in=_bodies(agent).filter(named).values("pk"))
    return Matching(found.filter(_in_days(asked.get("since"), asked.get("until"))), is_all)


def page_of(agent: Agent, asked: dict[str, Any], before: int | None = None) -> Newest:
    """One page of the filtered entries, newest first.

    A condition on bodies makes the database sort all entries of these bodies. A busy place has a page among the latest
    numbers, which are searched first; any other place has few enough entries to sort.
    """
    top = min(before or LARGEST, _last_number(asked.get("until")) + 1)
    matching = asked_for(agent, asked)
    found = matching.entries.filter(pk__lt=top).order_by("-pk")
    page = list(found.filter(pk__gte=top - RECENT)[: PAGE + 1])
    if len(page) <= PAGE and top > RECENT:
        page = list(found[: PAGE + 1])
    return Newest(page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None, matching.is_all)


def verifications_for(agent: Agent) -> QuerySet[Verification]:
    seen = visible(agent, Permission.SEE_JOURNAL, Verification.SCOPE_FIELDS)
    return Verification.objects.filter(seen).select_related("person")


@by_role
def unsettled_findings(agent: Any) -> QuerySet[Verification]:
    """The verifications that found something, the latest first, unless a later one of the whole journal found nothing.

    What was found with the tables is settled only by one that covers the tables as well.
    """
    seen = verifications_for(agent).filter(finished_at__isnull=False)
    sound = seen.filter(after_day=None, fault_count=0, pk__gt=OuterRef("pk"))
    settled = Exists(sound.filter(covers_tables=True)) | Q(Exists(sound), covers_tables=False)
    return seen.filter(~settled, fault_count__gt=0)


def entry_for(agent: Agent, number: int) -> Entry:
    """The entry. Raises NotFound, also where the agent may not see it."""
    entry = entries_for(agent).filter(pk=number).first()
    if entry is None:
        raise NotFound
    return entry


def proof_for(agent: Agent, number: int) -> InclusionProof:
    """The proof of an entry that the agent may see. Raises NotFound, and Refusal before it is under a checkpoint."""
    entry = entry_for(agent, number)
    try:
        return prove(entry.pk)
    except (NotSealed, NoCheckpoint) as error:
        raise Refusal(str(error), "请过几秒钟再下载") from error
    except SealMissing as error:
        raise Refusal(str(error), "请告诉系统管理员") from error


def seal_of(entry: Entry) -> Seal | None:
    """The seal that holds the entry; None before it is sealed."""
    leaf = Leaf.objects.filter(pk=entry.pk).first()
    return Seal.objects.get(pk=leaf.seal) if leaf else None


def day_of(seal: Seal) -> Day | None:
    """The day that holds the seal; None before it is closed."""
    return Day.objects.filter(last_seal__gte=seal.pk).order_by("day").first()


def day_roots() -> Iterator[DayRoot]:
    """The roots of all closed days, oldest first."""
    before = 0
    for day in Day.objects.order_by("day").iterator():
        yield DayRoot(day.day, bytes(day.root).hex(), day.last_seal - before)
        before = day.last_seal


def _bodies(agent: Agent) -> QuerySet[Body]:
    return Body.objects.filter(visible(agent, Permission.SEE_JOURNAL, Body.SCOPE_FIELDS)).order_by()


def _people_named(name: str) -> list[int]:
    """The numbers of people with this in their names, or this user name; one more than NAMESAKES where there are more."""
    named = Person.objects.filter(Q(name__icontains=name) | Q(username=name)).order_by("-pk")
    return list(named.values_list("pk", flat=True)[: NAMESAKES + 1])


def _by_people(entries: QuerySet[Entry], agent: Agent, people: Sequence[int]) -> QuerySet[Entry]:
    """The entries of these people. Bodies are passed by number, so that the planner picks the index on people."""
    if not sees_all(agent):
        entries = Entry.objects.filter(body__in=list(_bodies(agent).values_list("pk", flat=True)))
    return entries.filter(person__in=people)


def _in_days(since: date | None, until: date | None) -> Q:
    """The condition on time; with `since` also one on numbers, so that the index on numbers can be used."""
    wanted = Q()
    if since:
        begin = _midnight(since)
        first = Entry.objects.filter(at__gte=begin - CLOCKS_DIFFER).order_by("at", "pk").first()
        wanted &= Q(at__gte=begin, pk__gte=first.pk) if first else Q(pk__in=[])
    if until:
        wanted &= Q(at__lt=_midnight(until + timedelta(days=1)))
    return wanted


def _last_number(until: date | None) -> int:
    """An upper bound of the numbers of entries up to the end of that day; 0 when there are none."""
    if until is None:
        return Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    end = _midnight(until + timedelta(days=1)) + CLOCKS_DIFFER
    last = Entry.objects.filter(at__lt=end).order_by("-at", "-pk").first()
    return last.pk if last else 0


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
