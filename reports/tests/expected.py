"""Whether what a report was read as is what is expected of it: the keys of `NAME.expected.json`."""

import re
import unicodedata
from typing import Any

KINDS = ("last_year", "findings", "work", "problems", "causes", "measures")
# What may stand between the parts of an item: a mark, or a short label such as 整改措施：.
_BETWEEN = r"[\W_]{0,4}(?:[\u4e00-\u9fff]{1,8}:)?[\W_]{0,4}"


def plain(text: object) -> str:
    """Without widths and spaces, which do not count."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


def differences(found: dict[str, Any], expected: dict[str, Any], texts: list[str]) -> list[str]:
    """What differs; `texts` are the lines and cells of the file."""
    wrong = []
    if "title" in expected and plain(found["title"]) != plain(expected["title"]):
        wrong.append(f"the title is {found['title']}")
    for kind in KINDS:
        if kind in expected:
            sections = [one for one in found["sections"] if one["kind"] == kind]
            wrong += [f"{kind}: {one}" for one in _of_kind(sections, expected[kind])]
    if "refused_or_headings" in expected:
        headings = [plain(one["heading"]) for one in found["sections"]]
        if headings != [plain(one) for one in expected["refused_or_headings"]]:
            wrong.append(f"headings are {headings}")
    told = [plain(line["text"]) for line in found["lines"]]
    wrong += [f"not accounted for: {text}" for text in texts if plain(text) not in told]
    wrong += [f"became nothing: {line}" for line in found["lines"] if not line["became"].strip()]
    return wrong


def _of_kind(sections: list[dict[str, Any]], want: Any) -> list[str]:
    items = [item for section in sections for item in section["items"]]
    if isinstance(want, str):
        whole = "".join(
            section["intro"] + "".join(one["text"] + "".join(one["points"]) for one in section["items"])
            for section in sections
        )
        return [] if plain(whole) == plain(want) else [f"the text is {whole}"]
    if len(items) != len(want):
        return [f"{len(items)} items, not {len(want)}: {items}"]
    return [f"{item} is not {one}" for item, one in zip(items, want, strict=True) if not _is_item(item, one)]


def _is_item(item: dict[str, Any], want: Any) -> bool:
    if isinstance(want, str):
        return plain(item["text"]) == plain(want) and not item["points"] and "\n" not in item["text"]
    if isinstance(want, dict):
        return plain(item["text"]) == plain(want["text"]) and [plain(one) for one in item["points"]] == [
            plain(one) for one in want["points"]
        ]
    whole = plain(item["text"] + "".join(item["points"]))
    return bool(re.fullmatch(_BETWEEN.join(re.escape(plain(part)) for part in want), whole))
