"""The backing of the demo's reports: nothing false stays backed, nothing true loses its backing."""

import re
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from documents.claims import FACT_MARK, ClaimKind, claims_of
from overview.demo.last_year import BEFORE
from reports.claims.checking import Backing, FactValue, Source, check
from reports.claims.report import ReportClaims
from reports.claims.values import Said
from reports.facts import FactBook
from reports.report import services
from reports.report.models import AnnualReport, Paragraph, Sentence, SentenceSource
from reports.report.tree import FACT, DraftSentence, drafts_of, fact_names, rebuild

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
YEARS = (2024, 2025, 2026)
MUTATIONS = 300
SETTLED = {Backing.BACKED, Backing.FRAME, Backing.GAP}
TURNS = [
    ("多", "少"),
    ("增", "减"),
    ("提高", "下降"),
    ("已", "未"),
    ("全部", "部分"),
    ("完成", "未完成"),
    ("每", "个别"),
]
ADDED = [
    "，获国家科技进步奖。",
    "，受到职工一致好评。",
    "，参加36人次。",
    "，王大锤同志主持。",
    "，在红旗街道举行。",
]


def claims_in(demo, year: int, *, afresh: bool = True) -> ReportClaims:
    report = AnnualReport.objects.annual().filter(branch=demo.branch, year=year).with_tree().first()
    if report is None:
        services.draft_report(branch=demo.branch, year=year, by=demo.secretary, on=TODAY)
        report = AnnualReport.objects.annual().filter(branch=demo.branch, year=year).with_tree().get()
    return ReportClaims(report, FactBook(report.branch, year, report.as_of(TODAY)), afresh=afresh)


def falsified(text: str, names: list[str], book: FactBook, random: Random) -> Iterator[str]:
    """A sentence with one thing in it made wrong, in every way that it offers."""
    facts = FACT.findall(text)
    marked = FACT.sub(FACT_MARK, text)
    for claim in claims_of(marked, names):
        match claim.kind:
            case ClaimKind.NUMBER:
                wrong = re.sub(
                    r"[\d.]+|[零〇一二两三四五六七八九十百千]+",
                    str(random.randint(113, 197)),
                    claim.text,
                    count=1,
                )
            case ClaimKind.DATE:
                wrong = random.choice([day for day in ("8月29日", "2月3日", "11月17日") if day != claim.text])
            case ClaimKind.PERSON:
                wrong = random.choice([name for name in names if name != claim.text])
            case ClaimKind.TITLE:
                wrong = f"{claim.text[0]}光辉的历程{claim.text[-1]}"
            case ClaimKind.ORGANISATION:
                wrong = "红旗街道明珠社区"
            case _:
                wrong = "国家级"
        left = iter(facts)
        falsehood = marked[: claim.start] + wrong + marked[claim.end :]
        yield re.sub(FACT_MARK, lambda _, left=left: f"{{{next(left)}}}", falsehood)
    for name in facts:
        value = book.value(name).text
        yield text.replace(f"{{{name}}}", re.sub(r"\d+", lambda m: str(int(m[0]) + 3), value, count=1))
    for word, other in TURNS:
        if word in FACT.sub("", text):
            yield re.sub(r"(?<![{\w])" + word + "|" + word, other, text, count=1)
    yield text.rstrip("。") + random.choice(ADDED)
    yield text + "职工满意度名列前茅。"


def states_after(claims: ReportClaims, paragraph: Paragraph, sentence: Sentence, text: str) -> set[str]:
    """The backing of what an edit made of a sentence."""
    before = drafts_of(paragraph)
    edited = "".join(text if one.pk == sentence.pk else one.text for one in paragraph.sentences.all())
    new = [
        draft
        for draft in rebuild(edited, before)
        if draft.text.strip() not in {old.text.strip() for old in before}
    ]
    return {check_draft(claims, draft) for draft in new}


def check_draft(claims: ReportClaims, draft: DraftSentence) -> str:
    sources = [Source(s.label, s.object_type, claims.memory.said(s), Said({})) for s in draft.sources]
    facts = [FactValue(name, claims.book.value(name).text) for name in fact_names(draft.text)]
    wording = draft.wording or draft.text
    return check(
        draft.text, wording=wording, support=draft.support, sources=sources, facts=facts, around=claims.around
    ).state


