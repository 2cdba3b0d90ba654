"""Clauses of a sentence, and who acts in them.

A word's actor is the party that a mark such as 由 or 经 names in its clause, else the nearest party before the word, else the
actor of the clause before in the same sentence. A party after a mark such as 为 or 对, in a relative clause (“按甲方确认的计划”),
or owning the staff (乙方人员) acts not.
"""

from __future__ import annotations

from collections.abc import Iterator

from goufu.reader import words
from goufu.reader.negations import plain_negations, reaches
from goufu.reader.own_staff import without_own_staff
from goufu.reader.parties import PROVIDER, PURCHASER, Party, parties
from goufu.reader.patterns import pattern
from goufu.reader.referring import BY_THAT, is_body, meant
from goufu.reader.tokens import Token

_CONDITION = pattern("{conditions}|如|当")
# what is studied is decided on afterwards: 研究后由局里…
_TELLING = pattern("{telling}(?!后|决定|确定|同意|并|所)[^由后]*$")
# what the clause before tells of, in a list: “讲解不得购买的情形,包括融资、劳务派遣等内容”
_LISTED = pattern(r"{including}[^,;\d]*等{listed_topics}")
# “‘差额补足’‘回购’等条款一律不得写入本合同”
_NOT_WRITTEN = pattern(
    "[^,;]*?等{wordings}[^,;]{0,4}{forbidden_plainly}(?:写入|载入|列入|出现在?|订入)[^,;]{0,4}(?:合同|协议)"
)
_PERMITTING = words.lists()["permitting"]
_MODAL = pattern("{after_parties}|方?在")


