"""Reading what a request posts outside a form."""

import re


def whole_number(text: str) -> int | None:
    """A posted number such as a primary key; None for anything that no column can hold."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
