"""The papers of bodies, and of providers' files: for each kind of entries, what is kept of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.subjects import DocumentKind, Subject
from goufu.registry.actions.designations import CHANGE
from goufu.registry.agents import Agent
from goufu.registry.queries.bodies import body as body_seen
from goufu.registry.queries.providers import entry as entry_seen

_OTHER = ("other", _("其他证明材料"))
_WORDS = {
    "headship": (("certificate", _("证书")), _OTHER),
    "affiliation": (("proof", _("股权、隶属关系的证明")), _OTHER),
    "qualification": (("certificate", _("证书")), _OTHER),
    "inspection": (("result", _("检查结果公告")), _OTHER),
    "creditlisting": (("query", _("查询记录")), _OTHER),
    "debarment": (("decision", _("处理决定书")), _OTHER),
    "violation": (("decision", _("处罚决定书或者判决书")), _OTHER),
    "appropriation": (("budget", _("拨款文件")), _OTHER),
}


def body(agent: Agent | None, kind: str, number: int) -> Subject:
    """A body, with the documents on which its changes rest. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    found = body_seen(agent, number)
    return Subject(
        thing=found,
        title=found.name,
        url=reverse("registry:body", args=[number]),
        kinds=(DocumentKind(CHANGE, _("批准变更的文件"), Permission.KEEP_BODIES),),
    )


def file_entry(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a file entry. Raises NotFound where the agent may not see its body."""
    found = entry_seen(agent, kind, number)
    return Subject(
        thing=found,
        title=f"{found.body.name}：{found._meta.verbose_name}",
        url=reverse("registry:body", args=[found.body_id]),
        kinds=tuple(DocumentKind(code, word, Permission.KEEP_PROVIDERS) for code, word in _WORDS[kind]),
        history_of=found.body,
        closed=str(_("这条记录已经划去，不能再上传文件")) if found.struck else "",
    )
