"""Signing in with one click, and moving the clock on: both only where everything is made up."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from goufu import wall_clock
from goufu.core.errors import NotFound
from goufu.core.pages import needs
from goufu.demo import cases as said
from goufu.demo import clock
from goufu.demo.entering import enter
from goufu.demo.models import DemoClock
from goufu.demo.sealing import PASSPHRASE, key_of
from goufu.demo.settling import settle
from goufu.numbers import whole_number
from goufu.procurement.models import Custodian
from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.sealing.keys import key_file
from goufu.ui.onward import onward

EASY = 12  # of scrypt: the passphrase stands on the page
DAYS = {"day": 1, "month": 30}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody as whom one can sign in; also for who is signed in, to become somebody else."""
    return render(request, "demo/people.html")


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """What the source says of real places, beside what is made up after it."""
    seats = said.seats(request.agent or None)  # type: ignore[attr-defined]
    shown = [(case, case.like in seats, seats.get(case.like)) for case in said.cases()]
    return render(request, "demo/cases.html", {"cases": shown, "source": said.SOURCE})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in as that person. Fails on a database without our clock."""
    DemoClock.objects.get()
    person = get_object_or_404(Person, pk=whole_number(request.POST.get("person")), is_active=True)
    if person.must_change_password:
        settle(person)
    enter(request, person)
    return redirect(onward(request))


@require_POST
def move_on(request: HttpRequest) -> HttpResponse:
    """Moves the clock on to the morning of the next working day, or of one a month later."""
    days = DAYS.get(request.POST.get("to", ""), 1)
    clock.move_to(wall_clock.today() + timedelta(days=days))
    return redirect(onward(request))


@require_safe
@needs()
def key(request: HttpRequest, agent: Agent, custodian: int) -> HttpResponse:
    """The key file of a made-up custodian, for whoever sits in his place."""
    found = get_object_or_404(Custodian, pk=custodian, person=agent.person)
    made = key_of(found)
    if made is None:
        raise NotFound
    data = key_file(made, PASSPHRASE, wall_clock.now(), hard=EASY)
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.fingerprint.replace(" ", "-")}.gkey"'
    return response
