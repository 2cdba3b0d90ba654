"""Parties named in a clause: the purchaser and the provider under all their names, and how each stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from goufu.reader import words
from goufu.reader.patterns import pattern
from goufu.reader.tokens import Token, overlapping, start_of

PURCHASER, PROVIDER = "purchaser", "provider"
CONTRACTING = ("both_parties", "purchaser", "public_financier", "provider", "leaders")
WHO = {
    "both_parties": "both", "purchaser": PURCHASER, "public_financier": PURCHASER, "provider": PROVIDER,
    "officials": PURCHASER, "servers": PROVIDER, "leaders": PROVIDER,
}  # fmt: skip
_LISTS = words.lists()
_AGENT_MARKS = _LISTS["agent_mark"]
_STRONG_MARKS = _LISTS["strong_mark"]
_OBLIQUE_MARKS = _LISTS["oblique_mark"]
_DEMAND_MARKS = _LISTS["demand_mark"]
_NO_OBLIQUE_MARKS = _LISTS["no_oblique_mark"]
_BEFORE_NAMES = "各该本其所区县市省镇乡我"  # may stand between a mark and a name: 由区财政局, 经所在科室
_OWNED = frozenset(("", *_LISTS["of_owner"]))
# another body whose name goes on, or who is only asked for it
_NOT_ITSELF = _LISTS["not_itself"]
ENDING = (
    "(?:(?:{plain_ends_of_bodies}|(?<![承主协代申经民公])办(?![园学赛展厂])|院(?!线)"
    "|(?<![查惩判])处(?![置罚分])|科(?![技学研普目])|股(?!份)|(?<!城)乡(?![村镇建])|社区(?![矫卫教])"
    "|机关(?!事务)|村(?![局委级镇]))(?:里|方|内|机关|领导|负责人)?|书记(?!员)|{heads_of_bodies}"
    "|[科室队站]负责人)"
)
_RIGHT_OF = pattern(r"权(?:归|在|属于?|归属)$")  # 录用权在采购人
_NAMED_PROVIDERS = frozenset(_LISTS["named_providers"])
# a name of its own between mark and provider: 由餐饮公司, 归所属企业
_MARKED_NAME = pattern(
    "(?P<mark>由|归|听凭|听从|(?<![打旁])听"
    r"|(?<![所下直附隶])属于?)(?!\w*{no_firms})(?:{chosen_by_bid}的)?(?:[^\W\d方里局科处室院校镇站办后并报交给向对的与和由归退回转通知令让请]"
    "|服务|外包|办[园学赛展厂]|经办|院线|[校院]外){1,5}$"
)
_MATTER = pattern("(?:自己)?的?(?:内部)?{its_matter}")  # 是乙方的事
_STAFF = frozenset(_LISTS["sent_staff"])
_ITS_OWN = pattern("{its_own}|自管(?!理)")
_SENDING_HOUSE = pattern("[^我本该]{1,6}{sending_ends}$")
_SERVING_HOUSE = pattern("{serving_houses}$")
_SENT_FROM = pattern(r"选派|派出|委派|派(?=[,;。]|$)")
_SENDS = pattern(r"(?:应|须|可|将|负责|每\w)?{sending_staff}[^,;。]{0,8}(?:师|员|工|人)|自聘|自招")
NAME_BEFORE = 10  # signs before a word in which its mark and name are looked for
_NEARBY = 60  # signs around a name in which it is looked for
_HOUSES = _LISTS["houses_of_either"]  # may be the provider as well as the purchaser's own
_WON_BY = _LISTS["won_by"]
_COUNTED = pattern(
    r"(?<![另某任每第同])[\d一二两三四五六七八九十百千余](?:个|所|家|处|座)?$"
)  # 三十六所学校: where, not who
_TEAM = pattern(r"[\u4e00-\u9fff]{2}队(?!伍|员|长|列)")
_OWN_TEAMS, _TEAM_LEADERS, _ACADEMIES = _LISTS["own_teams"], _LISTS["team_leaders"], _LISTS["academies"]
_ONLY_TOLD = ("只供", "仅供")  # 排班表只供甲方联系使用
_NOT_BY = "不由"  # whoever follows acts not
_OURS = ("我", "本", "该", "贵")
# what a house owes that provides a service: “中心应保证在岗保安不少于16名”
_OWES = pattern("(?:应当?|须|承诺){kept_up}")
_HOUSE_OWES = pattern(rf"(?:{'|'.join(_HOUSES)}){_OWES.pattern}")
_OWN_ACCORD = pattern("{own_accord}")
_ORGAN = pattern("{organs_beside}")
_PROVIDERS = pattern("{providers_beside}")
_STEERING = frozenset(_LISTS["steering_staff"])
_BY = pattern(r"由(?:各|该|其)?(?:[^\W方里局科处室院校镇站办后并报交给向对的与和由归,;]){0,3}$")
_OF_STAFF = pattern(r"{done_by_staff}|\d")  # 由人员所在科室
_APPROVED = pattern("{approval}")
_IN_NAME = "(?![的由])[\u4e00-\u9fff]"
_AGENT_NAME = pattern(
    f"(?:{{marks_before_bodies}}|经(?!济|费|营|办|验|常)|归(?!还|档)|听(?!证)候?从?|以(?!上|下|及|后|内)"
    "|按照?|报(?!告|酬|名)经?|受(?!理|益|聘|雇|托"
    f"|委托))(?P<name>(?:{_IN_NAME}){{0,8}}?{ENDING})(?!{{after_other_name}}|部(?=编|排|自|确|安))"
)
_SUBJECT_NAME = pattern(f"(?P<name>(?:{_IN_NAME}){{0,6}}?{ENDING})(?={{after_subject}})")
_HOUSES_KINDS = frozenset((PROVIDER,))
# named by what it does: 承测单位, 护理方, 保管场; looked for by its last signs, which few texts hold
_TAKING_ON = pattern(
    r"承(?!{no_taking_on})[\u4e00-\u9fff]{1,2}?(?:[者场厂户]|车队|队(?![员长伍列])|人(?!员|才|数|次|力|事)"
    "|{serving_ends}|方(?![案式法面向可能便针才圆位块])|商(?![业务品定量户谈议]))"
)
_SERVING = pattern(
    "(?:承担)?(?:{serving_ends}|方(?![案式法面向可能便针才圆位块])|商(?![业务品定量户谈议])|(?P<yard>[场厂])(?![地所次馆景面合内外边房区]))"
)
_VERBS, _KEEPING = frozenset(_LISTS["serving_verbs"]), frozenset(_LISTS["serving_yards"])
_NOT_PURCHASER = pattern("{other_bodies}")


@dataclass(frozen=True, slots=True)
class Party:
    """A party named in a clause: who it is, its place, and how it stands there.

    An agent is marked as who acts, strongly by 由 or 经, weakly by 按 or 接受; an oblique party is marked as whom or for whom;
    a demanded one is called on to act; one that owns staff or pay is named as their owner;
    one that is meant is called 其 or 对方 and named elsewhere.
    """

    who: str
    start: int
    end: int
    is_agent: bool = False
    is_strong: bool = False
    is_oblique: bool = False
    is_demanded: bool = False
    owns_staff: bool = False
    owns_pay: bool = False
    is_meant: bool = False


def parties(text: str, start: int, end: int, tokens: Sequence[Token]) -> list[Party]:
    """The parties of the clause between two places, from left to right."""
    known = [
        _party(text, start, end, tokens, index)
        for index, token in enumerate(tokens)
        if not token.kinds.isdisjoint(WHO)
    ]
    unknown = []
    for party in _by_ending(text, start, end):
        inside = [other for other in known if _overlap(party, other)]
        if not inside:
            unknown.append(party)
        elif (
            party.is_agent
            and not inside[0].is_agent
            and [other.end for other in inside if not other.is_agent] == [party.end]
        ):
            known[known.index(inside[0])] = replace(
                inside[0],
                who=PROVIDER if inside[0].who == PROVIDER else party.who,
                is_agent=True,
                is_strong=party.is_strong,
            )
    if text.find("由", start, end) >= 0:
        unknown += [
            Party(PROVIDER, token.start, token.end, is_agent=True, is_strong=True)
            for token in tokens
            if _is_acting_staff(text, start, end, token)
        ]
    return sorted([*known, *unknown], key=lambda party: party.start) if unknown else known


def with_houses(text: str, start: int, end: int, tokens: list[Token]) -> list[Token]:
    """The words of a sentence with the providers whom no list names, by what they do: 承测单位, 护理方, 保管场."""
    named = [
        house
        for house in sorted(_houses(text, start, end), key=start_of)
        if all(token.kinds.isdisjoint(WHO) for token in overlapping(house, tokens))
    ]
    if not named:
        return tokens
    others = (token for token in tokens if not overlapping(token, named))
    return sorted([*others, *named], key=start_of)


def _houses(text: str, start: int, end: int) -> Iterator[Token]:
    taken = [*_TAKING_ON.finditer(text, start, end)] if text.find("承", start, end) >= 0 else []
    yield from (Token(found.group(), _HOUSES_KINDS, *found.span()) for found in taken)
    last = -1  # where the last of them ends that begins before
    for found in _SERVING.finditer(text, start, end):
        first = found.start() - 2
        while taken and taken[0].start() < found.end():
            last = taken.pop(0).end()
        if first >= max(start, last) and text[first : first + 2] in (_KEEPING if found["yard"] else _VERBS):
            yield Token(text[first : found.end()], _HOUSES_KINDS, first, found.end())


def is_oblique(before: str) -> bool:
    """Whether the text before a name marks it as whom or for whom something is done."""
    return before.rstrip(_BEFORE_NAMES).endswith(_OBLIQUE_MARKS) and not before.endswith(_NO_OBLIQUE_MARKS)


def _party(text: str, start: int, end: int, tokens: Sequence[Token], index: int) -> Party:
    token = tokens[index]
    who = next(who for kind, who in WHO.items() if kind in token.kinds)
    before = (
        text[max(start, token.start - NAME_BEFORE) : token.start].rstrip(_BEFORE_NAMES).removesuffix("相关")
    )
    if token.word in _NAMED_PROVIDERS and (named := _MARKED_NAME.search(before)):
        before = named["mark"].replace("属于", "归").replace("属", "归")
    is_counted = _COUNTED.search(before) is not None
    is_agent = _is_agent(_COUNTED.sub("", before), text[token.end : end])
    is_own = is_agent and (_is_their_own(token, tokens) or _ITS_OWN.match(text, token.end, end))
    if is_own or before.endswith(_WON_BY):
        who = PROVIDER
    return Party(
        who=who,
        start=token.start,
        end=token.end,
        is_agent=is_agent,
        is_strong=(is_agent and before.endswith(_STRONG_MARKS))
        or (before.endswith("以") and "为准" in text[token.end : end]),
        is_oblique=not is_agent
        and (
            is_counted
            or before.endswith((*_ONLY_TOLD, _NOT_BY))
            or is_oblique(before)
            or before.endswith("报")
        ),
        is_demanded=before.endswith(_DEMAND_MARKS),
        owns_staff=_owns(text, tokens, index, "sent_staff", "pay"),
        owns_pay=_owns(text, tokens, index, "pay"),
    )


def _is_agent(before: str, after: str) -> bool:
    """Whether the text before a name marks it as who acts; who only orders (受…委托) or is informed (报…备查) acts not."""
    if after.startswith(_NOT_ITSELF) or (before.endswith("报") and _APPROVED.search(after) is None):
        return False
    if before.endswith((*_ONLY_TOLD, _NOT_BY)):
        return False
    if before.endswith(("是", "属", "属于", "系")) and _MATTER.match(after):
        return True
    return before.endswith(_AGENT_MARKS) or _RIGHT_OF.search(before) is not None


def _is_their_own(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether 所属企业 is the one to which persons belong, where their pay or leave is spoken of, and no bank's debtor."""
    if not token.word.startswith("所属") or "public_financier" not in token.kinds:
        return False
    return any(not other.kinds.isdisjoint(("attendance", "exchange", "pay")) for other in tokens)


