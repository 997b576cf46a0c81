"""System checks: what this machine must have so that documents come out as they should."""

import ctypes
from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register

from .fonts import missing_fonts

SUBSET_LIBRARY = "libharfbuzz-subset.so.0"
# Libraries without which there is no PDF at all, by the package that brings them.
LAYOUT_LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
}


@register("documents")
def check_fonts(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """An error for each typeface that is missing, with the package that brings it."""
    return [
        Error(
            f"缺少公文所需字体：{name}。",
            hint=f"请由管理员安装软件包：apt-get install --no-install-recommends {package}",
            id="reports.E001",
        )
        for name, package in missing_fonts().items()
    ]


@register("documents")
def check_subsetting(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """A warning where fonts are cut down to the characters used by slow means."""
    if _is_loadable(SUBSET_LIBRARY):
        return []
    return [
        Warning(
            "缺少 libharfbuzz-subset0，生成 PDF 会慢几十倍。",
            hint="请由管理员安装软件包：apt-get install --no-install-recommends libharfbuzz-subset0",
            id="reports.W001",
        )
    ]


@register("documents")
def check_layout(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """An error for each library that lays out the PDF and is missing, with its package."""
    return [
        Error(
            f"缺少排版 PDF 的程序库：{library}。页面和 Word 不受影响，PDF 不能生成。",
            hint=f"请由管理员安装软件包：apt-get install --no-install-recommends {package}",
            id="reports.E002",
        )
        for package, library in LAYOUT_LIBRARIES.items()
        if not _is_loadable(library)
    ]


def _is_loadable(library: str) -> bool:
    """Whether the loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
