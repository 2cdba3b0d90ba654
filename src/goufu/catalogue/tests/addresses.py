"""What the addresses with arguments are tried with: a draft of the civil affairs bureau."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.utils import timezone

from goufu.catalogue.actions import DraftStart, draft_edition, request_comments
from goufu.catalogue.loading import load_central
from goufu.catalogue.models import CentralList, Comment, Edition, EditionKind
from goufu.registry.models import Body
from goufu.registry.tests.county import TODAY, County, body


def draft(county: County) -> Edition:
    """The same one, however often it is asked for."""
    load_central()
    return Edition.objects.filter(owner=county.civil).first() or draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
    )


def asked(county: County) -> Comment:
    """The finance office is asked: the education bureau stays a stranger to the draft."""
    edition = draft(county)
    if not edition.comments.exists():
        request_comments(edition=edition.pk, bodies=[county.finance], due_on=TODAY, by=county.lead, day=TODAY)
    return edition.comments.get()


def make_editions(county: County, count: int) -> None:
    """Published ones of as many bodies."""
    central, _new = load_central()
    before = Body.objects.count()
    for number in range(before, before + count):
        owner = body(f"第{number}局", county.place, office=county.finance)
        edition = Edition.objects.create(
            owner=owner, kind=EditionKind.DEPARTMENT, title=f"第{number}局目录", number=1, based_on=central
        )
        Edition.objects.filter(pk=edition.pk).update(
            state="published", provenance="试用", valid_from=TODAY, published_on=TODAY
        )


def make_comments(county: County, count: int) -> None:
    """As many drafts on which the civil affairs bureau is asked."""
    before = Body.objects.count()
    for number in range(before, before + count):
        owner = body(f"第{number}局", county.place, office=county.finance)
        edition = Edition.objects.create(
            owner=owner, kind=EditionKind.DEPARTMENT, title=f"第{number}局目录", number=1, state="consulting"
        )
        Comment.objects.create(edition=edition, body=county.civil, asked_on=TODAY, due_on=TODAY)


def central_list(county: County) -> CentralList:
    """The same one, however often it is asked for."""
    return CentralList.objects.first() or CentralList.objects.create(
        owner=county.finance,
        place=county.place.code,
        prefix=county.place.code,
        number="2026-1",
        valid_from=TODAY,
    )


def make_central_lists(county: County, count: int) -> None:
    before = CentralList.objects.count()
    for number in range(before, before + count):
        CentralList.objects.create(
            owner=county.finance, place="530000", prefix="53", number=f"第{number}号", valid_from=TODAY
        )


def _edition(county: County) -> dict[str, object]:
    return {"number": draft(county).pk}


@cache
def _in(state: str) -> Callable[[County], dict[str, object]]:
    """The draft as far on its way as the step wants it."""

    def arguments(county: County) -> dict[str, object]:
        found = draft(county)
        handed_in = {"handed_in_by": county.lead.person, "handed_in_at": timezone.now()}
        Edition.objects.filter(pk=found.pk).update(state=state, **handed_in)
        return {"number": found.pk}

    return arguments


def _entry(county: County) -> dict[str, object]:
    return {"number": draft(county).entries.get(code="A0402").pk}


FAR = "2199-12-31"
STEPS = {
    "ask": "draft",
    "hand-in": "consulting",
    "review": "consulting",
    "publish": "reviewing",
    "return": "reviewing",
    "withdraw": "draft",
}
ARGUMENTS = {
    "catalogue:edition": _edition,
    "catalogue:comparison": _edition,
    "catalogue:export": _edition,
    "catalogue:upload": _edition,
    "catalogue:add": _edition,
    **{f"catalogue:{verb}": _in(state) for verb, state in STEPS.items()},
    **{f"api:{verb}-edition": _in(state) for verb, state in STEPS.items()},
    "api:edition": _edition,
    "catalogue:entry": _entry,
    "catalogue:change": _entry,
    "catalogue:central_list": lambda county: {"number": central_list(county).pk},
    "catalogue:comment": lambda county: {"number": asked(county).pk},
}
SENT: dict[str, Callable[[County], dict[str, object]]] = {
    "api:ask-edition": lambda county: {"bodies": [county.education.pk], "due_on": FAR},
    "api:review-edition": lambda county: {
        "held_on": f"{TODAY}",
        "experts": "周教授",
        "is_passed": True,
        "text": "同意",
    },
    "api:publish-edition": lambda county: {"valid_from": FAR},
}
MANY = {"central_lists": make_central_lists, "editions": make_editions, "comments": make_comments}
COMMON = {__name__: draft}
