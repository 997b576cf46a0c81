"""A report in running text: which sentence leaves the work of the year and begins with problems, causes or what is to come."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.reading.files import SourceParagraph

from .blocks import cut_section
from .outline import aside_of
from .schema import KIND_LABELS, ParsedSection, SectionKind

_SENTENCE = re.compile(r"(?<=[。！])(?![”’』」）】])")
_CUES = (
    (
        SectionKind.PROBLEMS,
        re.compile(
            r"(?:但是?|同时|与此同时|当然|然而|不过)?[，,]?(?:我们|支部)?(?:也|还)?(?:清醒地?)?(?:看到|认识到)?[，,]?"
            r"(?:一年来|工作中|目前)?[，,]?(?:还|仍|也|依然|仍然)?存在(?:着)?(?:的|一些|以下|不少)?(?:主要|突出)?(?:问题|不足|差距|短板)"
            r"|(?:主要|存在|突出)的?(?:问题|不足|差距)(?:主要)?(?:是|有|表现|[：:])|不足之处"
        ),
    ),
    (
        SectionKind.CAUSES,
        re.compile(
            r"(?:究其|分析|剖析|产生|造成|出现)?(?:上述|以上|这些|其)?(?:问题|不足)?的?(?:主要|深层次?)?(?:原因|根源)"
            r"(?:主要)?(?:是|在于|有|[，,：:])"
        ),
    ),
    (
        SectionKind.MEASURES,
        re.compile(
            r"(?:下一?步|今后|明年|来年|下一?年度?|新的一年)(?:工作)?(?:中|里)?[，,：:]|(?:下一?步|今后)(?:我们|支部|将|要|的?工作)"
            r"|(?:整改|改进|努力)(?:措施|方向)(?:是|[：:])|针对(?:上述|以上|这些)(?:问题|不足)"
        ),
    ),
)


def told_apart(body: Iterable[SourceParagraph]) -> list[tuple[SectionKind, list[SourceParagraph]]]:
    """Running text by kind: work first, then whatever its sentences turn to, never back; one entry where they do not turn."""
    found: list[tuple[SectionKind, list[SourceParagraph]]] = [(SectionKind.WORK, [])]
    left = list(_CUES)
    for one in body:
        sentences = [one.text] if one.is_row else _SENTENCE.split(one.text)
        begin = 0
        for place, sentence in enumerate(sentences):
            at = next((at for at, (_, cue) in enumerate(left) if cue.match(sentence.lstrip())), None)
            if at is not None:
                _add(found, one, sentences[begin:place], begin)
                found.append((left[at][0], []))
                left, begin = left[at + 1 :], place
        _add(found, one, sentences[begin:], begin)
    return [(kind, paragraphs) for kind, paragraphs in found if paragraphs or kind is SectionKind.WORK]


def _add(
    found: list[tuple[SectionKind, list[SourceParagraph]]],
    whole: SourceParagraph,
    sentences: list[str],
    begin: int,
) -> None:
    if text := "".join(sentences).strip():
        found[-1][1].append(replace(whole, text=text, label="" if begin else whole.label))


def sections_in_words(
    parts: Sequence[tuple[SectionKind, list[SourceParagraph]]],
) -> tuple[tuple[ParsedSection, ...], list[str]]:
    """Sections without headings of their own in the file, called as their kinds; and what is to be looked at."""
    sections = tuple(
        ParsedSection(kind, KIND_LABELS[kind], tuple(cut_section(paragraphs, aside_of(paragraphs))[0]))
        for kind, paragraphs in parts
    )
    named = "、".join(f"“{one.heading}”" for one in sections)
    return sections, [f"{named}没有标题，是按句子的意思分出来的，请核对。"]
