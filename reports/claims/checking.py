"""Whether a sentence is backed: each of its claims against the facts in it and what its records say."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum

from documents.claims import FACT_MARK, Claim, ClaimKind, claims_of, normal, number_of
from reports.report.enums import Support
from reports.report.tree import FACT, GAP

from .values import Said


class Backing(StrEnum):
    """What stands behind a sentence as it is now."""

    BACKED = "有据"
    UNSURE = "待确认"
    NONE = "无据"
    CHANGED = "依据已改"
    DELETED = "依据已删"
    FRAME = "过渡语"
    GAP = "待补充"


# Nothing is to be decided on these; a gap is to be filled first.
SETTLED = frozenset({Backing.BACKED, Backing.FRAME, Backing.GAP})


@dataclass(frozen=True)
class Source:
    """A record behind a sentence: what it says now, and what it said when it was named; deleted: nothing now."""

    label: str
    type: str
    now: Said
    then: Said
    is_deleted: bool = False


@dataclass(frozen=True)
class FactValue:
    """A fact of the sentence: its name and its value as printed."""

    name: str
    value: str


@dataclass(frozen=True)
class CheckedClaim:
    """A claim with what backs it (`record`), or why nothing does (`reason`)."""

    text: str
    kind: str
    backed: bool
    record: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Checked:
    """A sentence's backing with its claims."""

    state: Backing
    claims: tuple[CheckedClaim, ...] = ()
    reason: str = ""

    @property
    def open_claims(self) -> list[CheckedClaim]:
        """The claims that nothing backs."""
        return [claim for claim in self.claims if not claim.backed]


@dataclass(frozen=True)
class Around:
    """What is known without any record: people of the register, names of the branch and of those above it, its year."""

    names: Collection[str] = ()
    bodies: Collection[str] = ()
    year: int = 0
    terms: Collection[str] = field(default=())


# Words that join and colour without saying more than what was said before.
_STYLE = re.compile(
    "同时|此外|另外|其中|并且|以及|通过|围绕|结合|根据|按照|针对|认真|积极|扎实|切实|深入|进一步|不断|持续|有序|开展|组织|进行|召开|一年来|党支部|支部|党员|工作"
    "|情况|方面|要求|落实|做好|抓好|推动|推进|坚持|加强|本年度|今年|这一|问题|措施|[,.;:!?()，。、；：！？“”《》（）\ufffb]|[的了地得和与及并也都对为于在是中上就让使以把被着过将]"
)
# Words whose coming or going turns a sentence round.
_TURNS = re.compile(
    "不|未|没|无|非|仅|只|约|近|超|少|多|增|减|升|降|提高|下降|全部|部分|大部|均|每|首次|再次|已|尚|拟|将"
    "|高|低|好|差|强|弱|快|慢|上|下|前|后"
)


def check(
    text: str,
    *,
    wording: str,
    support: str,
    sources: Sequence[Source] = (),
    facts: Sequence[FactValue] = (),
    around: Around = Around(),
) -> Checked:
    """The backing of a sentence (`text` with facts as `{name}`); `wording` is what its records were named for."""
    if GAP.search(text):
        return Checked(Backing.GAP)
    marked = FACT.sub(FACT_MARK, text)
    claims = claims_of(marked, around.names)
    told = [_checked(claim, marked, sources, facts, around) for claim in claims]
    if not sources and not facts:
        if support == Support.FRAME and text == wording and all(claim.backed for claim in told):
            return Checked(Backing.FRAME, tuple(told))
        unbacked = tuple(claim if claim.backed else replace(claim, reason="没有指定依据") for claim in told)
        return Checked(Backing.NONE, unbacked, "没有记录支撑这一句")
    if deleted := [source.label for source in sources if source.is_deleted]:
        return Checked(Backing.DELETED, tuple(told), f"“{'、'.join(deleted)}”已删除")
    return _against(text, wording, list(zip(claims, told, strict=True)), sources, facts, around)


