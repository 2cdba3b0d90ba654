"""Sentences and clauses of a text, and who acts in them.

A sentence ends at 。；！？, a clause also at a comma, colon or bracket. A word's actor is the party that a mark such as
由 or 经 names in its clause, else the nearest party before the word, else the actor of the clause before in the same sentence.
A party after a mark such as 为 or 对, in a relative clause (“按甲方确认的计划”), or owning the staff (乙方人员) acts not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from goufu.reader import words
from goufu.reader.tokens import Token, Vocabulary

PURCHASER, PROVIDER = "purchaser", "provider"
_PARTIES = {
    "both_parties": "both",
    "purchaser": PURCHASER,
    "public_financier": PURCHASER,
    "provider": PROVIDER,
}
LISTS = (
    *_PARTIES, "lender", "negation", "no_negation",
    "sent_staff", "other_persons", "choosing", "deciding", "admission", "exchange", "exchange_of_staff", "exchange_reason",
    "pay", "no_pay", "pay_setting", "equal_pay", "attendance", "no_attendance", "hours", "sameness", "obeying", "commanding",
    "no_command", "rulebooks", "taking_over", "existing", "seniority", "supplying_only", "licences", "on_the_spot",
    "requirements", "dispatching", "no_dispatching", "looking_at",
    "debt", "no_debt", "debt_promise", "debt_assurance", "debt_object", "budgeting", "fixed_guarantee", "performance_bond",
    "lawful_promise", "lawful_acts", "vacancies",
)  # fmt: skip
_VOCABULARY = Vocabulary(LISTS)
_SENTENCE = re.compile(r"[^。;!?]+")
_CLAUSE = re.compile(r"(?:[^,:()]|(?<=\d),(?=\d{3}))+")
_AGENT_MARKS = words.lists()["agent_mark"]
_STRONG_MARKS = words.lists()["strong_mark"]
_OBLIQUE_MARKS = words.lists()["oblique_mark"]
_DEMAND_MARKS = words.lists()["demand_mark"]
_NO_OBLIQUE_MARKS = ("作为", "成为", "因为", "认为")
_SUFFIX = (
    r"(?:(?:局|委|办|厅|院|校|馆|所|站|队|处|科|股|室|镇|乡|街道|社区|中心|政府|机关|单位|园|村|部门)(?:里|方|内|机关|领导|负责人)?"
    r"|主任|科长|队长|站长|所长|院长|馆长|校长|园长|护士长|局长|处长|班长|领导|[科室队站]负责人)"
)
_AGENT_NAME = re.compile(
    rf"(?:由|经(?!济|费|营|办|验|常)|归(?!还|档)|听(?!证)候?从?|服从|以(?!上|下|及|后|内)|按照?|报(?!告|酬|名)经?|受(?!理|益)|接受|征得|随|凭)"
    rf"(?P<name>[\u4e00-\u9fff]{{0,8}}?{_SUFFIX})(?!会|理|标准|规定的|规范|范围|面积|职责)"
)
_SUBJECT_NAME = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{0,6}}?{_SUFFIX})(?=可|有权|应|负责|将|每|对|按|统一|直接|自行|自己|自主|自定|需|要|决定|确定|亲自|随时|不满|认为|在)"
)
_NOT_PURCHASER = re.compile(
    r"乙方|供应商|中标|承接|服务中心|服务站|事务所|项目|物业|保安|保洁|社工站|客服|研究院|公安部|法院|仲裁|保险|银行|劳动|税务|人社|医疗机构|居家|国务院|财政部"
    r"|合同|国家|规定|标准|面积|质量|次|其他|本项目以外|行业|上级"
)
_PERMITTING = ("同意", "允许", "许可", "支持", "监督", "审核", "准许", "督促")
_MODAL = re.compile(
    r"应|须|可|自行|自己|负责|以|将|需|必|不|按|向|为|对|就|自|依|凭|于|承诺|保证|确保|同意|愿|如|若|到期|取得|作为|方?在|提交|提供|与"
)
_GENERIC_STAFF = frozenset(
    ("人员", "工作人员", "员工", "职工", "管理人员", "个人", "助理", "教师", "老师", "医生", "护士")
)
_OWNED = frozenset(
    ("", "的", "派出", "派驻", "所派", "派出的", "所派的", "派驻的", "拟派", "提供的", "选派的", "委派的")
)
_OWN_PERSONS = re.compile(
    r"(?:安排|指派|指定|委派|派出|派|选派|配备|落实|明确|确定|授权)(?:\d+名|一名|两名|相关|有关|专门|专业|本单位)*$"
)
_ATTENDING = re.compile(
    r"(?:.{0,2}(?:配合|协助|陪同|验收|对接|负责|参与|参加|监督|检查|联系|进行|到场|现场|与))|$"
)


@dataclass(frozen=True, slots=True)
class Party:
    """A party named in a clause: who it is, its place, and how it stands there.

    An agent is marked as who acts; strongly by 由 or 经, weakly by 按 or 接受.
    """

    who: str
    start: int
    end: int
    is_agent: bool
    is_strong: bool
    is_oblique: bool
    is_demanded: bool
    owns_staff: bool


@dataclass
class Clause:
    """A clause: its place in the text, its words in order, and the actor that the clause before hands on."""

    text: str
    start: int
    end: int
    tokens: list[Token]
    inherited: str = ""

    def has(self, *kinds: str) -> bool:
        """Whether a word of one of the lists stands in the clause."""
        return not self.kinds.isdisjoint(kinds)

    def of(self, *kinds: str) -> Iterator[Token]:
        """The words of the lists, from left to right."""
        return (token for token in self.tokens if not token.kinds.isdisjoint(kinds))

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset().union(*(token.kinds for token in self.tokens))

    @cached_property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @cached_property
    def parties(self) -> list[Party]:
        known = [
            _party(self, token, index)
            for index, token in enumerate(self.tokens)
            if not token.kinds.isdisjoint(_PARTIES)
        ]
        unknown = [
            party for party in _named_bodies(self) if not any(_overlap(party, other) for other in known)
        ]
        return sorted([*known, *unknown], key=lambda party: party.start)

    @cached_property
    def subject(self) -> str:
        """Who acts in the clause as a whole: the first party that acts, else the one of the clause before."""
        acting = [party for party in self.parties if not party.is_oblique]
        plain = [party for party in acting if not party.owns_staff]
        return (plain or acting)[0].who if acting else self.inherited

    @property
    def names_purchaser(self) -> bool:
        return any(party.who == PURCHASER for party in self.parties)

    def actor_of(self, token: Token) -> str:
        """Who does what the word says: "purchaser", "provider", "both", "lender" or "" where nobody is named."""
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
        return self.inherited or (before[-1].who if before else "")

    def promiser_before(self, token: Token) -> str:
        """Who pays or promises what the word says: the subject, though the provider stands nearer as the debtor."""
        acting = [party for party in self.parties if not party.is_oblique and party.end <= token.start]
        agents = [party for party in acting if party.is_agent]
        if agents:
            return agents[-1].who
        acting = [party for party in acting if party.who != PROVIDER or self._acts(party, token)]
        if acting:
            return acting[-1].who
        return self.actor_of(token) if not self.parties else self.inherited

    def _acts(self, party: Party, token: Token) -> bool:
        """Whether the provider acts itself, and is not named as the debtor: “乙方应…”, “要求乙方…”, but not “乙方的借款”."""
        before, after = self.text[self.start : party.start], self.text[party.end : token.start]
        return bool(party.is_demanded or before.endswith(_PERMITTING) or not after or _MODAL.match(after))

    def denies(self, token: Token) -> bool:
        """Whether a negation stands before the word."""
        return any(no.start < token.start for no in self.of("negation"))

    def _is_cut_off(self, party: Party, token: Token) -> bool:
        """Whether the party belongs to a relative clause before the word: “按甲方确认的计划安排人员”."""
        relative = self.text.find("的", party.end + 1, token.start)
        return relative >= 0 and any(
            party.end <= verb.start and verb.end == relative
            for verb in self.of("deciding", "choosing", "commanding")
        )


@dataclass
class Sentence:
    """A sentence: its place in the text and its clauses."""

    text: str
    start: int
    end: int
    clauses: list[Clause]

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset().union(*(clause.kinds for clause in self.clauses))


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text in its normal form."""
    return (_sentence(text, *found.span()) for found in _SENTENCE.finditer(text))


