"""Sentences and clauses of a text, and who acts in them.

A sentence ends at 。；！？, a clause also at a comma, colon or bracket. A word's actor is the party that a mark such as
由 or 经 names in its clause, else the nearest party before the word, else the actor of the clause before in the same sentence.
A party after a mark such as 为 or 对, in a relative clause (“按甲方确认的计划”), or owning the staff (乙方人员) acts not.
What has no punctuation for long is read in several clauses or sentences, which hand on who acts and of what was spoken. So
the time that a text takes grows with its length and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goufu.lazy_patterns import lazy_pattern
from goufu.reader import words
from goufu.reader.negations import plain_negations, reaches
from goufu.reader.parties import CONTRACTING, PROVIDER, PURCHASER, Party, is_oblique, parties
from goufu.reader.staff import PLACE, STAFF_ENDING
from goufu.reader.tokens import Token, Vocabulary, alternation

LABOUR = frozenset((
    "sent_staff", "pay", "attendance", "hours", "admission", "exchange_of_staff", "seniority", "dispatching",
    "posts", "unclear_dispatching", "licences", "supplying_only", "vacancies", "person_prices", "on_the_spot",
    "requirements",
))  # fmt: skip
DEBT = frozenset((
    "debt", "debt_object", "fixed_guarantee", "security", "buying_back", "stakes", "earnings", "whatever",
))  # fmt: skip
_OTHERS = (
    "negation", "no_negation", "lender", "other_persons", "choosing", "deciding", "exchange", "exchange_reason", "no_pay",
    "pay_setting", "equal_pay", "no_attendance", "sameness", "obeying", "commanding", "no_command", "rulebooks",
    "taking_over", "existing", "no_dispatching", "looking_at", "lawful_acts", "no_debt",
    "borrowed_identity", "sending", "invested_price", "soft_dispatching", "setting_up", "inspecting", "approving",
    "granting_leave", "obeying_only", "exchanged_things", "debt_promise", "debt_assurance", "performance_bond",
    "lawful_promise", "lawful_money_acts",
)  # fmt: skip
_VOCABULARY = Vocabulary((*CONTRACTING, *sorted(LABOUR), *sorted(DEBT), *_OTHERS))
_WANTED = LABOUR | DEBT
LONGEST_CLAUSE, LONGEST_SENTENCE = 300, 1_000  # signs; three times what people write
_SENTENCE = lazy_pattern(r"[^。;!?]+")
_CLAUSE = lazy_pattern(r"(?:[^,:()]|(?<=\d),(?=\d{3})|(?<=\d):(?=\d))+")
_GENERIC_STAFF = frozenset(words.lists()["generic_staff"])
_STAFF = frozenset(("sent_staff",))
_STAFF_ENDING = lazy_pattern(rf"[\u4e00-\u9fff]{{2}}{STAFF_ENDING}(?!会|额|工|制|村|外)")
_OWN_PERSONS = lazy_pattern(
    r"(?:安排|指派|指定|委派|派出|派|选派|配备|落实|明确|确定|授权)(?:\d+[名位]|[一两二三][名位]|相关|有关|专门|专业|本单位)*$"
)
_ATTENDING = lazy_pattern(
    r"(?:.{0,2}(?:配合|协助|陪同|验收|对接|负责|参与|参加|监督|检查|联系|进行|到场|现场|与|维持|旁听|来))|在\w{1,8}(?:维持|协助|配合|旁听)|$"
)
_ACTING = lazy_pattern("可(?!由|以由)|有权")  # 甲方安全员可叫停
_OF_ORGAN = lazy_pattern(
    r"由[^,;]{1,8}(?:[局厅委办院校所站队科室镇门位]内|[科股]|在编|组织的)$"
)  # 由局内工作人员, 由审批科工作人员
_OF_THE_ESTABLISHMENT = words.lists()["of_the_establishment"]
_BY_THAT = lazy_pattern("由[他她该其]")
_HE = lazy_pattern("由[他她](?!们|人|方|项)")
_THAT_HOUSE = lazy_pattern("由该(?P<house>单位|企业|公司|机构|中心|院|馆|站|店|社)")
_ITS_HOUSE = lazy_pattern("由其(?:所属|用人|派出|用工)(?:的)?(?:单位|企业|公司|机构)")
_BODIES = words.lists()["bodies_not_persons"]
_PLACE = lazy_pattern(PLACE)
_CONDITION = lazy_pattern(r"无论|不论|不管|若|如|倘|一旦|因|当|由于|即使|除非|凡")
# what is studied is decided on afterwards: 研究后由局里…
_TELLING = lazy_pattern(rf"{alternation(words.lists()['telling'])}(?!后|决定|确定|同意|并|所)[^由后]*$")
_PERMITTING = ("同意", "允许", "许可", "支持", "监督", "审核", "准许", "督促")
_MODAL = lazy_pattern(
    r"应|须|可|自行|自己|负责|以|将|需|必|不|按|向|为|对|就|自|依|凭|于|承诺|保证|确保|同意|愿|如|若|到期|取得|作为|方?在|提交|提供|与"
)


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
        self.tokens = _without_own_staff(text, start, end, tokens)
        self.kinds: frozenset[str] = frozenset().union(*[token.kinds for token in self.tokens])

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def parties(self) -> list[Party]:
        if self._parties is None:
            self._parties = parties(self.text, self.start, self.end, self.tokens)
            if _BY_THAT.search(self.text, self.start, self.end) and (meant := [*self._meant(self._parties)]):
                named = (one for one in self._parties if all(one.start != other.start for other in meant))
                self._parties = sorted([*named, *meant], key=_place)
        return self._parties

    def _meant(self, named: list[Party]) -> Iterator[Party]:
        """Whom 他 and 该单位 after 由 mean: the party named last before, for 他 one that is no body."""
        if found := _HE.search(self.text, self.start, self.end):
            persons = [one.who for one in named if one.end <= found.start() and not self._is_body(one)]
            yield from _agent(persons[-1] if persons else self._named_before(), *found.span())
        if found := _THAT_HOUSE.search(self.text, self.start, self.end):
            before = [one for one in named if one.end <= found.start()]
            before = before or (self.before.parties if self.before else [])
            alike = [one for one in before if self.text.endswith(found["house"], one.start, one.end)]
            yield from _agent((alike or before)[-1].who if before else "", *found.span())
        if found := _ITS_HOUSE.search(self.text, self.start, self.end):
            yield from _agent(PROVIDER, *found.span())

    def _is_body(self, party: Party) -> bool:
        """Whether a party is a body, which no 他 means: “镇里有要求跟他讲,由他安排”."""
        return self.text.endswith(_BODIES, party.start, party.end)

    def _named_before(self) -> str:
        """Who is named last in the clauses before, asked from the first of them on: a sentence may have thousands."""
        unasked: list[Clause] = []
        clause: Clause | None = self
        while clause and clause._named is None:
            unasked.append(clause)
            clause = clause.before
        for each in reversed(unasked):
            named = (
                [party for party in each.before.parties if not each._is_body(party)] if each.before else []
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
        return _TELLING.search(self.text[self.start : token.start]) is not None

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
        return self.denies_plainly(token.start, token.end)

    def denies_plainly(self, start: int, end: int) -> bool:
        """Whether a plain negation denies what the words between two places say."""
        return any(reaches(self.text, no, start, end) for no in self.plain_negations)

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


class Sentence:
    """A sentence: its place in the text, its clauses, and the lists of which it holds words.

    One that goes on from a stretch before knows the words of that, too.
    """

    __slots__ = ("clauses", "end", "kinds", "start", "text")

    def __init__(self, clauses: list[Clause], before: frozenset[str] = frozenset()) -> None:
        first, last = clauses[0], clauses[-1]
        self.text, self.start, self.end, self.clauses = first.text, first.start, last.end, clauses
        self.kinds = before.union(*[clause.kinds for clause in clauses])


def _agent(who: str, start: int, end: int) -> list[Party]:
    """The party meant by a word after 由, where it is known who that is."""
    return [Party(who, start + 1, end, is_agent=True, is_strong=True)] if who else []


def _place(party: Party) -> int:
    return party.start


def _is_no_measure(party: Party) -> bool:
    """Whether the party isn't only what is measured by: “按乙方贷款余额”."""
    return party.is_strong or not party.is_agent