def _against(
    text: str,
    wording: str,
    told: Sequence[tuple[Claim, CheckedClaim]],
    sources: Sequence[Source],
    facts: Sequence[FactValue],
    around: Around,
) -> Checked:
    """The backing of a sentence that rests on something: its claims, and what an edit changed in it."""
    claims = [claim for claim, _ in told]
    edits = _edits(wording, text, around.names) if wording else []
    before = claims_of(FACT.sub(FACT_MARK, wording), around.names) if wording else []
    exchanged = _exchanged(claims, before, sources) | _in_place_of_facts(
        claims, before, wording, text, sources
    )
    checked = [
        replace(one, backed=False, record="", reason=exchanged[claim])
        if claim in exchanged and one.backed
        else one
        for claim, one in told
    ]
    told_of = [*(source.now.whole for source in sources), *(fact.name for fact in facts)]
    checked += _changed_words(edits, "\n".join(told_of))
    if all(claim.backed for claim in checked):
        stale = _stale_quote(text, sources)
        return Checked(Backing.CHANGED if stale else Backing.BACKED, tuple(checked), stale)
    if _held_then(claims, checked, sources):
        return Checked(Backing.CHANGED, tuple(checked), "记录在起草以后改过")
    return Checked(Backing.UNSURE, tuple(checked), "；".join(c.reason for c in checked if not c.backed))


def _checked(
    claim: Claim, marked: str, sources: Sequence[Source], facts: Sequence[FactValue], around: Around
) -> CheckedClaim:
    """A claim with what backs it: a record, a fact of the sentence, or what is known without either."""
    record = (
        next((source.label for source in sources if not source.is_deleted and says(source.now, claim)), "")
        or next((fact.name for fact in facts if _is_of_fact(claim, fact, marked)), "")
        or _known(claim, sources, around)
    )
    reason = "" if record else _reason(claim, sources)
    return CheckedClaim(claim.text, claim.kind, bool(record), record, reason)


def _known(claim: Claim, sources: Sequence[Source], around: Around) -> str:
    """What a claim rests on apart from fields: the report's year, the branch and those above it, the records' number."""
    match claim.kind:
        case ClaimKind.DATE if claim.value == f"{around.year}--":
            return "报告年度"
        case ClaimKind.ORGANISATION if _stands(claim, "\n".join(map(normal, around.bodies))):
            return "组织名称"
        case ClaimKind.TITLE if claim.value in around.terms:
            return "规范用语"
        case ClaimKind.TITLE if noun := _COUNTED_TITLE.fullmatch(claim.value):
            numbers = Counter(source.type for source in sources).values()
            return sources[0].label if number_of(noun["n"]) in numbers else ""
    return ""


# What may stand in a record between the words of a quotation: marks and the number of a line, never a word.
TYPED_BETWEEN = r"(?:[\W_]|第?[0-9一二三四五六七八九十]{1,3}是?){0,8}?"


def says(said: Said, claim: Claim) -> bool:
    """Whether a record says what a sentence claims."""
    match claim.kind:
        case ClaimKind.NUMBER:
            number = re.match(r"[\d.]+", claim.value)
            figure = number.group() if number else ""
            unit = claim.value.removeprefix(figure)
            if (claim.kind, claim.value) in said.claims or figure in said.bare_numbers:
                return True
            return unit in {"", "人", "名", "位", "人次", "项", "个", "家", "件"} and figure in said.counts
        case ClaimKind.DATE:
            return any(_same_day(claim.value, value) for kind, value in said.claims if kind == ClaimKind.DATE)
        case ClaimKind.ORGANISATION:
            return _stands(claim, said.whole)
        case ClaimKind.TITLE:
            return _in_order(claim.value, said.whole)
    return claim.value in said.whole


def _in_order(quoted: str, told: str) -> bool:
    """Whether the words of a quotation stand in a record one after the other: marks and typed numbers may differ."""
    parts = [re.escape(part) for part in re.split(r"[\W_]+", quoted) if part]
    return bool(parts) and re.search(TYPED_BETWEEN.join(parts), told) is not None


