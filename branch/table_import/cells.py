"""A cell of a table as the form field of its column is posted it."""

import re
import unicodedata
from collections.abc import Iterator

from django import forms

from core.refusals import Refused
from documents.reading.cells import clean, one_line
from documents.reading.days import day_of

YES, NO = "是", "否"
_YES = re.compile(r"是|有|√|✓|✔|☑|对|要|y(es)?|true|1", re.IGNORECASE)
_NO = re.compile(r"否|无|没有|不|×|✗|✕|☐|—+|-+|/|n(o)?|false|0", re.IGNORECASE)
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:个?学?时|小时|课时|人次?|名|次|件|个|项|年度?|天)?")
_BETWEEN = re.compile(r"[、，,；;/|\n]+|\s{2,}|(?<=[\u3400-\u9fff])\s(?=[\u3400-\u9fff]{2})")
# What may stand behind a name without being part of it.
_BEHIND = re.compile(r"[（(【\[].*?[)）】\]]$|同志$|等$")
_SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
# More to choose from than a page offers beside each box.
OFFERED_MOST = 200


def posted(field: forms.Field, text: str, *, year: int | None = None) -> str | list[str]:
    """What the field is posted for a cell; days without a year are of `year`.

    Raises Refused with what is asked where the words mean no value of the field for certain.
    """
    if isinstance(field, _SEVERAL):
        return [_chosen(field, part) for part in several_in(text)]
    words = one_line(text)
    if isinstance(field, forms.BooleanField):
        return _yes_or_no(words)
    return _one(field, words, text, year) if words else ""


def _one(field: forms.Field, words: str, text: str, year: int | None) -> str:
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _chosen(field, words)
    if isinstance(field, forms.DateField):
        return day_of(words, year=year).isoformat()
    if isinstance(field, forms.IntegerField):
        found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", words))
        return found[1].removesuffix(".0") if found else words
    return clean(text)


def several_in(text: str) -> list[str]:
    """The parts of a cell that names several."""
    return [part.strip() for part in _BETWEEN.split(clean(text)) if part.strip()]


def offered_by(field: forms.Field) -> list[str]:
    """The words that a column offers to choose from; none where anything may be typed, or far too many."""
    if isinstance(field, forms.BooleanField):
        return [YES, NO]
    labels = list(dict.fromkeys(label for value, label, _ in _options(field) if value))
    return labels if len(labels) <= OFFERED_MOST else []


def is_long(field: forms.Field) -> bool:
    """Whether the field takes text of several lines."""
    return isinstance(field.widget, forms.Textarea)


def _yes_or_no(words: str) -> str:
    if _YES.fullmatch(words):
        return "on"
    if not words or _NO.fullmatch(words):
        return ""
    raise Refused(f"“{words[:20]}”看不出是还是否，请写“{YES}”或“{NO}”。")


def _chosen(field: forms.Field, words: str) -> str:
    """The one option that these words are the name of."""
    options = list(_options(field))
    for wanted in (_key(words), _key(_BEHIND.sub("", words.strip()))):
        found = {value for value, *names in options if value and wanted in map(_key, names)}
        if len(found) == 1:
            return found.pop()
        if found:
            raise Refused(f"“{words[:20]}”有 {len(found)} 个同名的，请取消勾选这一行，在页面上单独登记。")
    offered = [label for value, label, _ in options if value]
    known = f"可以写：{'、'.join(offered[:8])}" if 0 < len(offered) <= 8 else "请从提示里选"
    raise Refused(f"没有“{words[:20]}”这一项，{known}；不登记就删去。")


def _options(field: forms.Field) -> Iterator[tuple[str, str, str]]:
    """(posted, shown, name of the record behind it) of each option, those in groups, too."""
    for value, label in getattr(field, "choices", ()):
        if isinstance(label, list | tuple):
            yield from ((str(one), str(name), str(name)) for one, name in label)
        else:
            record = getattr(value, "instance", None)
            yield str(value), str(label), str(record or label)


def _key(text: str) -> str:
    dotted = re.sub(r"[•．・‧∙●]", "·", text)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", dotted)).casefold()
