"""What keeping tells the rest of core when it starts: its system check, and what the worker does every day."""

from . import checks, daily

__all__ = ["checks", "daily"]
