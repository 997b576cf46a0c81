"""Writes about annual reports: drafting, editing a paragraph, moving the state, freezing a version."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import audit
from core.enums import AuditAction
from core.models import Record
from core.records import audited, save
from core.refusals import Refused
from documents.proofreading.text import Topic
from reports.claims.checking import Backing
from reports.claims.report import CheckedSentence, ReportClaims
from reports.claims.values import Memory
from reports.drafting import draft as drafting
from reports.facts import FactBook, book_of
from reports.numbers.services import give_number
from reports.papers.material import draft_of, drafts_for, words_of
from reports.report_templates.following import follow
from reports.report_templates.models import ReportTemplate
from reports.year_records import life_day, ref

from . import tree
from .assembling import working_content
from .changes import Change, ChangeKind, Step, changes_of, place_of
from .document import to_json
from .enums import MOVES, ReportAction, ReportOrigin, Support
from .holding import check_editable, checked_text, claim, note
from .models import AnnualReport, Paragraph, ReportVersion, Section, Sentence, SentenceSource, SetAside
from .tree import GAP, DraftParagraph, DraftSection, rebuild, split_sentences

NO_DECISIONS: Mapping[int, str] = MappingProxyType({})


@transaction.atomic
def draft_report(
    *, branch: Organisation, year: int, by: User | None, on: date, template: ReportTemplate | None = None
) -> AnnualReport:
    """A new report for the year, drafted from the records as a template arranges it, by default in six sections.

    Raises Refused when the year has one.
    """
    read_on = life_day(branch, year)
    title = f"{branch.name}{year}年度工作报告"
    report = AnnualReport(
        branch=branch, year=year, title=title, read_on=read_on, signed_on=read_on, created_by=by
    )
    plan = follow(report, template, on=on)
    book = FactBook(branch, year, report.as_of(on))
    return _store(report, drafting.draft(book.records, plan), Memory(book.text), by=by)


@transaction.atomic
def draft_paper(*, report: AnnualReport, by: User | None, on: date) -> AnnualReport:
    """A new paper, of which branch, year, kind and what it is about are given, drafted from the records.

    Raises Refused when the year has it, and where a personal paper is not drafted by its member.
    """
    declared = report.declaration
    if declared.is_personal != (report.member is not None) or (
        report.member and by and by.member != report.member
    ):
        raise Refused(f"“{declared.label}”由本人起草。" if declared.is_personal else "这份材料不属于个人。")
    if report.is_annual:
        return draft_report(branch=report.branch, year=report.year, by=by, on=on)
    report.read_on, report.signed_on = declared.day_of(report.branch, report.year), on
    report.form, report.created_by, report.annexes = declared.form, by, list(declared.annexes)
    book = book_of(report, on)
    words = words_of(report, book.records)
    report.title, report.salutation = declared.title.format(**words)[:100], declared.recipient.format(**words)
    report.signer = declared.signer.format(**words)
    return _store(report, draft_of(report, book.records), Memory(book.text), by=by)


@transaction.atomic
def store_report(
    report: AnnualReport, *, sections: list[DraftSection], by: AbstractBaseUser | None
) -> AnnualReport:
    """A new report from a ready tree (an imported one). Raises Refused when the year has one."""
    report.origin = ReportOrigin.IMPORTED
    return _store(report, sections, Memory(), by=by)


def _store(
    report: AnnualReport, sections: list[DraftSection], memory: Memory, *, by: AbstractBaseUser | None
) -> AnnualReport:
    called = "报告" if report.is_annual else f"“{report.declaration.label}”"
    taken = f"{report.branch}的 {report.year} 年度已有{called}，请打开原来的一份，或先将它移入回收站。"
    if AnnualReport.objects.like(report, report.year).exists():
        raise Refused(taken)
    try:
        with audited(report, by=by):
            tree.write_sections(report, sections, memory)
    except IntegrityError as error:
        raise Refused(taken) from error
    return report


@transaction.atomic
def redraft_report(*, report: AnnualReport, by: AbstractBaseUser, on: date, kind: str = "") -> int:
    """Draft the text (or one kind of section) anew from the records; returns how many paragraphs a person keeps.

    Raises Refused while the report is frozen.
    """
    check_editable(report)
    if not report.read_on and (read_on := report.declaration.day_of(report.branch, report.year)):
        with audited(report, by=by):
            report.read_on = read_on
    book = book_of(report, on)
    kept, memory = 0, Memory(book.text)
    for section, draft in drafts_for(report, book.records):
        if kind in {"", section.kind}:
            tree.merge_section(section, draft.paragraphs, memory)
            kept += section.paragraphs.filter(is_edited=True).count()
    note(report, by, "按记录重新起草", "", Section(kind=kind).get_kind_display() if kind else "全文")
    return kept


@transaction.atomic
def save_paragraph(
    *, paragraph: Paragraph, text: str, lock_version: int, by: AbstractBaseUser, on: date
) -> None:
    """Store an edited text; unchanged sentences keep their sources.

    Raises Refused for an empty text, an unknown fact or a frozen report, StaleRecord when someone else
    saved the paragraph in between.
    """
    text = checked_text(text, paragraph.section.report)
    old = paragraph.text
    if text == old:
        return
    claim(paragraph, lock_version)
    report = paragraph.section.report
    memory = Memory(book_of(report, on).text)
    tree.write_sentences(paragraph, rebuild(text, tree.drafts_of(paragraph)), memory)
    paragraph.is_edited = text != paragraph.drafted_text or not paragraph.slot
    paragraph.save(update_fields=["is_edited"])
    note(report, by, "正文", old, text)


@transaction.atomic
def leave_out_paragraph(*, paragraph: Paragraph, by: AbstractBaseUser) -> None:
    """Leave a paragraph out of the report; it stays stored and redrafting does not bring it back."""
    if paragraph.is_left_out:
        return
    claim(paragraph)
    Paragraph.objects.filter(pk=paragraph.pk).update(is_left_out=True)
    tree.renumber(paragraph.section)
    note(paragraph.section.report, by, "删去段落", paragraph.text, "")


@transaction.atomic
def bring_back_paragraph(*, paragraph: Paragraph, by: AbstractBaseUser) -> None:
    """Take a left-out paragraph into the report again."""
    if not paragraph.is_left_out:
        return
    claim(paragraph)
    Paragraph.objects.filter(pk=paragraph.pk).update(is_left_out=False)
    tree.renumber(paragraph.section)
    note(paragraph.section.report, by, "恢复段落", "", paragraph.text)


@transaction.atomic
def decide_changes(
    *, report: AnnualReport, keys: Collection[str], take: bool, by: AbstractBaseUser, on: date
) -> int:
    """Take what the records would now say, or leave the words as they are; returns how many were decided.

    Raises Refused where one of them is no longer offered, and for a frozen report; then nothing is written.
    """
    check_editable(report)
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    offered = {one.key: one for one in changes_of(full, on=on) if one.is_decided_here}
    if not keys:
        raise Refused("没有要处理的句子。下面是最新的对照。")
    if set(keys) - offered.keys():
        raise Refused("记录又有变化，或者其中几句刚刚处理过。下面是最新的对照，请再看一遍。")
    memory = Memory(book_of(full, on).text)
    if not take and not all(offered[key].may_be_left for key in keys):
        raise Refused("次序、数据和依据的变化不能保留原样，请采用，或在正文里改。")
    # The last first: what stands before keeps its place.
    for change in reversed([one for key, one in offered.items() if key in keys]):
        _decide_change(change, memory, take=take)
        label = "按记录改写" if take else "保留原文"
        note(report, by, f"{label}（{change.kind}）", change.old, change.new)
    return len(set(keys))


def _decide_change(change: Change, memory: Memory, *, take: bool) -> None:
    paragraph, section = change.paragraph, change.section
    if change.slots:
        tree.arrange(section, change.slots)
    elif paragraph is None:
        order = change.after.order + 1 if change.after else 0
        section.paragraphs.filter(order__gte=order).update(order=F("order") + 1)
        added = tree.add(section, order, change.draft, memory)
        Paragraph.objects.filter(pk=added.pk).update(is_left_out=not take)
    elif change.sentence:
        # Another decision may have written the paragraph anew.
        tree.hear(Sentence.objects.filter(paragraph=paragraph, text=change.sentence.text), memory)
    elif take and change.is_whole and not paragraph.is_edited:
        paragraph.delete()
    else:
        # Another change of the same paragraph may just have been decided.
        paragraph = Paragraph.objects.select_related("section__report").get(pk=paragraph.pk)
        claim(paragraph)
        if change.kind == ChangeKind.SOURCES:
            again = [one for one in change.draft.sentences if one.text.strip() == change.replaced]
            drafts = rebuild(paragraph.text, [*again, *tree.drafts_of(paragraph)])
            tree.write_sentences(paragraph, drafts, memory, afresh={change.replaced})
        else:
            step = change.step or Step(0, tuple(split_sentences(paragraph.drafted_text)), ())
            _decide_step(paragraph, step, change.draft, memory, take=take)
    tree.renumber(section)


def _decide_step(
    paragraph: Paragraph, step: Step, draft: DraftParagraph, memory: Memory, *, take: bool
) -> None:
    """Put the new stretch where the old one stands, or leave it; either way it counts as drafted from now on."""
    base, told = split_sentences(paragraph.drafted_text), split_sentences(paragraph.text)
    begin, end, own = place_of(step, base, told)
    text = "".join([*told[:begin], *step.drafted, *own, *told[end:]]).strip()
    if not take:
        left = paragraph.sentences.filter(text__in=told[begin:end]).exclude(text__in=own)
        left.update(support=Support.KEPT, reason="记录改动后保留原文")
    elif not text:
        paragraph.is_left_out = True
    else:
        drafts = rebuild(text, [*tree.drafts_of(paragraph), *draft.sentences])
        tree.write_sentences(paragraph, drafts, memory, afresh={one.strip() for one in step.drafted})
    base[step.start : step.start + len(step.base)] = step.drafted
    paragraph.drafted_text = "".join(base)
    paragraph.is_edited = paragraph.text != paragraph.drafted_text
    paragraph.save(update_fields=["drafted_text", "is_edited", "is_left_out"])
    if base:
        tree.pieces(paragraph).update(drafted_text=paragraph.drafted_text)


@transaction.atomic
def point_source(*, sentence: Sentence, obj: Record, by: AbstractBaseUser) -> None:
    """Name a record as the source of a sentence."""
    report = sentence.paragraph.section.report
    check_editable(report)
    memory, source = Memory(), ref(obj)
    memory.load([source])
    seen, version = memory.behind(sentence.text, source)
    SentenceSource.objects.update_or_create(
        sentence=sentence,
        object_type=source.object_type,
        object_id=source.object_id,
        defaults={"label": source.label, "seen": seen, "seen_version": version},
    )
    if sentence.support != Support.GAP:
        # Whoever names a record has read the sentence as it stands now.
        sentence.support, sentence.wording = Support.BACKED, sentence.text
        sentence.save(update_fields=["support", "wording"])
    note(report, by, "指定依据", sentence.text, str(obj))


@transaction.atomic
def keep_sentence(*, sentence: Sentence, reason: str, by: AbstractBaseUser) -> None:
    """Keep a sentence that is not fully backed, knowingly and with a reason: it is no longer advised against.

    Raises Refused without a reason, and for a sentence in which something is still missing.
    """
    report = sentence.paragraph.section.report
    check_editable(report)
    if GAP.search(sentence.text):
        raise Refused("这一句还有【待补充】，请先补全或删去。")
    if not reason.strip():
        raise Refused("请写明保留这一句的理由，例如“会上口头通报，没有单独登记”。")
    sentence.support, sentence.reason = Support.KEPT, reason.strip()[:200]
    sentence.save(update_fields=["support", "reason"])
    note(report, by, "保留并注明", sentence.text, sentence.reason)


@transaction.atomic
def follow_advice(
    *, paragraph: Paragraph, excerpt: str, suggestion: str, lock_version: int, by: AbstractBaseUser, on: date
) -> None:
    """Write what proof-reading suggests in place of the words that it is about.

    Raises Refused where the words no longer stand in the paragraph, and as `save_paragraph`.
    """
    text = paragraph.text
    if not excerpt or excerpt not in text:
        raise Refused(f"这一段里已没有“{excerpt}”，可能刚刚改过，请看最新的校对意见。")
    text = text.replace(excerpt, suggestion, 1)
    save_paragraph(paragraph=paragraph, text=text, lock_version=lock_version, by=by, on=on)


@transaction.atomic
def set_advice_aside(
    *, report: AnnualReport, topic: str, text: str, reason: str, by: AbstractBaseUser
) -> None:
    """Note that a remark is not followed, and why. Raises Refused without a reason."""
    check_editable(report)
    if topic not in set(Topic):
        raise Refused("没有这一类校对意见，请刷新页面再试。")
    if not reason.strip():
        raise Refused("请写明不改的理由，例如“引用原文”。")
    SetAside.objects.update_or_create(
        report=report, topic=topic, text=text[:200], defaults={"reason": reason.strip()[:200]}
    )
    note(report, by, f"校对意见不改（{topic}）", text, reason.strip())


@transaction.atomic
def move_report(
    *,
    report: AnnualReport,
    action: str,
    by: AbstractBaseUser,
    at: datetime,
    comment: str = "",
    decisions: Mapping[int, str] = NO_DECISIONS,
) -> None:
    """Carry out a move of the table; finalising freezes a version, sending and recalling note it on the version.

    `decisions` gives the reason for each sentence, by its number, that is kept although it is not fully backed.
    Raises Refused for a move that the state does not allow, gaps or undecided sentences in a text to be finalised,
    or a return without a comment.
    """
    report = AnnualReport.objects.select_for_update().get(pk=report.pk)
    target = MOVES.get((report.state, action))
    if target is None:
        raise Refused(f"报告现在是“{report.get_state_display()}”，不能{report.action_label(action)}。")
    if action == ReportAction.RETURN and not comment.strip():
        raise Refused("请写明退回的原因和修改要求。")
    before = audit.snapshot(report)
    report.state = target
    report.comment = comment.strip() if action == ReportAction.RETURN else report.comment
    if action == ReportAction.FINALISE:
        if report.declaration.is_numbered:
            give_number(report)
        _freeze(report, by=by, at=at, decisions=decisions)
    if action in {ReportAction.SEND, ReportAction.RECALL} and (newest := report.latest_version()):
        newest.sent_at = at if action == ReportAction.SEND else None
        newest.save(update_fields=["sent_at"])
    save(report, by=by, before=before, action=AuditAction.STATE, reason=report.action_label(action))
    if report.declaration.on_move:
        report.declaration.on_move(report, action, by)


def _freeze(
    report: AnnualReport, *, by: AbstractBaseUser, at: datetime, decisions: Mapping[int, str]
) -> ReportVersion:
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    claims = ReportClaims(full, book_of(full, at.date()), afresh=True)
    _decide(claims, by, decisions)
    content = working_content(full, on=at.date(), claims=claims)
    data = to_json(replace(content, anchor=str(audit.anchor())))
    packed = json.dumps(data, ensure_ascii=False, sort_keys=True)
    newest = report.latest_version()
    return ReportVersion.objects.create(
        report=report,
        number=newest.number + 1 if newest else 1,
        content=data,
        sha256=hashlib.sha256(packed.encode()).hexdigest(),
        frozen_at=at,
        frozen_by=str(by),
        decisions=[
            {"text": one.text, "state": str(one.checked.state), "reason": one.sentence.reason}
            for one in claims.unsettled()
        ],
    )


def own_words(report: AnnualReport, one: CheckedSentence) -> str:
    """Why nobody is asked about a sentence: what members say of themselves, and what a superior asks, needs no record."""
    is_asked = one.checked.state != Backing.NONE and not report.declaration.is_personal
    return "" if is_asked else report.declaration.own_words


def _decide(claims: ReportClaims, by: AbstractBaseUser, decisions: Mapping[int, str]) -> None:
    """Note why each sentence that is not fully backed is kept. Raises Refused where one has no decision."""
    gaps = sum(GAP.search(sentence.text) is not None for _, sentence in claims.stored)
    if gaps:
        raise Refused(f"还有 {gaps} 处【待补充】没有填写，请补全或删去后再定稿。")
    undecided = 0
    for one in claims.unsettled():
        if reason := decisions.get(one.sentence.pk, "").strip() or own_words(claims.report, one):
            keep_sentence(sentence=one.sentence, reason=reason, by=by)
        undecided += not one.is_kept
    if undecided:
        raise Refused(f"还有 {undecided} 句的依据没有确认，请逐句修改，或写明保留的理由，再定稿。")
