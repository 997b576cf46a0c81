"""Fixtures for every test, and the rule that nothing is skipped where `CI` is set."""

import os

import pytest

pytest_plugins = ["core.testing", "core.testing_browser"]

NO_SKIPS = os.environ.get("CI", "").lower() in {"1", "true"}


def _forbid_skip(report):
    if NO_SKIPS and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and with CI set nothing may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _forbid_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _forbid_skip((yield))
