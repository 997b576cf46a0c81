"""System checks: what this machine must have so that documents come out as they should."""

import ctypes
from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register

from reports.render.fonts import missing_fonts

SUBSET_LIBRARY = "libharfbuzz-subset.so.0"


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
    try:
        ctypes.CDLL(SUBSET_LIBRARY)
    except OSError:
        return [
            Warning(
                "缺少 libharfbuzz-subset0，生成 PDF 会慢几十倍。",
                hint="请由管理员安装软件包：apt-get install --no-install-recommends libharfbuzz-subset0",
                id="reports.W001",
            )
        ]
    return []