def _is_acting_staff(text: str, start: int, end: int, token: Token) -> bool:
    """Whether persons whom the provider sends act themselves: “怎么教由社团教师决定”."""
    if token.word not in _STAFF or token.word in _STEERING or not token.kinds.isdisjoint(WHO):
        return False
    return (
        _BY.search(text, max(start, token.start - 5), token.start) is not None
        and _OF_STAFF.match(text, token.end, end) is None
    )


def _owns(text: str, tokens: Sequence[Token], index: int, *kinds: str) -> bool:
    """Whether a word of the lists follows the party as its own: “乙方人员”, “甲方的工资标准”."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.kinds.isdisjoint(kinds):
        return False
    return text[tokens[index].end : following.start] in _OWNED


def _by_ending(text: str, start: int, end: int) -> Iterator[Party]:
    """Bodies that no list names, by their endings: “由护士长”, “经车队”, “馆里可以”. They stand for the purchaser."""
    for found in _AGENT_NAME.finditer(text, start, end):
        if _NOT_PURCHASER.search(found["name"]) or _is_only_told(found, text[found.end() : end]):
            continue
        if text.endswith(_NOT_BY, start, found.start() + 1):
            yield Party(PURCHASER, *found.span("name"), is_oblique=True)
            continue
        is_strong = found.group().startswith(_STRONG_MARKS)
        is_provider = _provides(found["name"], text, found.end(), end) or _leads_team(
            text, found.start("name")
        )
        who = PROVIDER if is_provider else PURCHASER
        yield Party(who, *found.span("name"), is_agent=True, is_strong=is_strong)
    subject = _SUBJECT_NAME.match(text, start, end)
    if subject and not _NOT_PURCHASER.search(subject["name"]):
        is_provider = _is_team(subject["name"]) or _runs_itself(subject["name"], text, subject.end())
        who = PROVIDER if is_provider else PURCHASER
        yield Party(who, *subject.span("name"))


def _is_only_told(found: re.Match[str], after: str) -> bool:
    """Whether a body is informed and decides nothing: “更换时报镇备案”."""
    return found.group().startswith("报") and _APPROVED.search(after) is None


def _provides(name: str, text: str, at: int, end: int) -> bool:
    """Whether a body brings its own means, or is said to send persons: “由车队自备”, “中心提供教师两名,课表由中心编排”."""
    if _ITS_OWN.match(text, at, end) or _runs_itself(name, text, at) or _SERVING_HOUSE.search(name):
        return True
    if _SENDING_HOUSE.match(name) and _SENT_FROM.match(text, at, end):
        return True
    around = text[max(0, at - len(name) - _NEARBY) : at + _NEARBY]
    return any(_SENDS.match(around, found.end()) for found in re.finditer(re.escape(name), around))


def _is_team(name: str) -> bool:
    """Whether a body is a team that is bought: “救援队”, and no organ's own, such as 执法大队."""
    return len(name) > 2 and name.endswith("队") and not any(own in name for own in _OWN_TEAMS)


def _leads_team(text: str, at: int) -> bool:
    """Whether who leads a bought team is named at a place: “救援队…,队员调度由队长负责”."""
    if not text.startswith(_TEAM_LEADERS, at):
        return False
    return any(_is_team(found.group()) for found in _TEAM.finditer(text, max(0, at - _NEARBY), at))


def _runs_itself(name: str, text: str, at: int) -> bool:
    """Whether a house does a thing of its own accord beside an organ, and nobody else provides: “中心自行排班,向街道报送”."""
    is_academy = name.endswith(_ACADEMIES) and not name.startswith(_OURS)
    acts = _OWN_ACCORD.match(text, at) or _OWES.match(text, at)
    if not is_academy and not (acts and name.endswith(_HOUSES) and not name.startswith(_OURS)):
        return False
    around = text[max(0, at - len(name) - _NEARBY) : at + _NEARBY]
    is_beside_organ = _ORGAN.search(around) or _HOUSE_OWES.search(around)
    return is_beside_organ is not None and _PROVIDERS.search(around) is None


def _overlap(one: Party, other: Party) -> bool:
    return one.start < other.end and other.start < one.end
