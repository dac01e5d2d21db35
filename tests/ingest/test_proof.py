"""Proofreading: what is repaired, what is only flagged, and what must be left alone."""

import pytest
from articles import SOURCES, sample
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.domain.article import Action, Article, Finding, Paragraph, Quote
from composer.ingest import read
from composer.ingest.proof import proofread

REPAIRED, SHOWN, FLAGGED = Action.REPAIRED, Action.SHOWN, Action.FLAGGED


def proof(text: str) -> tuple[str, list[Finding]]:
    article, findings = proofread(Article(title="عنوان", blocks=(Paragraph(text=text),)))
    return article.plain(0), list(findings)


@pytest.mark.parametrize("name", SOURCES)
def test_stray_stops_of_the_samples_are_found_and_true_ones_are_not_touched(name: str) -> None:
    reading = read(sample(name).path)
    stops = [finding for finding in reading.findings if finding.rule.startswith("stop-")]
    wanted = [
        (defect["block"], defect["fix"].strip()) for defect in sample(name).expected["defects"]
    ]
    assert [finding.span.block for finding in stops] == [block for block, _ in wanted]
    for finding, (_, fix) in zip(stops, wanted, strict=True):
        assert finding.after.strip() == ("." if finding.action is FLAGGED else fix)


def test_of_the_nine_stray_stops_of_the_real_article_seven_are_repaired() -> None:
    findings = read(sample("lavrov").path).findings
    actions = [finding.action for finding in findings]
    assert (actions.count(REPAIRED), actions.count(SHOWN), actions.count(FLAGGED)) == (2, 5, 2)
    assert {f.rule for f in findings if f.action is FLAGGED} == {
        "stop-before-contrast",
        "stop-in-quotation",
    }


@pytest.mark.parametrize(
    ("rule", "action", "before", "after"),
    [
        ("space-before-punctuation", REPAIRED, "وصل الوفد ، وغادر", "وصل الوفد، وغادر"),
        ("doubled-space", REPAIRED, "وصل  الوفد", "وصل الوفد"),
        ("no-break-space", REPAIRED, "وصل\u00a0الوفد", "وصل الوفد"),
        ("invisible-character", REPAIRED, "وصل\u200f الوفد", "وصل الوفد"),
        ("latin-punctuation", REPAIRED, "وصل الوفد, وغادر", "وصل الوفد، وغادر"),
        ("latin-punctuation", REPAIRED, "هل وصل الوفد?", "هل وصل الوفد؟"),
        ("missing-space", REPAIRED, "وصل الوفد،وغادر", "وصل الوفد، وغادر"),
        ("missing-space", REPAIRED, "وصل الوفد.وغادر القاعة", "وصل الوفد. وغادر القاعة"),
        ("missing-space", REPAIRED, "قال «نعم هنا».وغادر", "قال «نعم هنا». وغادر"),
        ("missing-space", FLAGGED, "قال «وصل الوفد.وغادر»", "قال «وصل الوفد.وغادر»"),
        ("no-break-space", SHOWN, "قال «وصل\u00a0الوفد»", "قال «وصل الوفد»"),
        ("doubled-space", SHOWN, "قال «وصل  الوفد» ثم", "قال «وصل الوفد» ثم"),
        ("invisible-character", SHOWN, "قال «وصل\u200f الوفد»", "قال «وصل الوفد»"),
        ("stop-after-particle", REPAIRED, "لا يعني حماية في . مواجهة", "لا يعني حماية في مواجهة"),
        ("stop-in-reported-speech", REPAIRED, "قال أن كذا. وأن ذاك", "قال أن كذا، وأن ذاك"),
        (
            "stop-before-name",
            SHOWN,
            "أعلن وزير الدفاع التركي. يشار غولر أن",
            "أعلن وزير الدفاع التركي يشار غولر أن",
        ),
        ("stop-in-construct", SHOWN, "رغبتها في تجنب. الانجرار", "رغبتها في تجنب الانجرار"),
        (
            "stop-before-fragment",
            SHOWN,
            "تقيد روسيا دورها. رغم خطابها عن الشراكة العالمية.",
            "تقيد روسيا دورها، رغم خطابها عن الشراكة العالمية.",
        ),
        ("stop-with-space", FLAGGED, "وصل الوفد . وغادر", "وصل الوفد. وغادر"),
        ("stop-before-contrast", FLAGGED, "وصل الوفد. لكنه غادر", "وصل الوفد. لكنه غادر"),
        ("stop-before-noun", FLAGGED, "تعمل على تعزيز. التعاون", "تعمل على تعزيز. التعاون"),
        ("unbalanced-quotes", FLAGGED, "قال «نعم سنذهب غدا", "قال «نعم سنذهب غدا"),
        ("latin-punctuation", FLAGGED, "قال «نعم, سنذهب»", "قال «نعم, سنذهب»"),
    ],
)
def test_a_rule_does_what_it_says(rule: str, action: Action, before: str, after: str) -> None:
    text, findings = proof(before)
    assert text == after
    assert (rule, action) in [(finding.rule, finding.action) for finding in findings]


