"""The demo, loaded once for all tests of it."""

from datetime import date

from core.testing_databases import prepared
from overview.demo.load import load_demo
from overview.demo.world import World

TODAY = date(2026, 3, 10)


def demo_of_today() -> World:
    """The demo as of TODAY."""
    return load_demo(TODAY)


demo = prepared(demo_of_today, scope="module")
