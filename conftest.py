"""Fixtures for every test, and the rule that nothing is skipped where `CI` is set."""

pytest_plugins = ["core.testing_databases", "core.testing", "core.testing_browser", "core.testing_skips"]
