"""Control of an employer: attendance, command, taking over the present staff, and what else shows who employs.

Each function reads a clause and gives who acts: "purchaser", "" where nobody is named, None where the clause says no such thing.
"""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.clause import Clause
from goufu.reader.employer_acts import (
    Actor,
    asks_for_exchange,
    by_purchaser,
    names_others_only,
    speaks_of_staff,
)
from goufu.reader.headcounts import is_deducted
from goufu.reader.parties import PROVIDER, PURCHASER
from goufu.reader.patterns import pattern
from goufu.reader.sentences import Sentence
from goufu.reader.tokens import Token

_MARK = pattern(
    "(?:统一|一律|均|都|也|且|并|须|需|应|可|再|后|先|另)?(?:{marks_before_purchaser}|报经?)?[各该本其所我区县市省镇乡]?"
)
_ALL = pattern("{all_of_them}")
_FOR_STAFF = pattern("[向为给与和陪请邀]|[须应需]有|{done_for_staff}")
_OF_SERVICE = pattern("的?{said_of_service}|(?:有(?:不同)?|的)?意见|有异议|不满")
# what becomes of a thing or a case, no person: “后续处置听候分局办理”
_MATTER = pattern("(?:若|如|如需)?{afterwards}?[^,;由听待等经]{0,4}?{left_matters}")
_ABSENCES = pattern("(?:空岗|缺岗|缺员|缺勤)(?:次数|率|天数|时长|人次)")  # for which less is paid
_BORROWS = pattern(r"[着穿戴佩持以用]")
_AT_PURCHASER = pattern(r"(?:在|到|至|去)\w{0,3}{purchasers_offices}\w{0,6}{attendance_there}")
_SENT_TO_BODY = pattern(
    r"(?:向|给|为)[\u4e00-\u9fff]{0,6}{bodies_sent_to}派遣[^,;]{0,8}(?:人员|员|工|人)"
    "|派遣[^,;]{0,10}(?:到|至|往)[^,;]{0,8}{bodies_sent_to}(?:工作|上班|任职|任教)"
)

_CUTS_PAY = pattern("扣款|扣[^,;]{0,6}{persons_pay}")
_FREELY = pattern("自愿|自主|双向选择")
_ONLY = pattern("[只仅](?!要|有|需)")  # what the organ does besides: “交警只交代当天的方案”
_LACKS = pattern("不具[备有]|没有|未")
_NOT_ASKED_FOR = frozenset(words.lists()["not_asked_for"])
_FORBIDDING = frozenset(words.lists()["forbidding"])


def attendance(clause: Clause, sentence: Sentence) -> Actor:
    """Keeping attendance and shifts, granting leave, or the purchaser's own hours."""
    if names_others_only(clause):
        return None
    if by_purchaser(
        clause, (token for token in clause.of("attendance") if not _is_inspected(clause, sentence, token))
    ):
        return PURCHASER
    if clause.is_negated and clause.names_purchaser:
        return None
    if clause.has("attendance", "hours") and clause.has("sameness") and clause.names_purchaser:
        return PURCHASER
    if clause.has("attendance") and (_AT_PURCHASER.search(clause.words) or _staff_reports(clause)):
        return PURCHASER
    if "attendance" not in sentence.kinds:
        return None
    grants = (
        token for token in clause.of("granting_leave") if not clause.text.endswith("未经", 0, token.start)
    )
    return by_purchaser(clause, grants)


def command(clause: Clause, sentence: Sentence) -> Actor:
    """Command over persons: “我局统一管理”, “由科室调度”."""
    if not speaks_of_staff(clause, sentence):
        return None
    if clause.has("exchanged_things") and not clause.has("sent_staff"):
        return None
    if clause.has("sent_staff") or (clause.inherited == PURCHASER and not clause.parties):
        return by_purchaser(clause, clause.of("commanding"))
    if not clause.names_purchaser:
        return None
    if _ONLY.search(clause.text, clause.start, clause.end) or _is_of_matter(clause):
        return None
    return by_purchaser(clause, (token for token in clause.of("commanding") if token.word != "管理"))


def subjection(clause: Clause, sentence: Sentence) -> Actor:
    """Persons subject to the purchaser by whatever verb: by obedience, by its rules, by “由科室…”."""
    if not speaks_of_staff(clause, sentence) or names_others_only(clause):
        return None
    if asks_for_exchange(clause, sentence):
        return None
    is_subject = (
        _is_left_to_purchaser(clause)
        or _is_ruled_by_purchaser(clause)
        or _obeys_purchaser(clause)
        or _acts_on_staff(clause)
    )
    return PURCHASER if is_subject and not _is_of_matter(clause) else None


def _is_of_matter(clause: Clause) -> bool:
    """Whether a thing or a case is what the clause begins with, and neither persons nor their hours are named."""
    if clause.has("sent_staff", "posts", "pay", "attendance", "hours", "exchange"):
        return False
    return _MATTER.match(clause.text, clause.start, clause.end) is not None


def taking_over(clause: Clause, sentence: Sentence) -> Actor:
    """Taking over the present staff or their years of service, whoever does it."""
    if any(not clause.denies(token) for token in clause.of("seniority")):
        return ""
    if not _names_present_staff(clause, sentence) or _FREELY.search(clause.words):
        return None
    takes_all = clause.has("existing") and not clause.is_negated and _ALL.search(clause.words)
    return "" if takes_all or any(not clause.denies(token) for token in clause.of("taking_over")) else None


def licence(clause: Clause, sentence: Sentence) -> Actor:
    """A licence for labour dispatch that is asked for; that nobody may take part without it asks for it, too."""
    is_asked = any(not _is_unasked(clause, token) for token in clause.of("licences"))
    return "" if is_asked else None


