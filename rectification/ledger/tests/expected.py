"""Whether what a ledger was read as is what is expected of it: the keys of `NAME.expected.json`."""

import unicodedata
from typing import Any

KEYS = ("problem", "points", "source", "causes", "goal", "measure", "mode", "leader", "responsible", "due_on", "state",
        "progress", "result", "evidence", "closed_on", "extra")  # fmt: skip


def plain(value: Any) -> Any:
    """Without widths and spaces, which do not count."""
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).split())
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def differences(found: dict[str, Any], expected: dict[str, Any], texts: list[str]) -> list[str]:
    """What differs; `texts` are the words of every cell of the file."""
    wrong = []
    if "rows" in expected:
        if len(found["rows"]) != len(expected["rows"]):
            wrong.append(f"{len(found['rows'])} rows, not {len(expected['rows'])}")
        for number, (row, want) in enumerate(zip(found["rows"], expected["rows"], strict=False), start=1):
            wrong += [f"row {number}: {one}" for one in _row(row, want)]
    if expected.get("every_line"):
        told = [plain(line["text"]) for line in found["lines"]]
        wrong += [f"not accounted for: {text}" for text in texts if plain(text) not in told]
        wrong += [f"became nothing: {line}" for line in found["lines"] if not line["became"].strip()]
    return wrong


def _row(row: dict[str, Any], want: dict[str, Any]) -> list[str]:
    wrong = []
    questions = plain("\n".join(row["questions"]))
    asked = {key: plain(words) in questions for key, words in want.get("or_asked", {}).items()}
    for key in KEYS:
        if key in want and plain(row[key]) != plain(want[key]) and not asked.get(key):
            wrong.append(f"{key} is {row[key]!r}, not {want[key]!r}; asked: {row['questions']}")
    if "progress_or_result" in want:
        both = plain(" ".join([row["result"], *(one["text"] for one in row["progress"])]))
        if plain(want["progress_or_result"]) not in both:
            wrong.append(f"{want['progress_or_result']} is in neither progress nor result")
    everything = plain(str(row))
    wrong += [f"{words} is not kept" for words in want.get("kept", []) if plain(words) not in everything]
    return wrong
