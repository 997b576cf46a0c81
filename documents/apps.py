"""The paper machine: content trees, numbering, rendering and reading of documents. Knows no record."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """What every app writes its papers on, and reads files with."""

    name = "documents"
    verbose_name = "文档"

    def ready(self):
        from . import checks  # noqa: F401
