"""Kinds of parts: what a head and the words before it make of a part, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable

from goufu.reader.lexicon import listed
from goufu.reader.parts import Piece

BUILT = ("structures", "works", "works_nouns")
SERVED = ("project_services", "services", "general")
SAID = dict(listed("foods"))
PERFORMING = dict(listed("performing"))
SOFT = tuple(word for word, _ in listed("soft_works"))
WATCHING = ("调查", "统计", "监测", "检查", "核查", "审计", "评估", "监管", "评价", "研究", "抽检", "检测")
LETTING = ("租赁", "租用", "维修", "印刷", "保险", "维护", "维保", "运维", "保养", "培训", "清洗", "检测")


def decide(piece: Piece) -> None:
    """Sets the kind of a part and how sure it is."""
    for found in (barred(piece), BY_HEAD.get(piece.head_kind, nothing)(piece)):
        if found:
            piece.kind, piece.sure = found
            return


def barred(piece: Piece) -> tuple[str, float] | None:
    """What may not be bought, where the head is it or performs it."""
    kind = piece.head_kind
    served = kind in SERVED and piece.head not in PERFORMING
    if kind == "dispatch" or (not served and piece.has("dispatch")):
        return "labour", 1.0 if kind in ("dispatch", "", "staff", "hiring") else 0.6
    if kind == "staff" and (piece.has("hiring") or piece.has("buying")):
        return "labour", 1.0
    if kind == "hiring":
        return "labour", 1.0 if piece.has("staff") else 0.6
    if kind == "duties" or (not served and piece.has("duties", 2)):
        return "duty", 1.0
    if kind == "financing" or (not served and kind != "digital" and piece.has("financing")):
        return "finance", 1.0 if kind in ("financing", "", "buying") else 0.6
    return _nonduty(piece)


def _nonduty(piece: Piece) -> tuple[str, float] | None:
    if piece.head_kind == "nonduties":
        return "nonduty", 1.0
    if piece.has("nonduties", 6) and piece.head not in WATCHING:
        return "nonduty", 1.0
    return None


def doubted(piece: Piece) -> tuple[str, float] | None:
    """What lies close to something barred."""
    kinds = {
        "doubtful_labour": "labour", "doubtful_duties": "duty", "doubtful_financing": "finance", "subsidies": "subsidy",
    }  # fmt: skip
    if piece.head_kind in kinds:
        return kinds[piece.head_kind], 0.5
    if piece.head_kind not in ("project_services", "services"):
        for kind, name in kinds.items():
            if piece.has(kind):
                return name, 0.5
    return None


def staff(piece: Piece) -> tuple[str, float]:
    return "labour", 0.5


def service(piece: Piece) -> tuple[str, float]:
    if piece.head == "配送" and piece.object in SAID:
        return "goods", 0.5
    if piece.head == "制作" and piece.object_kind == "goods":
        return "goods", 0.5
    return "service", 0.95


def general(piece: Piece) -> tuple[str, float]:
    return doubted(piece) or ("service", 0.7)


def works(piece: Piece) -> tuple[str, float]:
    if piece.object_kind == "digital" and piece.words[0][2] <= 1:
        return "it", 0.5
    return "works", 0.95


def works_noun(piece: Piece) -> tuple[str, float]:
    before = piece.text[: piece.head_start]
    if before.endswith(SOFT):
        return "unclear", 0.5
    if piece.object_kind == "digital" and piece.words[0][2] <= 1:
        return "works", 0.6
    return "works", 0.9


def light_works(piece: Piece) -> tuple[str, float]:
    kind, gap = (piece.words[0][1], piece.words[0][2]) if piece.words else ("", 99)
    if kind in BUILT or kind == "light_works":
        return "works", 0.6 if piece.head in ("维修", "绿化", "补植", "施划", "布展") or gap > 2 else 0.9
    if kind == "digital":
        return "it", 0.5
    if kind == "abstract" or kind in SERVED:
        return "service", 0.7
    if kind == "goods":
        return ("service", 0.8) if piece.head == "维修" else ("goods", 0.6)
    return doubted(piece) or ("unclear", 0.5)


def structure(piece: Piece) -> tuple[str, float]:
    return doubted(piece) or ("thing", 0.5)


def goods(piece: Piece) -> tuple[str, float]:
    if any(word in LETTING for word, kind, gap in piece.words if kind in SERVED and gap <= 4):
        return "service", 0.8
    if piece.said_service and not (piece.said_purchase or piece.has("buying")):
        return "goods", 0.6
    return "goods", 0.9


def buying(piece: Piece) -> tuple[str, float]:
    kind = piece.object_kind
    if kind in ("staff", "hiring"):
        return "labour", 1.0
    if kind in SERVED:
        return "service", 0.8
    if kind == "digital":
        return "it", 0.5
    return "goods", 0.95 if kind == "goods" else 0.7


def digital(piece: Piece) -> tuple[str, float]:
    return ("service", 0.7) if piece.said_service else ("it", 0.5)


def abstract(piece: Piece) -> tuple[str, float]:
    return doubted(piece) or ("service", 0.7)


def nothing(piece: Piece) -> tuple[str, float]:
    return doubted(piece) or ("none", 0.0)


BY_HEAD: dict[str, Callable[[Piece], tuple[str, float] | None]] = {
    "project_services": service, "services": service, "general": general, "works": works, "works_nouns": works_noun,
    "light_works": light_works, "structures": structure, "goods": goods, "buying": buying, "digital": digital,
    "abstract": abstract, "staff": staff, "doubtful_labour": doubted, "doubtful_duties": doubted,
    "doubtful_financing": doubted, "subsidies": doubted,
}  # fmt: skip
