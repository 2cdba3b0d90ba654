"""What may not be bought: persons, duties, financing and what is no duty, where the head is it or performs it."""

from __future__ import annotations

from goufu.reader.endings import DOUBT, Answer, by_ending
from goufu.reader.lexicon import members
from goufu.reader.parts import Piece, words_before
from goufu.reader.patterns import pattern

SERVED = ("project_services", "services", "general")
DOUBTFUL = {
    "doubtful_labour": "labour", "doubtful_duties": "duty", "doubtful_financing": "finance", "subsidies": "subsidy",
}  # fmt: skip
HIRED = ("staff", "buying", "hiring", "doubtful_labour")  # heads that words of dispatch make to hiring
FINANCED = (
    "",
    "buying",
    "works",
    "light_works",
    "works_nouns",
)  # heads that financing right before them bars
NO_DUTY_ITSELF = ("digital", "structures", "goods")  # to have a word of duty before them is no duty
NEAR_DUTY, NEAR_NO_DUTY, NEAR_STAFF = 2, 6, 2  # signs between the word and the head
ACTING_FOR = ("代为", "代行", "全权")  # who decides in the organ's place performs its duty
ENFORCEMENT = "执法"  # may be assisted; handed out it is performed by others

# “登记历史档案”
_PAPERS = pattern("{old_papers}*{papers_of_duties}")


def barred(piece: Piece) -> Answer | None:
    """The kind of a part that may not be bought and how sure it is, or None."""
    served = piece.head_kind in SERVED and piece.head not in members("performing")
    return (
        _labour(piece, served)
        or _duty(piece, served)
        or _finance(piece, served)
        or _nonduty(piece)
        or by_ending(piece)
    )


def doubted(piece: Piece) -> Answer | None:
    """The kind of a part that lies close to something barred, or None."""
    if piece.head_kind in DOUBTFUL:
        return DOUBTFUL[piece.head_kind], DOUBT
    for kind, name in DOUBTFUL.items():
        if (word := piece.has(kind)) and not _names_papers(piece, word):
            return name, DOUBT
    return None


def _names_papers(piece: Piece, word: str) -> bool:
    """Whether papers follow the word, as in “执法文书整理辅助”: they are handled, and nothing is decided."""
    after = piece.text.rfind(word) + len(word)
    return _PAPERS.match(piece.text, after) is not None


def financing(text: str) -> str:
    """The last word of financing in a text, or an empty text."""
    return next((word for word, kind, _ in words_before(text, len(text)) if kind == "financing"), "")


def _labour(piece: Piece, served: bool) -> Answer | None:
    """Persons: dispatched or hired (sure), or perhaps."""
    kind = piece.head_kind
    if kind == "dispatch" or (kind in HIRED and piece.has("dispatch")):
        return "labour", 1.0
    if kind == "staff" and (piece.has("hiring") or piece.has("buying")):
        return "labour", 1.0
    if kind == "doubtful_labour" and (piece.has("hiring") or ("岗位" in piece.head and piece.has("buying"))):
        return "labour", 1.0
    if kind == "hiring":
        return "labour", 1.0 if piece.has("staff", NEAR_STAFF) else DOUBT
    if not served and kind != "digital" and piece.has("dispatch"):
        return "labour", DOUBT
    return None


def _duty(piece: Piece, served: bool) -> Answer | None:
    """Duties: as the head, or before a head that performs them. Under any other service they are only its object."""
    is_handed_out = piece.head == ENFORCEMENT and f"{ENFORCEMENT}外包" in piece.stretch.text
    if piece.head_kind == "duties" or is_handed_out or acts_for_organ(piece):
        return "duty", 1.0
    if not served and piece.head_kind not in NO_DUTY_ITSELF and piece.has("duties", NEAR_DUTY):
        return "duty", 1.0 if piece.head in members("performing") or not piece.head else DOUBT
    return None


def acts_for_organ(piece: Piece) -> bool:
    """Whether somebody is said to act in the organ's place."""
    said = piece.stretch.text
    return bool(piece.has("duties", NEAR_NO_DUTY)) and any(word in said for word in ACTING_FOR)


def _finance(piece: Piece, served: bool) -> Answer | None:
    """Financing and what stands right behind it; financing of firms and farmers may be a service to them."""
    if piece.head_kind == "financing":
        return "finance", DOUBT if any(other in piece.before for other in members("financed_others")) else 1.0
    if not served and piece.head_kind != "digital" and piece.has("financing"):
        return "finance", 1.0 if piece.head_kind in FINANCED and piece.has("financing", 1) else DOUBT
    return None


def _nonduty(piece: Piece) -> Answer | None:
    """What is no duty of the government; agents and advisers for it are no better, other services are."""
    is_other = piece.head_kind in ("project_services", "services") and piece.head not in members("acting")
    if piece.head_kind == "nonduties" or (not is_other and piece.has("nonduties", NEAR_NO_DUTY)):
        return "nonduty", 1.0
    return None