def _same_day(claimed: str, stored: str) -> bool:
    """Whether a date says no more than the stored one, and nothing else."""
    if claimed == stored:
        return True
    if claimed[:1] in "QH" or stored[:1] in "QH":
        month = stored.split("-")[1] if stored.count("-") == 2 else ""
        if not month or claimed[:1] not in "QH":
            return False
        quarter = f"Q{(int(month) + 2) // 3}"
        return claimed in {quarter, "H上" if int(month) <= 6 else "H下"}
    mine, theirs = claimed.split("-"), stored.split("-")
    return all(not one or one == other for one, other in zip(mine, theirs, strict=True))


def _stands(claim: Claim, told: str) -> bool:
    """A body is named by its tail: what stands before it in the sentence may have been read with it."""
    name = normal(claim.text)
    return name in told or any(name[start:] in told for start in range(1, len(name) - 3))


# “四个对照”: as many as the records behind the sentence.
_COUNTED_TITLE = re.compile("(?P<n>[一二三四五六七八九十]+)个.{1,6}")


_FACT_NOUN = re.compile("(?:次数|人数|条数|项数|个数|月数|数|率|占比|·.*)$")


def _is_of_fact(claim: Claim, fact: FactValue, marked: str) -> bool:
    """Words of the fact's name, or a typed figure that is the fact, named right before it."""
    if claim.text in fact.name:
        return True
    if claim.kind != ClaimKind.NUMBER:
        return False
    value = re.match(r"[\d.]+%?", fact.value)
    typed = re.match(r"[\d.]+%?", claim.value)
    noun = _FACT_NOUN.sub("", fact.name)
    before = marked[max(0, claim.start - len(noun) - 8) : claim.start]
    return bool(value and typed and value.group() == typed.group() and noun and noun in before)


def _reason(claim: Claim, sources: Sequence[Source]) -> str:
    if claim.kind not in {ClaimKind.NUMBER, ClaimKind.DATE}:
        return f"记录里没有“{claim.text}”"
    unit = re.sub(r"^[\d.]+", "", claim.value)
    alike = [
        other.text
        for source in sources
        for _, other in source.now.figures
        if other.kind == claim.kind
        and (claim.kind == ClaimKind.DATE or re.sub(r"^[\d.]+", "", other.value) == unit)
    ]
    told = "、".join(dict.fromkeys(alike))
    return f"“{claim.text}”：记录为 {told}" if 0 < len(set(alike)) <= 3 else f"记录里没有“{claim.text}”"


@dataclass(frozen=True)
class Edit:
    """What an edit took out and put in at one place; a fact stands as `{name}`."""

    removed: str
    added: str