def sentences(
    text: str,
    vocabulary: Vocabulary = _VOCABULARY,
    wanted: frozenset[str] = _WANTED,
    telling: re.Pattern[str] | None = None,
) -> Iterator[Sentence]:
    """The sentences of a text in its normal form that hold a word of the lists wanted: those of labour and debt.

    A pattern of telling words spares looking into the sentences that hold none.
    """
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        if telling and not telling.search(text, start, end):
            continue
        tokens = vocabulary.tokens(text, start, end)
        if "员" in text[start:end]:
            tokens = _with_staff(text, start, end, tokens)
        if any(not token.kinds.isdisjoint(wanted) for token in tokens):
            yield from _in_stretches(_clauses(text, start, end, tokens))


def all_clauses(text: str, vocabulary: Vocabulary) -> Iterator[Clause]:
    """The clauses of a text in its normal form, whatever they say, with the words of a vocabulary."""
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        yield from _clauses(text, start, end, vocabulary.tokens(text, start, end))


def _in_stretches(clauses: list[Clause]) -> Iterator[Sentence]:
    """The clauses of a sentence as one, or as several that hand on of what was spoken where it is long beyond measure."""
    first = 0
    known: frozenset[str] = frozenset()
    for at, clause in enumerate(clauses):
        if clause.end - clauses[first].start > LONGEST_SENTENCE:
            stretch = Sentence(clauses[first:at], known)
            known = stretch.kinds
            yield stretch
            first = at
    if clauses:
        yield Sentence(clauses[first:], known)


