"""Bids that went back unopened: each of their bidders is told in a letter, as soon as that is known."""

from __future__ import annotations

from collections.abc import Mapping

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.numbers import take_number
from goufu.procurement.actions.telling import LETTERS
from goufu.procurement.models import Bid, EnvelopeState, HandedInBy, Opening, UnopenedLetter
from goufu.procurement.papers.citing import citation
from goufu.procurement.papers.minutes import moment_of
from goufu.procurement.sealed.ceremony import Lacking

_BACK = {
    True: "你单位交来的纸质密封件没有拆封，请凭回执和授权书到窗口取回。",
    False: "你单位送来的密文没有打开，凭回执可以取回。",
}


def tell_returned(act: Action, opening: Opening, short: Mapping[int | None, Lacking]) -> None:
    """Writes to everybody whose envelopes of a lot go back; the letter tells nothing of the others but how many they were."""
    rows = opening.envelopes.filter(state=EnvelopeState.RETURNED).select_related("bid__bidder", "bid__lot")
    bids: dict[tuple[int | None, int], list[Bid]] = {}
    for each in rows:
        bids.setdefault((each.bid.lot_id, each.bid.bidder_id), []).append(each.bid)
    procurement, today = opening.procurement, wall_clock.today()
    place = procurement.purchaser.place.code
    for (lot, _bidder), mine in bids.items():
        act.create(
            UnopenedLetter(
                opening=opening,
                lot=mine[0].lot,
                bidder=mine[0].bidder,
                number=take_number(LETTERS, place=place, year=today.year, place_word=place),
                text=_text(opening, mine, short[lot]),
                day=today,
                person=opening.begun_by,
                at=opening.begun_at,
            )
        )


def _text(opening: Opening, mine: list[Bid], lacking: Lacking) -> str:
    procurement, lot = opening.procurement, mine[0].lot
    where = f"第{lot.number}包" if lot else ""
    cited = citation(lacking.article)
    ways = sorted({each.way == HandedInBy.PAPER for each in mine})
    return (
        f"{mine[0].bidder.name}：\n"
        f"    {procurement.purchaser.name}的“{procurement.title}”（{procurement.number}）{where}"
        f"到{moment_of(procurement.bid_deadline_at)}截止时只有 {lacking.count} 家，不足 {lacking.wanted} 家，"
        f"没有开启{f'（{cited}）' if cited else ''}。{''.join(_BACK[each] for each in ways)}以后怎样采购，请看公告。"
    )
