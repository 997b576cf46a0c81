"""The rule that nothing is skipped where `CI` is set, as a plugin of pytest that needs nothing of the project."""

import os

import pytest

NO_SKIPS = os.environ.get("CI", "").lower() in {"1", "true"}


def _forbid_skip(report):
    if NO_SKIPS and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and with CI set nothing may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test skipped while it runs, or by its mark."""
    return _forbid_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """A module skipped as a whole."""
    return _forbid_skip((yield))