def _edits(wording: str, text: str, names: Collection[str]) -> list[Edit]:
    """Where the words of a text differ from the wording that its records were named for, its claims left out."""
    if wording.strip() == text.strip():
        return []
    old, new = _words_between_claims(wording, names), _words_between_claims(text, names)
    return [
        Edit("".join(old[a:b]), "".join(new[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


# A word that turns the sentence is one piece: 全部 and 部分 share a character, not a meaning.
_PIECE = re.compile("提高|下降|全部|部分|大部|首次|再次|.", re.DOTALL)
# Stands for a claim where only the words around it are compared.
_CLAIM_MARK = "\ufffb"


def _words_between_claims(text: str, names: Collection[str]) -> list[str]:
    """Characters, a fact and a word that turns the sentence being one, and a claim of any length one mark."""
    marked, end, pieces = FACT.sub(FACT_MARK, text), 0, []
    facts = iter(FACT.findall(text))
    for claim in claims_of(marked, names):
        pieces += [*_PIECE.findall(marked[end : claim.start]), _CLAIM_MARK]
        end = claim.end
    pieces += _PIECE.findall(marked[end:])
    return [f"{{{next(facts)}}}" if piece == FACT_MARK else normal(piece) for piece in pieces]


def _changed_words(edits: Iterable[Edit], told: str) -> list[CheckedClaim]:
    """Words that came or went, that neither a record says nor are mere style."""
    changed = []
    for edit in edits:
        changed += [
            CheckedClaim(f"{{{fact}}}", ClaimKind.WORDS, False, reason=f"数据项“{fact}”是后来放进这一句的")
            for fact in FACT.findall(edit.added)
        ]
        words = [word for word in _STYLE.split(FACT.sub("", edit.added)) if word]
        # A single character is told by chance: it counts where it turns the sentence.
        fresh = [word for word in words if _TURNS.fullmatch(word) or (len(word) > 1 and word not in told)]
        changed += [
            CheckedClaim(word, ClaimKind.WORDS, False, reason=f"“{word}”不在记录里，也不是起草时的文字")
            for word in fresh
        ]
        changed += [
            CheckedClaim(word, ClaimKind.WORDS, False, reason=f"删去了“{word}”，意思变了")
            for word in ([] if fresh else _TURNS.findall(FACT.sub("", edit.removed)))
        ]
    return changed


def _in_place_of_facts(
    claims: Sequence[Claim], before: Sequence[Claim], wording: str, text: str, sources: Sequence[Source]
) -> dict[Claim, str]:
    """Typed numbers where a fact stood before: a number that some record happens to have does not bear them out, only
    one that a record says of the same thing."""
    if not Counter(FACT.findall(wording)) - Counter(FACT.findall(text)):
        return {}
    known = {claim.value for claim in before}
    return {
        claim: f"“{claim.text}”代替了数据项，请核对"
        for claim in claims
        if claim.kind == ClaimKind.NUMBER
        and claim.value not in known
        and not any((claim.kind, claim.value) in source.now.claims for source in sources)
    }


def _exchanged(
    claims: Sequence[Claim], before: Sequence[Claim], sources: Sequence[Source]
) -> dict[Claim, str]:
    """Claims that took the place of another which the records still make: right for the record, wrong for the place."""
    changed = {}
    for kind in {claim.kind for claim in claims}:
        old, new = ([claim for claim in side if claim.kind == kind] for side in (before, claims))
        for was, now in _pairs(old, new):
            if was.value != now.value and any(says(source.now, was) for source in sources):
                changed[now] = f"起草时写的是“{was.text}”，记录里仍是这样"
    return changed


def _pairs(old: Sequence[Claim], new: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """What stands where something else stood: place by place where there are as many, else where they differ."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    sides = [claim.value for claim in old], [claim.value for claim in new]
    for tag, a, b, c, d in SequenceMatcher(None, *sides, autojunk=False).get_opcodes():
        if tag == "replace":
            yield from zip(old[a:b], new[c:d], strict=False)


def _held_then(claims: Sequence[Claim], checked: Sequence[CheckedClaim], sources: Sequence[Source]) -> bool:
    """Whether everything that nothing backs now was said by the records when they were named."""
    open_words = [c for c in checked if not c.backed and c.kind == ClaimKind.WORDS]
    if open_words or not any(source.then.texts for source in sources):
        return False
    missing = [claim for claim, one in zip(claims, checked, strict=False) if not one.backed]
    return bool(missing) and all(any(says(source.then, claim) for source in sources) for claim in missing)


def _stale_quote(text: str, sources: Sequence[Source]) -> str:
    """Why a sentence that repeats a record no longer does; empty where it does, or never did."""
    words = normal(FACT.sub(FACT_MARK, text)).rstrip("。！？；，")
    parts = [part for part in re.split(f"[。！？；，：“”《》{FACT_MARK}]", words) if len(part) >= 4]
    for source in sources:
        if source.then.texts and source.now.texts != source.then.texts:
            gone = [part for part in parts if part in source.then.whole and part not in source.now.whole]
            if gone and not any(gone[0] in other.now.whole for other in sources):
                return f"“{source.label}”改过，其中已没有“{gone[0][:20]}”"
    return ""