class Clause:
    """A clause: its place in the text, its words in order with their lists, and the clause before in its sentence."""

    __slots__ = (
        "_inherited",
        "_named",
        "_parties",
        "_plain",
        "before",
        "end",
        "kinds",
        "start",
        "text",
        "tokens",
    )

    def __init__(self, text: str, start: int, end: int, tokens: list[Token], before: Clause | None) -> None:
        self.text, self.start, self.end, self.before = text, start, end, before
        self._parties: list[Party] | None = None
        self._inherited: str | None = None
        self._named: str | None = None  # last in the clauses before
        self._plain: list[Token] | None = None
        self.tokens = without_own_staff(text, start, end, tokens)
        self.kinds: frozenset[str] = frozenset().union(*[token.kinds for token in self.tokens])

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def parties(self) -> list[Party]:
        if self._parties is None:
            self._parties = parties(self.text, self.start, self.end, self.tokens)
            if BY_THAT.search(self.text, self.start, self.end) and (others := [*meant(self, self._parties)]):
                named = (one for one in self._parties if all(one.start != other.start for other in others))
                self._parties = sorted([*named, *others], key=_place)
        return self._parties

    def named_before(self) -> str:
        """Who is named last in the clauses before, asked from the first of them on: a sentence may have thousands."""
        unasked: list[Clause] = []
        clause: Clause | None = self
        while clause and clause._named is None:
            unasked.append(clause)
            clause = clause.before
        for each in reversed(unasked):
            named = (
                [party for party in each.before.parties if not is_body(each, party)] if each.before else []
            )
            each._named = named[-1].who if named else (each.before and each.before._named) or ""
        return self._named or ""

    @property
    def plain_negations(self) -> list[Token]:
        """The negations that no list holds together with their verb: “不考核”."""
        if self._plain is None:
            self._plain = plain_negations(self.text, self.start, self.end, self.tokens)
        return self._plain

    @property
    def is_negated(self) -> bool:
        """Whether anything is denied in the clause."""
        return "negation" in self.kinds or bool(self.plain_negations)

    @property
    def names_purchaser(self) -> bool:
        return any(party.who == PURCHASER for party in self.parties)

    @property
    def inherited(self) -> str:
        """The actor that the clauses before in the sentence hand on; a condition amid the sentence hands on none of its own."""
        unasked: list[Clause] = []
        clause = self
        while clause._inherited is None:
            before = clause.before
            acting = before.acting if before else ""
            if before is None or (acting and not before.is_condition):
                clause._inherited = acting
            else:
                unasked.append(clause)
                clause = before
        handed_on = clause._inherited
        for each in reversed(unasked):
            handed_on = each._inherited = handed_on or (each.before.acting if each.before else "")
        return handed_on

    @property
    def is_condition(self) -> bool:
        """Whether the clause is a condition amid the sentence."""
        return self.before is not None and _CONDITION.match(self.text, self.start) is not None

    @property
    def acting(self) -> str:
        """Who acts in the clause as a whole and is named in it: the first party that acts."""
        acting = [party for party in self.parties if not party.is_oblique]
        plain = [party for party in acting if not party.owns_staff]
        return (plain or acting)[0].who if acting else ""

    @property
    def subject(self) -> str:
        """Who acts in the clause as a whole: who is named in it, else the one of the clause before."""
        return self.acting or self.inherited

    def has(self, *kinds: str) -> bool:
        """Whether a word of one of the lists stands in the clause."""
        return not self.kinds.isdisjoint(kinds)

    def of(self, *kinds: str) -> Iterator[Token]:
        """The words of the lists, from left to right."""
        if self.kinds.isdisjoint(kinds):
            return iter(())
        return (token for token in self.tokens if not token.kinds.isdisjoint(kinds))

    def actor_of(self, token: Token) -> str:
        """Who does what the word says: "purchaser", "provider", "both" or "" where nobody is named."""
        acting = [party for party in self.parties if not party.is_oblique]
        before = [
            party for party in acting if party.end <= token.start and not self._is_cut_off(party, token)
        ]
        plain = [party for party in before if not party.owns_staff]
        if plain and (plain[-1].is_agent or plain[-1].end == token.start):
            return plain[-1].who
        agents_after = [party for party in acting if party.is_agent and party.start >= token.end]
        nearest = [*agents_after[:1], *plain[-1:]]
        if nearest:
            return nearest[0].who
        return before[-1].who if before else self.inherited

    def tells_of(self, token: Token) -> bool:
        """Whether the clause only studies or tells of what the word says: “讨论派遣用工、保底收益的争议”."""
        if _TELLING.search(self.text[self.start : token.start]):
            return True
        return (
            self.before is not None
            and not self.has("sent_staff")
            and _LISTED.fullmatch(self.text, self.start, self.end) is not None
            and _TELLING.search(self.before.words) is not None
        )

    def promiser_before(self, token: Token) -> str:
        """Who pays or promises what the word says: the subject, though the provider stands nearer as the debtor."""
        acting = [
            party
            for party in self.parties
            if not party.is_oblique
            and party.end <= token.start
            and (party.who != PROVIDER or _is_no_measure(party))
        ]
        agents = [party for party in acting if party.is_agent]
        if agents:
            return agents[-1].who
        if any(self._is_of_its_time(party, token) for party in self.parties):
            return PROVIDER
        acting = [party for party in acting if party.who != PROVIDER or self._acts(party, token)]
        if acting:
            return acting[-1].who
        return self.actor_of(token) if not self.parties else self.inherited

    def denies(self, token: Token) -> bool:
        """Whether a negation stands before the word."""
        if any(no.start < token.start and not self._is_inability(no) for no in self.of("negation")):
            return True
        return self.denies_plainly(token.start, token.end) or self._is_banned(token)

    def denies_plainly(self, start: int, end: int) -> bool:
        """Whether a plain negation denies what the words between two places say."""
        return any(reaches(self.text, no, start, end) for no in self.plain_negations)

    def _is_banned(self, token: Token) -> bool:
        """Whether what the word says is only named as what no contract may hold."""
        return not self.names_purchaser and _NOT_WRITTEN.match(self.text, token.end, self.end) is not None

    def _is_inability(self, no: Token) -> bool:
        """Whether the negation is what the provider can't do, not what anybody must not: “乙方不能还贷时”."""
        return no.word == "不能" and any(
            party.who == PROVIDER and party.end == no.start for party in self.parties
        )

    def _acts(self, party: Party, token: Token) -> bool:
        """Whether the provider acts itself, and is not named as the debtor: “乙方应…”, but not “乙方的借款”."""
        before, after = self.text[self.start : party.start], self.text[party.end : token.start]
        return bool(party.is_demanded or before.endswith(_PERMITTING) or not after or _MODAL.match(after))

    def _is_of_its_time(self, party: Party, token: Token) -> bool:
        """Whether the word tells when the provider does something: “在乙方质押收益权时”."""
        return (
            party.who == PROVIDER
            and party.end <= token.start
            and self.text.endswith(("在", "当"), self.start, party.start)
            and self.text.find("时", token.end, self.end) >= 0
        )

    def _is_cut_off(self, party: Party, token: Token) -> bool:
        """Whether the party belongs to a relative clause before the word: “按甲方确认的计划安排人员”."""
        relative = self.text.find("的", party.end + 1, token.start)
        return relative >= 0 and any(
            party.end <= verb.start and verb.end == relative
            for verb in self.of("deciding", "choosing", "commanding")
        )


def _place(party: Party) -> int:
    return party.start


def _is_no_measure(party: Party) -> bool:
    """Whether the party isn't only what is measured by: “按乙方贷款余额”."""
    return party.is_strong or not party.is_agent
