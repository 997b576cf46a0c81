"""System checks: what this machine must have so that documents come out as they should."""

import ctypes
from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from .fonts import missing_fonts

# Libraries without which there is no PDF at all, by the package that brings them.
LIBRARIES = {"libharfbuzz0b": "libharfbuzz.so.0", "libharfbuzz-subset0": "libharfbuzz-subset.so.0"}


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
def check_libraries(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """An error for each library that a PDF needs and that is missing, with its package."""
    return [
        Error(
            f"缺少生成 PDF 的程序库：{library}。页面和 Word 不受影响，PDF 不能生成。",
            hint=f"请由管理员安装软件包：apt-get install --no-install-recommends {package}",
            id="reports.E002",
        )
        for package, library in LIBRARIES.items()
        if not _is_loadable(library)
    ]


def _is_loadable(library: str) -> bool:
    """Whether the loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