def _sentence(text: str, start: int, end: int) -> Sentence:
    """The sentence between two places, with the actor handed on from clause to clause."""
    clauses: list[Clause] = []
    tokens = _VOCABULARY.tokens(text, start, end)
    actor = ""
    for found in _CLAUSE.finditer(text, start, end):
        first, last = found.span()
        clause = Clause(
            text, first, last, [one for one in tokens if first <= one.start and one.end <= last], actor
        )
        clause.tokens = _without_own_staff(clause)
        clauses.append(clause)
        actor = clause.subject
    return Sentence(text, start, end, clauses)


def _party(clause: Clause, token: Token, index: int) -> Party:
    before = (
        clause.text[max(clause.start, token.start - 5) : token.start]
        .rstrip("各该本其所区县市省镇乡我")
        .removesuffix("相关")
    )
    is_agent = before.endswith(_AGENT_MARKS)
    return Party(
        who=next(who for kind, who in _PARTIES.items() if kind in token.kinds),
        start=token.start,
        end=token.end,
        is_agent=is_agent,
        is_strong=before.endswith(_STRONG_MARKS)
        or before.endswith("以")
        and "为准" in clause.text[token.end : clause.end],
        is_oblique=not is_agent
        and before.endswith(_OBLIQUE_MARKS)
        and not before.endswith(_NO_OBLIQUE_MARKS),
        is_demanded=before.endswith(_DEMAND_MARKS),
        owns_staff=_owns_staff(clause, token, index),
    )


