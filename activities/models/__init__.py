"""Loads the models, so that Django finds them; import each from where it stands."""

from . import activity, duty  # noqa: F401
