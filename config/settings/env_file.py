"""`.env` of the checkout: settings for every way in, `manage.py` as much as `script/server`."""

import os
import sys
from pathlib import Path

from dotenv import dotenv_values

ENV_FILE = Path(__file__).resolve().parent.parent.parent / ".env"


def named_in(path: Path) -> dict[str, str]:
    """The variables that a file sets, in its order; none where there is no file."""
    return {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()}


def read_env_file() -> None:
    """Put into the environment what `.env` sets; a variable that is already set wins. The tests never read it."""
    for name, value in named_in(ENV_FILE).items():
        os.environ.setdefault(name, value)


def as_zero_ended(variables: dict[str, str]) -> str:
    """Names and values for `script/lib.sh`, each ended by a zero byte."""
    return "".join(f"{name}\0{value}\0" for name, value in variables.items())


if __name__ == "__main__":
    sys.stdout.write(as_zero_ended(named_in(ENV_FILE)))