def test_no_falsified_sentence_stays_backed_and_no_true_one_is_doubted(demo):
    random = Random(20260310)
    tried: list[tuple[ReportClaims, Paragraph, Sentence, str]] = []
    for year in YEARS:
        claims = claims_in(demo, year)
        # What nobody entered, as the year before there were no records, was decided on by hand, and nothing else.
        assert "".join(one.text for one in claims if one.is_kept) == (BEFORE if year == 2024 else "")
        assert {one.checked.state for one in claims if not one.is_kept} <= SETTLED
        names = sorted(claims.around.names)
        tried += [
            (claims, paragraph, sentence, text)
            for paragraph, sentence in claims.stored
            if sentence.support == "BACKED"
            for text in falsified(sentence.text, names, claims.book, random)
            if text != sentence.text
        ]
    chosen = random.sample(tried, MUTATIONS)
    believed = [
        text
        for claims, paragraph, sentence, text in chosen
        if states_after(claims, paragraph, sentence, text) <= SETTLED
    ]
    assert believed == []


def test_a_deleted_record_marks_the_sentences_that_rest_on_it_and_no_other(demo):
    claims_in(demo, 2025)
    annual = AnnualReport.objects.annual().filter(year=2025)
    sources = SentenceSource.objects.filter(sentence__paragraph__section__report__in=annual)
    keys = sorted(set(sources.values_list("object_type", "object_id")))
    for object_type, pk in Random(7).sample(keys, 15):
        rows = apps.get_model(object_type)._base_manager.filter(pk=pk)
        rows.update(deleted_at=timezone.now())
        marked = {
            one.sentence.pk
            for one in claims_in(demo, 2025, afresh=False)
            if one.checked.state == Backing.DELETED
        }
        assert marked == set(
            sources.filter(object_type=object_type, object_id=pk).values_list("sentence", flat=True)
        )
        rows.update(deleted_at=None)
    assert all(one.checked.state in SETTLED for one in claims_in(demo, 2025, afresh=False))


@pytest.mark.parametrize("afresh", [True, False])
def test_a_record_that_changed_marks_what_repeated_it(demo, afresh):
    source = SentenceSource.objects.filter(
        object_type="activities.activity",
        sentence__text__contains="月",
        sentence__paragraph__section__report__paper="annual",
        sentence__paragraph__section__report__year=2025,
    ).first()
    activity = apps.get_model("activities.activity").objects.get(pk=source.object_id)
    type(activity).objects.filter(pk=activity.pk).update(
        summary="改成了另一件事。", lock_version=activity.lock_version + 1
    )
    states = {one.sentence.pk: one.checked.state for one in claims_in(demo, 2025, afresh=afresh)}
    assert states[source.sentence_id] == Backing.CHANGED


def test_an_edit_through_the_service_is_checked_against_the_same_record(demo):
    sentence = Sentence.objects.filter(
        sources__object_type="activities.activity",
        text__contains="，",
        paragraph__section__report__paper="annual",
        paragraph__section__report__year=2025,
    ).first()
    paragraph = sentence.paragraph
    text = paragraph.text.replace(sentence.text, sentence.text.rstrip("。") + "，获国家科技进步奖。")
    services.save_paragraph(
        paragraph=paragraph,
        text=text,
        lock_version=paragraph.lock_version,
        by=demo.secretary,
        on=date(2026, 1, 10),
    )
    (edited,) = [one for one in claims_in(demo, 2025) if "国家科技进步奖" in one.sentence.text]
    assert edited.checked.state == Backing.UNSURE
    assert any("国家科技进步奖" in claim.reason for claim in edited.checked.open_claims)


def test_the_command_tells_the_same(demo, capsys):
    call_command("check_report", branch=demo.branch.code, year=2025)
    assert re.search(r"(\d+) 句，有据 \1 句。校对意见 0 条。", capsys.readouterr().out)