def _named_bodies(clause: Clause) -> Iterator[Party]:
    """Bodies that no list names, by their endings: “由护士长”, “经车队”, “馆里可以”. Not the provider's: the purchaser's."""
    for found in _AGENT_NAME.finditer(clause.text, clause.start, clause.end):
        if not _NOT_PURCHASER.search(found["name"]):
            yield Party(
                PURCHASER,
                *found.span("name"),
                True,
                found.group().startswith(_STRONG_MARKS),
                False,
                False,
                False,
            )
    found = _SUBJECT_NAME.match(clause.text, clause.start, clause.end)
    if found and not _NOT_PURCHASER.search(found["name"]):
        yield Party(PURCHASER, *found.span("name"), False, False, False, False, False)


def _overlap(one: Party, other: Party) -> bool:
    return one.start < other.end and other.start < one.end


def _owns_staff(clause: Clause, token: Token, index: int) -> bool:
    following = clause.tokens[index + 1] if index + 1 < len(clause.tokens) else None
    if following is None or following.kinds.isdisjoint(("sent_staff", "pay")):
        return False
    return clause.text[token.end : following.start] in _OWNED


def _without_own_staff(clause: Clause) -> list[Token]:
    """The words of the clause without persons who are the purchaser's own: “我局工作人员”, “甲方安排人员配合”."""
    kept: list[Token] = []
    for token in clause.tokens:
        if token.word not in _GENERIC_STAFF or not _is_own(clause, kept, token):
            kept.append(token)
    return kept


def _is_own(clause: Clause, before: list[Token], token: Token) -> bool:
    purchasers = [party for party in before if "purchaser" in party.kinds]
    if not purchasers:
        return False
    if clause.text[purchasers[-1].end : token.start] in ("", "的"):
        return not clause.text[clause.start : purchasers[-1].start].rstrip("各该").endswith(_OBLIQUE_MARKS)
    if any("provider" in party.kinds for party in before):
        return False
    is_sent = _OWN_PERSONS.search(clause.text[clause.start : token.start])
    return bool(is_sent and _ATTENDING.match(clause.text[token.end : clause.end]))