def sending(clause: Clause, sentence: Sentence) -> Actor:
    """Persons dispatched to work in some office, school or village."""
    return (
        ""
        if _SENT_TO_BODY.search(clause.words) and not (clause.is_negated or clause.has("looking_at"))
        else None
    )


def supply_only(clause: Clause, sentence: Sentence) -> Actor:
    """A provider who only supplies persons or passes on their pay; that he must not is no sign of it."""
    is_said = any(not _is_forbidden(clause, token) for token in clause.of("supplying_only"))
    return PROVIDER if is_said else None


def vacancy(clause: Clause, sentence: Sentence) -> Actor:
    """Persons bought to fill posts of the establishment."""
    if _ABSENCES.search(clause.words):
        return None
    is_named = not (clause.is_negated or clause.subject == PROVIDER or is_deducted(clause, sentence))
    return "" if is_named else None


def identity(clause: Clause, sentence: Sentence) -> Actor:
    """Persons who act under the purchaser's name or in its uniform."""
    if "sent_staff" not in sentence.kinds or clause.is_negated:
        return None
    purchasers = [party.end for party in clause.parties if party.who == PURCHASER]
    borrowed = (
        token
        for token in clause.of("borrowed_identity")
        if _BORROWS.search(clause.text, clause.start, token.start)
    )
    is_borrowed = any(end <= token.start for token in borrowed for end in purchasers)
    return PURCHASER if is_borrowed else None


def _staff_reports(clause: Clause) -> bool:
    """Whether the persons themselves, not the provider, turn to the purchaser: “须向科长请假”."""
    towards = clause.text.find("向", clause.start, clause.end)
    return (
        clause.subject != PROVIDER
        and clause.has("sent_staff")
        and not clause.is_negated
        and towards >= 0
        and any(party.who == PURCHASER and party.start > towards for party in clause.parties)
    )


def _is_inspected(clause: Clause, sentence: Sentence, token: Token) -> bool:
    """Whether the purchaser only inspects what the word names: “抽查在岗情况”; no pay is cut by what it finds."""
    if _CUTS_PAY.search(sentence.text, clause.start, sentence.end):
        return False
    return any(act.end <= token.start for act in clause.of("inspecting"))


def _is_unasked(clause: Clause, token: Token) -> bool:
    """Whether nobody needs what the word names: “无需具备…”, “对…不作要求”, but not “不具有…的不得参加”."""
    if _LACKS.search(clause.text, clause.start, token.start):
        return False
    after = (no for no in clause.of("negation") if no.start >= token.end)
    return clause.denies(token) or any(no.word in _NOT_ASKED_FOR for no in after)


def _is_forbidden(clause: Clause, token: Token) -> bool:
    return any(no.start < token.start and no.word in _FORBIDDING for no in clause.of("negation"))


def _names_present_staff(clause: Clause, sentence: Sentence) -> bool:
    """Whether the clause, or one before it in the sentence, names the staff that is there."""
    return any(
        one.has("existing") and one.has("sent_staff") for one in sentence.clauses if one.start <= clause.start
    )


def _obeys_purchaser(clause: Clause) -> bool:
    """Whether persons obey the purchaser in whatever matter; a provider who serves under its direction doesn't count."""
    if clause.subject == PROVIDER and not clause.has("sent_staff"):
        return False
    purchasers = [party.start for party in clause.parties if party.who == PURCHASER]
    return any(
        token.end <= start and not clause.denies(token)
        for token in clause.of("obeying" if clause.has("commanding") else "obeying_only")
        for start in purchasers
    )


def _acts_on_staff(clause: Clause) -> bool:
    """Whether the purchaser, as the subject, does anything to the persons that isn't a lawful act."""
    if clause.is_negated or clause.has(
        "lawful_acts", "inspecting", "both_parties", "other_persons", "lawful_promise"
    ):
        return False
    subjects = [party.end for party in clause.parties if party.who == PURCHASER and not party.is_agent]
    return bool(subjects) and any(
        subjects[0] <= token.start
        and clause.actor_of(token) == PURCHASER
        and not _FOR_STAFF.search(clause.text, subjects[0], token.start)
        and not _OF_SERVICE.match(clause.text, token.end)
        for token in clause.of("sent_staff")
    )


def _is_left_to_purchaser(clause: Clause) -> bool:
    """Whether something about the persons is left to the purchaser, by whatever verb: “人员的…由科室…”."""
    if clause.is_negated or clause.has("both_parties", "exchanged_things"):
        return False
    strong = [party for party in clause.parties if party.who == PURCHASER and party.is_strong]
    if strong and any(
        act.start >= strong[0].end or not clause.has("pay") for act in clause.of("lawful_acts")
    ):
        return False
    if not strong or clause.has("sent_staff", "pay", "attendance"):
        return bool(strong)
    goes_on = _MARK.fullmatch(clause.text, clause.start, strong[0].start) is not None
    before = clause.before
    if strong[0].is_meant:  # what was told to it is left to it: “报派出所,由其盘查”
        return False
    return goes_on and before is not None and before.has("sent_staff") and not before.has("other_persons")


def _is_ruled_by_purchaser(clause: Clause) -> bool:
    """Whether the purchaser's own rules reward, punish or grade the persons: “奖罚按我中心管理办法执行”."""
    if not (clause.has("rulebooks") and clause.has("sent_staff")):
        return False
    is_judged = clause.has("exchange", "pay", "attendance", "choosing")
    return is_judged and any(party.who == PURCHASER and party.is_agent for party in clause.parties)
