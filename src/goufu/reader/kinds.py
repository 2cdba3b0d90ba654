"""Kinds of parts: what a head and the words before it make of a part, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable

from goufu.reader.lexicon import listed
from goufu.reader.parts import NEAR, REACH, Piece, words_before

BUILT = ("structures", "works", "works_nouns")
SERVED = ("project_services", "services", "general")
DOUBTFUL = {
    "doubtful_labour": "labour", "doubtful_duties": "duty", "doubtful_financing": "finance", "subsidies": "subsidy",
}  # fmt: skip
FOODS = dict(listed("foods"))
PERFORMING = dict(listed("performing"))
SOFT = tuple(word for word, _ in listed("soft_works"))
WATCHING = ("调查", "统计", "监测", "检查", "核查", "审计", "评估", "监管", "评价", "研究", "抽检", "检测")
LETTING = ("租赁", "租用", "租", "印刷", "维修", "承租")
PURCHASES = ("购置", "订购", "选购", "购进", "采买", "征订", "换发", "增补")  # said of things alone
SPARES = ("耗材", "配件", "材料", "零部件", "备件", "物资", "辅材", "用品")
REPAIRING = ("维修", "维修整治", "大修", "中修", "小修", "改版", "恢复")
MILD = ("维修", "绿化", "补植", "施划", "布展", "恢复", "整改", "拆迁", "美化", "清淤", "布置", "搭建")
PLACED = ("安装", "更换", "增设", "加装", "提升", "升级", "新增", "打造")  # done in a place as well as to it
SHOWN = ("文化", "氛围", "形象")  # to build it may mean to decorate a wall
FINANCED = (
    "",
    "buying",
    "works",
    "light_works",
    "works_nouns",
)  # heads that a word of financing right before them bars
SURE, LIKELY, DOUBT = 0.95, 0.7, 0.5

Answer = tuple[str, float]


def decide(piece: Piece) -> None:
    """Sets the kind of a part and how sure it is."""
    piece.kind, piece.sure = barred(piece) or BY_HEAD[piece.head_kind](piece)


def barred(piece: Piece) -> Answer | None:
    """What may not be bought, where the head is it or performs it."""
    served = piece.head_kind in SERVED and piece.head not in PERFORMING
    return _labour(piece, served) or _duty(piece, served) or _finance(piece, served) or _nonduty(piece)


def _labour(piece: Piece, served: bool) -> Answer | None:
    kind = piece.head_kind
    if kind == "dispatch":
        return "labour", 1.0
    if kind in ("staff", "buying", "hiring", "doubtful_labour") and piece.has("dispatch"):
        return "labour", 1.0
    if kind == "staff" and (piece.has("hiring") or piece.has("buying")):
        return "labour", 1.0
    if kind == "doubtful_labour" and (piece.has("hiring") or (piece.has("buying") and "岗位" in piece.head)):
        return "labour", 1.0
    if kind == "hiring":
        return "labour", 1.0 if piece.has("staff", 2) else DOUBT
    if not served and kind != "digital" and piece.has("dispatch"):
        return "labour", DOUBT
    return None


def _duty(piece: Piece, served: bool) -> Answer | None:
    if piece.head_kind == "duties":
        return "duty", 1.0
    if not served and piece.head_kind not in ("digital", "structures", "goods") and piece.has("duties", 2):
        return "duty", 1.0 if piece.head in PERFORMING or not piece.head else DOUBT
    return None


def _finance(piece: Piece, served: bool) -> Answer | None:
    if piece.head_kind == "financing":
        return "finance", 1.0
    if not served and piece.head_kind != "digital" and piece.has("financing"):
        return "finance", 1.0 if piece.head_kind in FINANCED and piece.has("financing", 1) else DOUBT
    return None


def financing(text: str) -> str:
    """The first word of financing in a bracket, or an empty text."""
    return next((word for word, kind, _ in words_before(text, len(text)) if kind == "financing"), "")


def _nonduty(piece: Piece) -> Answer | None:
    near = piece.has("nonduties", 6) and piece.head not in WATCHING
    return ("nonduty", 1.0) if piece.head_kind == "nonduties" or near else None


def doubted(piece: Piece) -> Answer | None:
    """What lies close to something barred."""
    if piece.head_kind in DOUBTFUL:
        return DOUBTFUL[piece.head_kind], DOUBT
    for kind, name in DOUBTFUL.items():
        if piece.has(kind):
            return name, DOUBT
    return None


def staff(piece: Piece) -> Answer:
    return "labour", DOUBT


def service(piece: Piece) -> Answer:
    if piece.object_kind == "buying" and piece.words[0][2] == 0:
        return "goods", 0.9 if piece.has("goods") else DOUBT
    if piece.head == "配送" and piece.object in FOODS:
        return "goods", DOUBT
    if piece.head == "制作" and piece.object_kind == "goods":
        return "goods", DOUBT
    if piece.head_kind == "services" and piece.has("works", 0):
        return "works", DOUBT
    return "service", SURE


def general(piece: Piece) -> Answer:
    return doubted(piece) or ("service", LIKELY)


def works(piece: Piece) -> Answer:
    """Works; but systems, ships and services are built anew, too (“会商系统新建”)."""
    kind = piece.object_kind
    if kind == "digital" or (piece.head.endswith("建") and kind not in BUILT and piece.has("digital")):
        return "it", DOUBT
    if piece.head == "建造" and kind == "goods":
        return "goods", 0.9
    if piece.head.endswith("建") and kind in SERVED:
        return "works", DOUBT
    return "works", SURE


def works_noun(piece: Piece) -> Answer:
    if piece.said_service and piece.object_kind in SERVED and piece.words[0][2] == 0:
        return "service", LIKELY
    if piece.before.endswith(SOFT):
        return "unclear", DOUBT
    if piece.object in REPAIRING and len(piece.words) > 1 and piece.words[1][1] == "goods":
        return "service", LIKELY
    return "works", 0.9


def light_works(piece: Piece) -> Answer:
    """Building, alteration, repair: what they are depends on what is built, altered or repaired."""
    word, kind, gap = next((found for found in piece.words if found[1] != "light_works"), ("", "", REACH))
    if kind == "buying":
        return "goods", 0.9 if piece.has("goods") else 0.6
    if piece.has("digital") and kind not in BUILT:
        return "it", DOUBT
    if kind in BUILT:
        near = len(word) > 1 and gap <= (1 if piece.head in PLACED else NEAR)
        return "works", 0.9 if near and piece.head not in MILD else 0.6
    if kind == "goods":
        return ("service", SURE) if piece.head in REPAIRING else ("goods", 0.6)
    if doubt := doubted(piece):
        return doubt
    if piece.said_service and not piece.before and piece.head in REPAIRING:
        return "service", LIKELY
    if kind in ("abstract", *SERVED) and gap <= 1:
        return "service", SURE if piece.said_service and kind == "abstract" and word not in SHOWN else LIKELY
    return "unclear", DOUBT


def structure(piece: Piece) -> Answer:
    let = any(word in LETTING for word, _, gap in piece.words if gap <= 4)
    return doubted(piece) or (("service", LIKELY) if let else ("thing", DOUBT))


def goods(piece: Piece) -> Answer:
    letting = next((word for word, _, _ in piece.words if word in LETTING), "")
    spares = letting == "维修" and (piece.said_purchase or piece.head in SPARES)
    if letting and not spares:
        return "service", LIKELY
    if piece.said_service and not (piece.said_purchase or piece.has("buying")):
        return "goods", 0.6
    return "goods", 0.9


def buying(piece: Piece) -> Answer:
    kind = piece.object_kind
    if kind in ("staff", "hiring"):
        return "labour", 1.0
    if kind in SERVED:
        return "service", LIKELY
    if kind == "digital":
        return "it", DOUBT
    return "goods", SURE if kind == "goods" or piece.head in PURCHASES else 0.6


def digital(piece: Piece) -> Answer:
    return ("service", LIKELY) if piece.said_service else ("it", DOUBT)


def abstract(piece: Piece) -> Answer:
    return doubted(piece) or ("service", LIKELY)


def nothing(piece: Piece) -> Answer:
    """No head is known. A service word just before the end is nearly a head (“展示会”)."""
    if doubt := doubted(piece):
        return doubt
    if piece.has("buying", 8) and not piece.said_service:
        return "goods", 0.6
    if piece.said_service and piece.object_kind in SERVED and piece.words[0][2] <= NEAR:
        return "service", 0.6
    return "none", 0.0


BY_HEAD: dict[str, Callable[[Piece], Answer]] = {
    "": nothing, "project_services": service, "services": service, "general": general, "works": works,
    "works_nouns": works_noun, "light_works": light_works, "structures": structure, "goods": goods, "buying": buying,
    "digital": digital, "abstract": abstract, "staff": staff,
    **dict.fromkeys(DOUBTFUL, lambda piece: (DOUBTFUL[piece.head_kind], DOUBT)),
}  # fmt: skip