@pytest.mark.parametrize(
    "text",
    [
        "بلغ النمو 4.2%, مقابل 3,600 و1;2 في 10:30؟ نعم.",
        "انتظر ... ثم قال… وغادر.",
        "وصل د. أحمد علي إلى القاهرة. وغادر المطار. ثم عاد في المساء.",
        "تسعى طوكيو إلى سد النقص. وتخطط الوزارة لشراء ست سفن.",
        "رغم ذلك، أعلنت روسيا موقفها. بعد ساعة سقطت 3 صواريخ على المدينة.",
        "انتهى الاجتماع. رغم الخلاف أعلن الوزير الاتفاق.",
        "بدأت المعركة. بعد سنوات تحققت 3 أهداف.",
        "كما قال الرئيس. موسكو تعلم أن الوقت ضيق.",
        "اعتمد على محمد علي. الوزير غادر القاعة.",
        "طلب الوزير التحقيق. الرئيس وافق.",
        "لم يعرف أحد الجميع. الوفد غادر.",
        "كما أن القوانين لم تحسم الأمر. غير أن البطالة لن تنزل.",
        "أكد أن الاتفاق قائم، رغم الخلاف. لا تراجع عنه.",
        "زاروا موقع U.S. Navy وقرأوا Mr. Smith ثم 3.5 و.NET هنا.",
        "قالت وكالة (د.ب.أ) إن موقع الوزارة.مصر يعمل، وزار د.أحمد المدينة أ.ف.ب.",
        "أكد الوزير أن الأمر صعب. وأن يخطئ المرء أمر مألوف.",
        "تاريخ الوثيقة 1/1/،1956 كما في الأصل.",
        "استمرت المبادرة. رغم الصعوبات والتنظيم المعقد وتشكيك البعض، استمرا في العمل.",
        "تنشأ نسخة جديدة. بسبب وجود نسختين لكل خدمة لا ينقطع الموقع.",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    found, findings = proof(text)
    assert found == text
    assert [finding for finding in findings if finding.action is not FLAGGED] == []


@pytest.mark.parametrize(
    "text",
    [
        "لن نذهب في . مواجهة أحد , أبدا",
        "رغبتنا في تجنب. الانجرار ، نعم",
        "لا نغير علاقاتنا. مع فنزويلا، فهي صديقة",
    ],
)
def test_inside_a_quotation_nothing_is_changed(text: str) -> None:
    assert proof(f"قال: «{text}» وغادر.")[0] == f"قال: «{text}» وغادر."
    article, findings = proofread(Article(title="", blocks=(Quote(text=text),)))
    assert article.plain(0) == text
    assert {finding.action for finding in findings} == {FLAGGED}


def test_a_space_before_every_stop_is_a_habit_and_no_sign() -> None:
    text = "وصل الوفد إلى القاهرة . وغادر المطار . ثم عاد في المساء . وانتهت الزيارة ."
    found, findings = proof(text)
    assert found == text.replace(" .", ".")
    assert {finding.rule for finding in findings} == {"space-before-punctuation"}
    once = "وصل الوفد إلى القاهرة. وغادر المطار . ثم عاد في المساء. وانتهت الزيارة."
    assert [f.rule for f in proof(once)[1] if f.action is FLAGGED] == ["stop-with-space"]


def test_a_quotation_that_is_a_block_is_changed_in_its_white_space_only_and_that_is_shown() -> None:
    article, findings = proofread(Article(title="", blocks=(Quote(text="لن  نذهب\u00a0هناك"),)))
    assert article.plain(0) == "لن نذهب هناك"
    assert [finding.action for finding in findings] == [SHOWN, SHOWN]


def test_places_are_counted_in_the_repaired_text() -> None:
    text, findings = proof("وصل  الوفد ، في . القاعة,ثم  غادر\u200f المكان")
    assert text == "وصل الوفد، في القاعة، ثم غادر المكان"
    for finding in findings:
        assert text[finding.span.start : finding.span.end] == finding.after


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "في",
                "رغم",
                "تجنب",
                "الانجرار",
                "أن",
                "وأن",
                "قال",
                "وزير",
                "سيرغي",
                "لا",
                "ترقى",
                "بين",
                "د",
            ),
            *(
                "«",
                "»",
                "“",
                "”",
                '"',
                ".",
                " .",
                "،",
                ",",
                ";",
                "?",
                "...",
                " ",
                "  ",
                "\u00a0",
                "\u200f",
                "3",
            ),
            *("4.2", "، ", ". ", " ", " ", " ", "نص", "السياسي", "العلاقة", "بعد رحلة"),
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(text=PIECES)
def test_proofreading_twice_changes_nothing_more(text: str) -> None:
    once, _ = proof(text)
    twice, findings = proof(once)
    assert twice == once
    assert {finding.action for finding in findings} <= {FLAGGED}


@settings(max_examples=400, deadline=None)
@given(text=PIECES)
def test_words_are_never_changed(text: str) -> None:
    letters = [mark for mark in text if mark.isalnum()]
    found, findings = proof(text)
    assert [mark for mark in found if mark.isalnum()] == letters
    for finding in findings:
        assert found[finding.span.start : finding.span.end] == finding.after
