"""What the product promises in docs/trust.md, tried by force; prints a figure for each and exits 1 where one breaks.

Run by `script/chaos`. Processes are really killed; what needs none is a selection of the tests, run with larger numbers.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from chaos_crowd import crowd
from chaos_jobs import ROOT, demo_directory, kills, pages
from chaos_markup import markup, odd_forms
from chaos_wal import torn
from chaos_writes import writes

# Drills that the tests hold: what is tried, their files, and settings that make them try more than in the daily run.
TESTS: dict[str, tuple[str, dict[str, str]]] = {
    "备份、恢复、坏掉的备份文件、换库": ("core/keeping", {"KEPT_ROWS": "10000", "KEPT_FILES": "500"}),
    "懂得审计链的人改库": ("core/tests/test_audit_anchor.py core/tests/test_audit_chain.py", {}),
    "同时写入（并有退让写法的对照）": (
        "rectification/tests/test_concurrency.py core/tests/test_conflicts.py",
        {},
    ),
    "从数据库的每一次提交和两份备份认人": (
        "meetings/cycle/appraisal/tests/test_attribution.py rectification/tests/test_attribution.py",
        {},
    ),
    "三个支部的暗记，每一页、每一份导出": (
        "config/tests/test_permission_matrix.py config/tests/test_unconfirmed_roles.py",
        {},
    ),
    "每一个表单填怪异内容": ("config/tests/test_odd_input.py", {}),
    "两个标签页里保存、返回、重发、修改": ("config/tests/test_saved_words.py", {"SAVED_WORDS": "500"}),
    "每一个拒绝都有话说": ("config/tests/test_refusals.py config/tests/test_refused_pages.py", {}),
    "猜密码、冒充地址": ("branch/tests/test_guessing.py core/tests/test_client_address.py", {}),
}
LIMIT = 15 * 60


@dataclass(frozen=True)
class Drill:
    """A drill and what came of it."""

    name: str
    is_good: bool
    figures: str
    seconds: float

    def __str__(self) -> str:
        return (
            f"{'通过' if self.is_good else '没有通过'}　{self.name}（{self.seconds:.0f} 秒）：{self.figures}"
        )


def tried(name: str, what: Callable[[], tuple[bool, str]]) -> Drill:
    """Do it and print what came of it."""
    begun = time.monotonic()
    is_good, figures = what()
    drill = Drill(name, is_good, figures, time.monotonic() - begun)
    print(drill, flush=True)
    return drill


def by_tests(files: str, more: dict[str, str]) -> tuple[bool, str]:
    """Run test files; how many passed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-n",
        "2",
        "--dist",
        "loadfile",
    ]
    environment = {**os.environ, **more, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("DATA_DIR", None)
    ended = subprocess.run(
        [*command, "--max-worker-restart", "0", *files.split()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    last = next(
        iter(re.findall(r"\d+ (?:passed|failed|error)[^\n]*", ended.stdout)[-1:]), ended.stderr[-300:]
    )
    return ended.returncode == 0, last


def by_force(*whats: Callable[[], object]) -> tuple[bool, str]:
    """Kill for real; every result knows whether it is good and words itself."""
    found = [what() for what in whats]
    return all(one.is_good for one in found), "；".join(str(one) for one in found)  # type: ignore[attr-defined]


def main() -> int:
    """All drills; what was broken on purpose as a control must be seen."""
    drills = []
    with demo_directory():
        drills.append(tried("边保存边杀网页程序", lambda: by_force(writes)))
        control = writes(seconds=5, kills=2, forget=1)
        drills.append(tried("对照：一条没有发出", lambda: (control.lost == 1, str(control))))
        drills.append(tried("边生成文件边杀后台程序", lambda: by_force(lambda: kills(jobs=40, kills=8))))
        drills.append(tried("空连接和长文件旁边的别人", lambda: by_force(pages)))
        drills.append(tried("比能回答的多得多的人", lambda: by_force(crowd)))
        drills.append(tried("断电，日志损坏", lambda: by_force(torn)))
        drills.append(tried("九种身份，每一个表单", lambda: by_force(lambda: odd_forms(times=1))))
        drills.append(tried("带标签的内容", lambda: by_force(markup)))
    for name, (files, more) in TESTS.items():
        drills.append(tried(name, lambda files=files, more=more: by_tests(files, more)))
    bad = [drill.name for drill in drills if not drill.is_good]
    print(
        f"{len(drills)} 项，{'全部通过' if not bad else '没有通过：' + '、'.join(bad)}，共 {sum(d.seconds for d in drills):.0f} 秒。"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