def _clauses(text: str, start: int, end: int, tokens: list[Token]) -> list[Clause]:
    clauses: list[Clause] = []
    before = None
    at = 0
    for found in _CLAUSE.finditer(text, start, end):
        first, last = found.span()
        while first < last:
            most = first + LONGEST_CLAUSE
            upto = at
            while upto < len(tokens) and tokens[upto].start < last and tokens[upto].end <= most:
                upto += 1
            is_cut = upto < len(tokens) and tokens[upto].start < min(last, most)
            stop = tokens[upto].start if is_cut else min(last, most)
            before = Clause(text, first, stop, tokens[at:upto], before)
            clauses.append(before)
            at, first = upto, stop
    return clauses


def _with_staff(text: str, start: int, end: int, tokens: list[Token]) -> list[Token]:
    """The words of a sentence with persons whom no list names, by their ending: 陪检员, 档案装订员."""
    told = {
        place for token in tokens if "员" in token.word for place in range(token.start + 1, token.end + 1)
    }
    named = [
        Token(found.group(), _STAFF, *found.span())
        for found in _STAFF_ENDING.finditer(text, start, end)
        if found.end() not in told
    ]
    return sorted([*tokens, *named], key=lambda token: token.start) if named else tokens


def _without_own_staff(text: str, start: int, end: int, tokens: list[Token]) -> list[Token]:
    """The words of a clause without places called by persons (社工站), and without persons who are the purchaser's own:

    “我局工作人员”, “甲方安排人员配合”.
    """
    kept: list[Token] = []
    for token in tokens:
        if "sent_staff" in token.kinds and _PLACE.match(text, token.end, end):
            continue
        if "sent_staff" not in token.kinds or not _is_own(text, start, end, kept, token):
            kept.append(token)
        elif kept and not kept[-1].kinds.isdisjoint(("choosing", "deciding", "commanding")):
            kept.pop()  # what the purchaser does with them
    return kept


def _is_own(text: str, start: int, end: int, before: list[Token], token: Token) -> bool:
    if text.find("由", start, token.start) >= 0 and _OF_ORGAN.search(text, start, token.start):
        return True
    if text.endswith(_OF_THE_ESTABLISHMENT, start, token.start):
        return True
    purchasers = [party for party in before if "purchaser" in party.kinds]
    if not purchasers:
        return False
    if token.word in _GENERIC_STAFF and text[purchasers[-1].end : token.start] in ("", "的"):
        return not is_oblique(text[start : purchasers[-1].start])
    if any("provider" in party.kinds for party in before):
        return False
    if not text[purchasers[-1].end : token.start] and _ACTING.match(text[token.end : end]):
        return True
    is_sent = _OWN_PERSONS.search(text[start : token.start])
    return bool(is_sent and _ATTENDING.match(text[token.end : end]))
