"""Pages that are there only in the midst of something: each at its moment, as whom it is there for. `tests/audit.py` looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeAlias

from django.test import Client
from django.urls import reverse

from goufu.core.duties import Duty
from goufu.core.roles import Role
from goufu.procurement.actions.filing import keep_template, save_file
from goufu.procurement.actions.parties import receive_copy
from goufu.procurement.actions.sitting import give_codes
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, receiving
from goufu.procurement.tests.challenged import copied, with_winner
from goufu.procurement.tests.delegating import agency, delegated, drafted
from goufu.procurement.tests.procuring import BEGIN, on, planned, running
from goufu.procurement.tests.quoting import UNTIL, called, quote
from goufu.procurement.tests.reviewing import REVIEWED
from goufu.procurement.tests.test_consortia import IN_TIME, joint
from goufu.procurement.tests.test_counter import code
from goufu.procurement.tests.test_counter import paper as at_the_counter
from goufu.procurement.tests.test_quotations import paper as on_paper
from goufu.procurement.tests.test_reviewing_again import again, ended, handed_in_anew
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, sign_in

Pages: TypeAlias = Iterator[tuple[str, Client]]


def page(name: str, *given: object) -> str:
    return reverse(f"procurement:{name}", args=given)


def parties(county: County) -> Pages:
    """A copy goes to who won: not yet received, received, answered."""
    made = with_winner(county)
    with on(made.received_on):
        office = sign_in(county.treasurer)
        yield page("complaint", made.pk), office
        mine = copied(county, made)["supplier"]
        who = agent("中标人经办人", Body.objects.get(pk=mine.body_id), Role.PROVIDER_AGENT)
        winner = sign_in(who)
        yield page("party", mine.pk), winner
        receive_copy(party=mine.pk, by=who)
        yield page("party", mine.pk), winner
        yield page("complaint", made.pk), office


def reviewed_again(county: County) -> Pages:
    made = running(county)
    with on(REVIEWED):
        _first, panel = ended(county, made)
        office = sign_in(county.officer)
        yield page("reopen_review", made.pk), office
        again(county, made)
        yield page("review", made.pk), office
        [(_member, given), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        member = Client()
        member.post(page("panel"), {"number": made.number, "code": given})
        yield page("panel_home"), member
        handed_in_anew(made, panel)
        yield page("panel_sign"), member
        yield page("review", made.pk), office


def handed_back(county: County) -> Pages:
    found, office = receiving(county), sign_in(county.officer)
    with at(DEADLINE + timedelta(seconds=1)):
        late = at_the_counter(found.procurement, county, code(bidder(county)))
        yield page("receipt", late.token), office
        yield page("hand_back", found.procurement.pk, late.token), office
        yield page("counter", found.procurement.pk), office


def declining(county: County) -> Pages:
    found, lead, member = receiving(county), bidder(county), bidder(county, 1)
    with at(IN_TIME):
        taken = joint(found.procurement, lead, member)
        yield page("announced", found.procurement.pk), sign_in(member)
        yield page("decline_membership", taken.members.get().pk), sign_in(member)


def correcting(county: County) -> Pages:
    with on(BEGIN - timedelta(days=35)):
        held = drafted(county, planned(county), agency(county).body, duties=["file"])
        yield page("delegation", held.pk), sign_in(county.officer)
        yield page("correct-delegation", held.pk), sign_in(county.officer)


def templates(county: County) -> Pages:
    """Of an agency, which keeps its own."""
    with on(BEGIN - timedelta(days=35)):
        made, firm = planned(county), agency(county)
        delegated(county, made, firm, [Duty.FILE])
        save_file(
            procurement=made.pk, demand="{项目名称}：每周两次。", qualification="", contract="", by=firm.clerk
        )
        clerk = sign_in(firm.clerk)
        yield page("file", made.pk), clerk
        keep_template(part="demand", name="居家护理", text="每周两次。", by=firm.clerk)
        yield page("templates"), clerk


def quoted_on_paper(county: County) -> Pages:
    found, office = called(county), sign_in(county.officer)
    with at(UNTIL):
        quote(found, 0, "490000.00")
        brought = on_paper(found, county, found.bidders[1])
        yield page("counter", found.procurement.pk), office
        yield page("receipt", brought.token), office
    with at(UNTIL + timedelta(minutes=5)):
        yield page("opening", found.procurement.pk), office


STATES: tuple[Callable[[County], Pages], ...] = (
    parties, reviewed_again, handed_back, declining, correcting, templates, quoted_on_paper,
)  # fmt: skip
