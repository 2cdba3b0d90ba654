"""How bidders are related by what each has on file: the same person in charge, one held or managed by the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from goufu.registry.models import Affiliation, Body, Headship
from goufu.registry.names import folds
from goufu.registry.queries.declared import heads_on, holders_on


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is in charge of each of some bodies on a day, and who holds or manages it, by the body's number."""

    heads: Mapping[int, Headship]
    holders: Mapping[int, list[Affiliation]]
    folded: Mapping[str, str]

    @classmethod
    def on(cls, bodies: Collection[Body], day: date) -> Standing:
        """Three queries at most."""
        heads, holders = heads_on(bodies, day), holders_on(bodies, day)
        named = [each.holder_name for rows in holders.values() for each in rows]
        names = {each.name for each in heads.values()} | {each.name for each in bodies} | {*named}
        return cls(heads, holders, folds(names) if heads or holders else {})

    def between(self, one: Body, other: Body) -> Iterator[str]:
        """What speaks against both bidding for the same, in sentences."""
        if one == other:
            return
        if said := self.same_head(one, other):
            yield said
        for body, holder in ((one, other), (other, one)):
            for each in self.holders.get(body.pk, ()):
                if self._names(each, holder):
                    told = {"name": body.name, "holder": holder.name, "relation": each.get_relation_display()}
                    yield _("%(name)s的承接主体档案里写明，%(holder)s%(relation)s") % told

    def same_head(self, one: Body, other: Body) -> str:
        """That the persons in charge of both have one name, with what tells them apart; empty where they haven't."""
        mine, theirs = self.heads.get(one.pk), self.heads.get(other.pk)
        if one == other or not mine or not theirs or self.folded[mine.name] != self.folded[theirs.name]:
            return ""
        said = {"one": _told(one, mine), "other": _told(other, theirs), "name": mine.name}
        return _("%(one)s和%(other)s登记的负责人都叫%(name)s，请核对是不是同一个人") % said

    def _names(self, each: Affiliation, holder: Body) -> bool:
        if each.holder_code and holder.credit_code:
            return each.holder_code == holder.credit_code
        return self.folded[each.holder_name] == self.folded[holder.name]


def _told(body: Body, head: Headship) -> str:
    since = _("，任职自%(day)s") % {"day": f"{head.starts_on:%Y-%m-%d}"} if head.starts_on else ""
    return f"{body.name}（{body.credit_code or _('没有代码')}{since}）"
