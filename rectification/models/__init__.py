"""Loads the models, so that Django finds them; import each from where it stands."""

from . import answers, framework, item_rows, items, notices, problems, rounds  # noqa: F401
