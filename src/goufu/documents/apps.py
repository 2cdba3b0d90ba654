from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "goufu.documents"
    verbose_name = "文件"
    url_prefix = "documents/"
