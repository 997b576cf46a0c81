"""Where `CI` is set a skipped test fails the run; elsewhere it may be skipped."""

import subprocess
import sys

from django.conf import settings

PLUGIN = "core.testing"
SKIPPING = {
    "test_inside.py": "import pytest\n\ndef test_it():\n    pytest.skip('no browser')\n",
    "test_module.py": "import pytest\n\npytest.skip('no browser', allow_module_level=True)\n",
    "test_mark.py": "import pytest\n\n@pytest.mark.skip\ndef test_it():\n    pass\n",
}


def run_skipping_tests(folder, monkeypatch, ci: str) -> subprocess.CompletedProcess:
    """Runs three tests, each skipped in a way of its own, under the project's rule and nothing else of it."""
    for name, source in SKIPPING.items():
        (folder / name).write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    options = ["-q", "-p", PLUGIN, "-c", str(folder / "pytest.ini"), "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


def test_every_run_is_under_the_rule(pytestconfig):
    assert pytestconfig.pluginmanager.hasplugin(PLUGIN)


def test_fails_every_skip_where_ci_is_set(tmp_path, monkeypatch):
    outcome = run_skipping_tests(tmp_path, monkeypatch, ci="true")

    assert outcome.returncode != 0
    assert "1 failed, 2 errors" in outcome.stdout
    assert "with CI set nothing may be" in outcome.stdout


def test_lets_a_skip_pass_elsewhere(tmp_path, monkeypatch):
    outcome = run_skipping_tests(tmp_path, monkeypatch, ci="")

    assert "3 skipped" in outcome.stdout
    assert "failed" not in outcome.stdout
