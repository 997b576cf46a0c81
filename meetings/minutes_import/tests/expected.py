"""Whether what minutes were read as is what is expected of them: the keys of `NAME.expected.json`."""

import unicodedata
from typing import Any

AWAY = ("请假", "缺席")


def plain(value: object) -> str:
    """Without widths and spaces, which do not count."""
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


class Draft:
    """One draft of the published form, asked by label."""

    def __init__(self, findings: list[dict[str, Any]], notices: list[dict[str, Any]]):
        self.findings = findings
        self.stopping = [one["text"] for one in notices if one["stops"]]

    def value(self, label: str) -> str:
        return next((one["value"] for one in self.findings if one["label"] == label), "")

    def people(self, label: str) -> list[str]:
        text = self.value(label)
        return [plain(one) for one in text.replace("\n", "、").split("、") if one]

    def texts(self) -> str:
        told = [one for one in self.findings if one["label"] == "会议记录" or one["label"].startswith("议题")]
        return plain("".join(one["value"] for one in told))


def differences(found: dict[str, Any], expected: dict[str, Any], texts: list[str]) -> list[str]:
    """What differs; `texts` are the lines and cells of the file."""
    wrong = []
    if "meetings" in expected:
        drafts = [Draft(one["findings"], one["notices"]) for one in found.get("drafts", [])]
        if len(drafts) != len(expected["meetings"]):
            wrong.append(f"{len(drafts)} drafts, not {len(expected['meetings'])}")
        for draft, want in zip(drafts, expected["meetings"], strict=False):
            wrong += _draft(draft, want)
    else:
        wrong += _draft(Draft(found["findings"], found["notices"]), expected)
    if expected.get("every_line"):
        told = "\n".join(plain(line["text"]) for line in found["lines"])
        wrong += [f"not accounted for: {text}" for text in texts if plain(text) not in told]
        wrong += [f"became nothing: {line}" for line in found["lines"] if not line["became"].strip()]
    return wrong


def _draft(draft: Draft, want: dict[str, Any]) -> list[str]:  # noqa: C901, PLR0912  # one branch a key, as the table has them
    wrong = []

    def same(what: str, is_so: object, should_be: object) -> None:
        if is_so != should_be:
            wrong.append(f"{what} is {is_so!r}, not {should_be!r}")

    if "kinds" in want:
        same("kinds", draft.value("类别").split("、"), want["kinds"])
    if "starts_at" in want:
        year, _, rest = draft.value("开始时间").partition("年")
        month, _, rest = rest.partition("月")
        day, _, clock = rest.partition("日")
        is_so = f"{year}-{int(month or 0):02}-{int(day or 0):02}{clock if ' ' in want['starts_at'] else ''}"
        same("starts_at", is_so, want["starts_at"])
    for key, label in (("place", "地点"), ("chair", "主持人"), ("minutes", "会议记录")):
        if key in want:
            same(key, plain(draft.value(label)), plain(want[key]))
    if "title_is_not" in want and plain(draft.value("名称")) == plain(want["title_is_not"]):
        wrong.append("the title is a column word")
    for key, label in (("present", "到会"), ("leave", "请假"), ("absent", "缺席"), ("guests", "列席人员")):
        if key in want:
            same(key, sorted(draft.people(label)), sorted(map(plain, want[key])))
    wrong += [
        f"{name} is not present"
        for name in want.get("present_includes", [])
        if plain(name) not in draft.people("到会")
    ]
    away = [one for label in AWAY for one in draft.people(label)]
    for name in want.get("away", []):
        is_told = any(one == plain(name) or one.startswith(f"{plain(name)}(") for one in away)
        is_asked = any(plain(name).partition("(")[0] in plain(one) for one in draft.stopping)
        if not is_told and not is_asked:
            wrong.append(f"{name} is not away")
        if plain(name).partition("(")[0] in draft.people("到会"):
            wrong.append(f"{name} is present")
    for key, label in (("due", "应到人数"), ("present_count", "实到人数")):
        if key in want:
            same(key, draft.value(label), f"{want[key]} 人")
    if "items" in want:
        wrong += _items(draft, want["items"])
    if "vote" in want:
        votes = plain("".join(one["value"] for one in draft.findings if one["label"].endswith("表决")))
        wrong += [f"vote has not {value}" for value in want["vote"].values() if plain(value) not in votes]
    wrong += [f"{text} is lost" for text in want.get("text_includes", []) if plain(text) not in draft.texts()]
    if "stops" in want:
        same("stops", bool(draft.stopping), want["stops"])
    return wrong


_PARTS = {"reporter": "汇报人", "decision": "决定", "responsible": "责任人"}


def _items(draft: Draft, items: list[dict[str, str]]) -> list[str]:
    wrong = []
    count = sum(one["label"].removeprefix("议题 ").isdigit() for one in draft.findings)
    if count != len(items):
        wrong.append(f"{count} items, not {len(items)}")
    for number, want in enumerate(items, start=1):
        if "title" in want and plain(draft.value(f"议题 {number}")) != plain(want["title"]):
            wrong.append(f"item {number} is {draft.value(f'议题 {number}')}")
        for key, label in _PARTS.items():
            value = draft.value(f"议题 {number} {label}")
            if key in want and plain(value) != plain(want[key]):
                wrong.append(f"item {number}: {key} is {value!r}, not {want[key]!r}")
        if "due_on" in want:
            year, month, day = want["due_on"].split("-")
            if draft.value(f"议题 {number} 期限") != f"{year}年{int(month)}月{int(day)}日":
                wrong.append(f"item {number}: due is {draft.value(f'议题 {number} 期限')}")
    return wrong
