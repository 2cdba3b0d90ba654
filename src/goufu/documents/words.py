"""Labels of the actions, things and facts of documents in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "documents.document.attached": _("上传了文件"),
    "documents.document.issued": _("出具了文件"),
    "documents.document.superseded": _("替换了文件"),
}
THINGS = {"document": _("文件")}
FACTS = {
    "digest": _("SM3摘要"),
    "document": _("文件"),
    "documents": _("文件个数"),
    "number": _("文号或者编号"),
    "reason": _("理由"),
    "said": _("内容摘要"),
    "size_bytes": _("大小（字节）"),
    "subject": _("属于"),
    "superseded": _("被替换的文件"),
}
