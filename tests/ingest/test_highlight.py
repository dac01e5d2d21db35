"""Highlights: each line verbatim with its place, and the choice that editors made."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from articles import COUNTRIES, EXAMPLES, SOURCES, as_plain, passage, sample
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer.domain.article import Article, Heading, Line, Paragraph, Quote, Table
from composer.domain.highlight import Highlights
from composer.errors import ArticleError
from composer.ingest import Gazetteer, Reading, pick_highlights, read, read_article

GAZETTEER = Gazetteer.load(COUNTRIES)
LEAST_RECALL = 0.6
OFFERED = 8
PICKED = 4


def highlights_of(reading: Reading) -> Highlights:
    return pick_highlights(reading.article, reading.findings, gazetteer=GAZETTEER)


def of_sample(name: str) -> Highlights:
    return highlights_of(read(sample(name).path))


def of_text(text: str) -> Highlights:
    return highlights_of(read("a.txt", data=text.encode()))


def lines_of(found: Highlights) -> Iterator[Line | None]:
    yield found.headline
    yield from (each.line for each in found.candidates)
    for quote in found.quotes:
        yield from (quote.text, quote.name, quote.role)
    for figure in found.figures:
        yield from (figure.value, figure.unit, figure.label, figure.context)
    if found.comparison:
        yield found.comparison.title
        yield from found.comparison.columns
        yield from (cell for row in found.comparison.rows for cell in row)
    yield from (found.deck, found.conclusion)
    yield from (country.name for country in found.subjects + found.countries)


def check_lines(article: Article, found: Highlights) -> None:
    for line in lines_of(found):
        if line is None:
            continue
        assert line.source is not None
        assert article.at(line.source) == line.text
        assert len(line.emphasis) <= 1
        for start, end in line.emphasis:
            assert 0 <= start < end <= len(line.text)
            assert line.text[start:end].strip() == line.text[start:end]
            assert not line.text[start - 1 : start].isalnum()
            assert not line.text[end : end + 1].isalnum()


def test_the_picks_hold_what_editors_must_have_and_nothing_they_would_not() -> None:
    hits = musts = 0
    for name in SOURCES:
        reading = read(sample(name).path)
        picked = [each.line for each in highlights_of(reading).candidates if each.picked]
        places = {passage(reading.article, line.source) for line in picked if line.source}
        must, fine = sample(name).chosen("must"), sample(name).chosen("ok")
        assert len(places) == PICKED
        assert places <= must | fine
        hits += len(places & must)
        musts += len(must)
    assert hits / musts >= LEAST_RECALL


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.[tm][xd]*")), ids=lambda path: path.name)
def test_every_line_of_the_examples_stands_in_the_article(path: object) -> None:
    if str(path).endswith("README.md"):
        return
    reading = read(str(path))
    found = highlights_of(reading)
    check_lines(reading.article, found)
    assert len(found.candidates) == OFFERED
    assert len(found.picked) == PICKED
    assert found.deck is not None
    assert found.deck not in found.picked
    assert found.conclusion is not None
    assert len(found.conclusion.text) <= 150
    assert 3 <= len(found.hashtags) <= 5


def test_the_same_article_gives_the_same_highlights() -> None:
    assert of_sample("usv") == of_sample("usv")


def test_nothing_beside_a_flagged_stop_is_offered() -> None:
    text = "عنوان الخبر هنا\nأعلنت روسيا موقفها من الأزمة أمس. لكنها لم تطلب دعم أحد من الدول."
    assert of_text(text).candidates == ()
    assert len(of_text(text.replace(". لكنها", ". وهي")).candidates) == 2


def test_at_most_two_passages_of_a_block_are_offered() -> None:
    sentences = " ".join(f"أعلنت الشركة رقم {n} نتائج برنامجها الجديد أمس." for n in range(9))
    assert len(of_text(f"عنوان الخبر هنا\n{sentences}").candidates) == 2


def test_a_question_and_a_quotation_are_offered_last() -> None:
    text = (
        "شركة الملاحة توقف رحلات الشمال\nأوقفت شركة الملاحة رحلات الشمال منذ يوم أمس.\n"
        "هل توقف شركة الملاحة رحلات الشمال كلها بعد يوم أمس؟\n"
        "قال سامر القاضي: «أوقفت شركة الملاحة رحلات الشمال كلها أمس.»\nتعود الرحلات في الربيع.\n"
    )
    texts = [each.line.text for each in of_text(text).candidates]
    assert texts[0].startswith("أوقفت شركة الملاحة")
    assert not texts[1].endswith("؟")


def test_a_short_article_offers_what_it_has() -> None:
    found = of_text("عنوان الخبر هنا\nأعلنت الشركة نتائج برنامجها الجديد أمس.")
    assert [each.picked for each in found.candidates] == [True]
    assert (found.deck, found.conclusion, found.comparison) == (None, None, None)


def test_an_article_of_a_headline_alone_offers_nothing() -> None:
    found = of_text("عنوان الخبر هنا")
    assert found == Highlights(headline=found.headline)


def test_a_speaker_has_the_fullest_name_and_the_office_of_the_article() -> None:
    (quote,) = of_sample("lavrov").quotes
    assert quote.name is not None
    assert quote.role is not None
    assert quote.name.text == "سيرغي لافروف"
    assert quote.role.text == "وزير الخارجية الروسي"
    assert quote.country == "RU"
    (quote,) = of_sample("usv").quotes
    assert (quote.name and quote.name.text) == "كينجي مورياما"
    assert (quote.role and quote.role.text) == "المتحدث باسم الوزارة"
    (quote,) = of_sample("growth").quotes
    assert (quote.name and quote.name.text) == "ياسين العلوي"
    assert (quote.role and quote.role.text) == "مدير التوقعات في الوزارة"
    assert quote.country is None


@pytest.mark.parametrize("name", SOURCES)
def test_the_quotations_of_a_sample_are_found(name: str) -> None:
    texts = [quote.text.text for quote in of_sample(name).quotes]
    assert texts == [quote["text"] for quote in sample(name).expected["quotes"]]


def test_a_noun_before_a_name_is_no_given_name() -> None:
    text = (
        "عنوان الخبر هنا\nتصريحات لافروف أثارت الجدل.\n"
        "قال لافروف: «لن نرسل قوات إلى هناك.»\nانتهى الخبر."
    )
    (quote,) = of_text(text).quotes
    assert (quote.name and quote.name.text) == "لافروف"


def test_a_quotation_inside_a_paragraph_is_listed_and_a_mere_name_in_marks_is_not() -> None:
    text = (
        "عنوان الخبر هنا\nوقال الوزير أحمد سالم إن السفينة «أومي-3» جاهزة، وأضاف: «لن نرسل السفينة"
        " قبل الربيع» ثم غادر القاعة.\nانتهى المؤتمر."
    )
    (quote,) = of_text(text).quotes
    assert quote.text.text == "لن نرسل السفينة قبل الربيع"


def test_the_last_word_is_what_stands_after_its_colon() -> None:
    conclusion = of_sample("lavrov").conclusion
    assert conclusion is not None
    assert conclusion.text == (
        "التعاون مع موسكو لا يعني حماية عسكرية في مواجهة التوترات الإقليمية أو الضغوط الأمريكية."
    )


def test_the_table_is_compared_under_the_heading_above_it() -> None:
    comparison = of_sample("lavrov").comparison
    assert comparison is not None
    assert (comparison.title and comparison.title.text) == "مقارنة بين الشراكات الروسية"
    assert comparison.countries == ("BY", "VE")
    assert [cell.text for cell in comparison.rows[1]][2] == "لا توجد التزامات دفاعية"


def test_the_caption_of_a_table_goes_before_the_heading_above_it() -> None:
    table = Table(rows=(("أ", "ب"), ("1", "2"), ("3", "4")), caption="جدول المقارنة")
    article = Article(title="عنوان", blocks=(Heading(text="قسم"), table))
    found = pick_highlights(article)
    check_lines(article, found)
    assert found.comparison is not None
    assert (found.comparison.title and found.comparison.title.text) == "جدول المقارنة"


@pytest.mark.parametrize("rows", [(("أ", "ب"), ("1", "2")), (("أ",), ("1",), ("2",))])
def test_a_table_with_one_row_or_one_column_compares_nothing(
    rows: tuple[tuple[str, ...], ...],
) -> None:
    assert pick_highlights(Article(title="عنوان", blocks=(Table(rows=rows),))).comparison is None


def test_the_long_example_names_a_country_in_each_of_its_eight_rows() -> None:
    comparison = highlights_of(read(EXAMPLES / "fleets.txt")).comparison
    assert comparison is not None
    assert (len(comparison.rows), len(comparison.columns)) == (8, 4)
    assert comparison.countries == ("IT", "KR", "TR", "ES", "BR", "EG", "SA", "GR")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("lavrov", ("روسيا", "فنزويلا", "بيلاروسيا", "سيرغي_لافروف")),
        ("usv", ("اليابان", "كينجي_مورياما", "وزارة_الدفاع_اليابانية")),
        ("growth", ("المغرب", "ياسين_العلوي", "النمو", "السياحة", "اقتصاد")),
    ],
)
def test_hashtags_name_countries_people_and_the_matter(name: str, wanted: tuple[str, ...]) -> None:
    assert of_sample(name).hashtags == wanted


MANGLED = st.lists(
    st.sampled_from(
        [
            *(
                "\n",
                "\n",
                " . ",
                ". ",
                "، ",
                "«",
                "»",
                "“",
                "”",
                "- ",
                "| ",
                "؟ ",
                "12% ",
                ": ",
                "\u200f",
                "\u00a0",
                "\t",
            ),
            *("4.2 مليون دولار ", "قال لافروف: ", "روسيا ", "لن تدافع ", "على دفاع مشترك "),
            *("وزير الخارجية الروسي ", "سيرغي لافروف ", "أن ", "بين ", "ليست تحالفًا دفاعيًا "),
            *("غير دقيقة", "لليابان ", "وبلغت "),
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=MANGLED)
@example("هنا\nقال ك.ينجي مورياما: «لن نرسل السفينة قبل الربيع»")
@example("هنا\nقال - «لن نرسل السفينة قبل الربيع» ثم غادر")
def test_every_line_stands_in_the_article_whatever_the_text(text: str) -> None:
    try:
        reading = read("a.txt", data=f"عنوان {text}".encode())
    except ArticleError:
        return
    check_lines(reading.article, highlights_of(reading))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(list(SOURCES)))
def test_every_line_stands_in_a_sample_that_was_cut_and_patched(
    data: st.DataObject, name: str
) -> None:
    text = as_plain(read_article(sample(name).path))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    patch = data.draw(st.sampled_from(["", ".", "«", "\n", "\n- ", " 12% ", "لن ", "|"]))
    try:
        reading = read("a.txt", data=(text[:start] + patch + text[end:]).encode())
    except ArticleError:
        return
    found = highlights_of(reading)
    check_lines(reading.article, found)


def test_what_points_to_the_sentence_before_is_picked_beside_it_only() -> None:
    lead = "أعلنت الشركة وقف رحلات الشمال حتى نهاية العام."
    leaning = "هذا القرار يعني وقف 12 رحلة كل أسبوع حتى نهاية العام."
    rest = [f"تدرس الشركة فتح خط رقم {n} إلى مدينة أخرى في الجنوب." for n in "أبجده"]
    article = Article(
        title="شركة الملاحة توقف رحلات الشمال",
        blocks=tuple(Paragraph(text=text) for text in (lead, leaning, *rest)),
    )
    blocks = [line.source.block for line in pick_highlights(article).picked if line.source]
    assert blocks[:2] == [0, 1]
    alone = replace(article, blocks=(Paragraph(text="أعلن الخبر؟"), *article.blocks[1:]))
    scores = {c.line.text: c.score for c in pick_highlights(alone).candidates}
    assert scores[leaning] == pytest.approx(
        {c.line.text: c.score for c in pick_highlights(article).candidates}[leaning], abs=0.7
    )


def test_a_poor_sentence_is_not_picked_to_fill_the_number() -> None:
    article = Article(
        title="عنوان الخبر",
        blocks=(
            Paragraph(text="أعلنت الشركة أن كلفة الرحلات بلغت 12 مليون دولار هذا العام."),
            Paragraph(text="فهل تعود الرحلات إلى ما كانت عليه قبل الأزمة الأخيرة؟"),
        ),
    )
    assert len(pick_highlights(article).picked) == 1


def test_the_last_word_is_never_what_somebody_said() -> None:
    text = "عنوان\nأعلنت الشركة نتائجها أمس.\nوتابع سامر: هذا الرقم أعلى مما توقعه الجميع هنا."
    conclusion = of_text(text).conclusion
    assert (conclusion and conclusion.text) == "أعلنت الشركة نتائجها أمس."


@pytest.mark.parametrize(
    ("title", "body", "tag"),
    [
        (
            "بدء مشروع الناقل الوطني للمياه",
            "يبدأ مشروع الناقل الوطني هذا العام.",
            "مشروع_الناقل_الوطني",
        ),
        ("السفن تغادر إلى الحراك الجنوبي", "حذر الحراك الجنوبي من الأزمة.", "الحراك_الجنوبي"),
    ],
)
def test_what_the_headline_names_and_the_text_repeats_makes_a_hashtag(
    title: str, body: str, tag: str
) -> None:
    article = Article(title=title, blocks=(Paragraph(text=body),))
    assert tag in pick_highlights(article).hashtags


def test_an_office_is_no_hashtag_and_a_country_is_one_in_one_form() -> None:
    article = Article(
        title="وفد يصل للسعودية",
        blocks=(
            Paragraph(text="وقال المتحدث باسم رئاسة الوزراء: «لن نغلق الميناء قبل الموسم» اليوم."),
            Paragraph(text="تبدأ الزيارة إلى السعودية غدا."),
        ),
    )
    assert pick_highlights(article, gazetteer=GAZETTEER).hashtags == ("السعودية",)


def test_somebodys_words_are_never_picked_bare() -> None:
    words = "الطائرة الرخيصة تستنزف الصاروخ الغالي في كل مواجهة جديدة تخوضها الجيوش اليوم"
    article = Article(
        title="حرب المسيّرات",
        blocks=(
            Paragraph(text="أسقطت القوات 17 طائرة مسيّرة في أسبوع واحد فوق الساحل."),
            Quote(text=f"{words}.", speaker="فارس الدوري", lead="وقال فارس الدوري"),
        ),
    )
    found = pick_highlights(article)
    assert [line.source.block for line in found.picked if line.source] == [0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("وبلغت كلفة الاعتراض 3.4 مليون دولار للطائرة.", "بلغت كلفة الاعتراض"),
        ("ومن المقرر أن تبدأ الجولة الثانية في الربيع المقبل.", "من المقرر"),
        ("ولا أحد يعرف متى تنتهي هذه الجولة من القتال.", "لا أحد"),
        ("وزارة الدفاع أعلنت بدء المناورات البحرية اليوم.", "وزارة الدفاع"),
        ("وسط خلاف كبير مدد المجلس مهمة البعثة الدولية.", "وسط خلاف"),
    ],
)
def test_what_is_shown_does_not_lean_on_the_sentence_before(text: str, shown: str) -> None:
    article = Article(title="عنوان آخر تمامًا", blocks=(Paragraph(text=text),))
    found = pick_highlights(article).candidates[0]
    assert found.line.text == text
    assert found.shown is not None
    assert found.shown.text.startswith(shown)
    assert found.shown.source is not None
    assert article.at(found.shown.source) == found.shown.text
