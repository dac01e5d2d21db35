"""Reading: what becomes an article, and what is refused with one clear message."""

from dataclasses import replace
from pathlib import Path

import pytest
from articles import SOURCES, as_markdown, as_plain, block_key, expected_blocks, sample
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer.domain.article import Bullets, Dateline, Figure, Heading, Paragraph, Quote, Table
from composer.errors import ArticleError
from composer.ingest import Reading, read, read_article, require_headline
from composer.ingest.form import Form, form_of

NAMES = list(SOURCES)


def from_text(text: str) -> Reading:
    return read("article.txt", data=text.encode())


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_exactly_the_blocks_an_editor_sees(name: str) -> None:
    article = read_article(sample(name).path)
    assert article.title == sample(name).expected["title"]
    assert article.site == sample(name).expected["site"]
    assert [block_key(block) for block in article.blocks] == expected_blocks(sample(name))


@pytest.mark.parametrize("name", NAMES)
def test_repaired_paragraphs_read_as_the_editor_would_write_them(name: str) -> None:
    article = read_article(sample(name).path)
    for index, block in enumerate(sample(name).expected["blocks"]):
        if "clean" in block:
            assert article.plain(index) == block["clean"]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_article_in_markdown_gives_the_same_blocks(name: str) -> None:
    article = read_article(sample(name).path)
    again = from_text(as_markdown(article)).article
    assert (again.title, again.site, again.blocks) == (article.title, article.site, article.blocks)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_article_as_plain_text_gives_the_same_blocks(name: str) -> None:
    again = from_text(as_plain(read_article(sample(name).path))).article
    found = [block_key(block, levels=False) for block in again.blocks]
    assert found == expected_blocks(sample(name), figures=False, levels=False)


def test_front_matter_tells_about_the_article() -> None:
    article = read_article(sample("growth").path)
    assert article.section == "اقتصاد"
    assert article.author == "هدى بنسليمان"
    assert article.published == "2026-10-14T09:30:00+01:00"
    assert article.tags == ("المغرب", "النمو", "السياحة", "اقتصاد", "المغرب العربي")


def test_the_attribution_below_a_quotation_is_its_speaker() -> None:
    article = from_text(
        "# عنوان\n\n> كلام يقال في المؤتمر\n>\n> — هدى بنسليمان، وزيرة المياه\n"
    ).article
    assert article.blocks == (
        Quote(text="كلام يقال في المؤتمر", speaker="هدى بنسليمان، وزيرة المياه"),
    )


def test_a_speaker_who_is_not_named_again_is_the_one_before() -> None:
    text = (
        "عنوان\nقال سامر القاضي: «نحن نبني السفن هنا.»\n"
        "وأضاف: «ولن نتوقف عن بنائها.»\nخاتمة المقال.\n"
    )
    speakers = [b.speaker for b in from_text(text).article.blocks if isinstance(b, Quote)]
    assert speakers == ["سامر القاضي", "سامر القاضي"]


@pytest.mark.parametrize(
    ("lead", "speaker"),
    [
        ("قال لافروف", "لافروف"),
        ("وقال المتحدث باسم الوزارة كينجي مورياما", "كينجي مورياما"),
        ("وأكد الرئيس عبد الفتاح السيسي", "عبد الفتاح السيسي"),
        ("قالت الوزيرة سلمى الإدريسي، خلال مؤتمر صحفي", "سلمى الإدريسي"),
        ("وصرح محمد بن سلمان للصحفيين", "محمد بن سلمان"),
        ("قال الرئيس بوتين", "بوتين"),
    ],
)
def test_the_speaker_is_the_end_of_the_verbs_subject(lead: str, speaker: str) -> None:
    quote = from_text(f"عنوان\n{lead}: «لن نرسل قوات إلى هناك.»\nخاتمة المقال.").article.blocks[0]
    assert isinstance(quote, Quote)
    assert quote.speaker == speaker


def test_a_quotation_inside_a_longer_paragraph_stays_there() -> None:
    text = "عنوان\nقال لافروف: «لن نرسل قوات إلى هناك.» ثم غادر القاعة."
    assert isinstance(from_text(text).article.blocks[0], Paragraph)


def test_contents_that_recur_as_headings_are_left_out() -> None:
    text = (
        "محتويات هذا المقال ☟\n1. أسباب القرار\n2. ما بعد القرار\nالحكومة ترفع الدعم\n"
        "أعلنت الحكومة رفع الدعم.\nأسباب القرار\nارتفعت الأسعار.\nما بعد القرار\nتنخفض الأسعار."
    )
    article = from_text(text).article
    assert article.title == "الحكومة ترفع الدعم"
    assert [type(block) for block in article.blocks] == [Paragraph, Heading] * 2 + [Paragraph]


def test_a_line_that_leads_into_a_list_is_no_heading() -> None:
    blocks = from_text("عنوان\nوتشمل:\n- بندًا أول.\n- بندًا ثانيًا.\n").article.blocks
    assert blocks == (Paragraph(text="وتشمل:"), Bullets(items=("بندًا أول.", "بندًا ثانيًا.")))


def test_a_date_below_the_headline_is_a_dateline() -> None:
    blocks = from_text(
        "عنوان المقال\nالقاهرة، 14 أكتوبر 2026\nنص الفقرة الأولى هنا."
    ).article.blocks
    assert blocks[0] == Dateline(text="القاهرة، 14 أكتوبر 2026")


def test_table_rows_are_made_as_long_as_the_longest() -> None:
    table = from_text(
        "عنوان\n| أ | ب | ج |\n|---|---|---|\n| 1 | 2 |\n| 3 | 4 | 5 |"
    ).article.blocks[0]
    assert table == Table(rows=(("أ", "ب", "ج"), ("1", "2", ""), ("3", "4", "5")))


def test_a_first_line_that_is_a_paragraph_is_no_headline() -> None:
    reading = from_text("أعلنت الوزارة اليوم نتائج المسابقة السنوية للكتابة.\n\nوبدأ التسجيل أمس.")
    assert reading.article.title == ""
    assert reading.findings[0].rule == "no-headline"
    with pytest.raises(ArticleError, match="no headline"):
        require_headline(reading.article)


def test_require_headline_gives_the_article_back() -> None:
    article = read_article(sample("lavrov").path)
    assert require_headline(article) is article


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    plain = read_article(sample("lavrov").path)
    article = read("a.txt", data=sample("lavrov").text.encode(encoding)).article
    assert replace(article, source="") == replace(plain, source="")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no text"),
        (b" \n\t\xe2\x80\x8f\n", "no text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04\x14\0", "ZIP"),
        (b"abc\0def\0\0\0" * 9, "binary"),
        ("سطر\n".encode() + b"caf\xe9\n", "line 2 is not in UTF-8"),
        (b"x" * (5 * 1024 * 1024 + 1), "MB"),
        (b"<!DOCTYPE html><html><body><script>x</script></body></html>", "no text of an article"),
        (b'<?xml version="1.0"?>\n<rss version="2.0"></rss>', "feed"),
        (b'{"title": {"rendered": "x"}}', "JSON"),
        ("---\ntitle: [\n---\nنص".encode(), "front matter"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_article_is_refused_with_its_name(data: bytes, message: str) -> None:
    with pytest.raises(ArticleError, match=message) as caught:
        read("news.txt", data=data)
    assert str(caught.value).startswith("news.txt: ")


def test_what_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    for source, message in ((tmp_path / "none.txt", "no such file"), (tmp_path, "folder")):
        with pytest.raises(ArticleError, match=message):
            read(source)
    with pytest.raises(ArticleError, match="not fetched"):
        read("https://example.org/a")
    with pytest.raises(ArticleError, match="cannot be read"):
        read("a\0b")


def test_control_characters_are_gone() -> None:
    article = from_text("عنوان\x07 المقال\nنص\x1b[31m الفقرة هنا.\x00"[:-1]).article
    assert article.title == "عنوان المقال"
    assert article.blocks == (Paragraph(text="نص[31m الفقرة هنا."),)


def test_markdown_is_told_by_content_not_by_ending() -> None:
    article = read("a.txt", data="# عنوان\n\nنص **مهم** هنا.\n\n![صورة](a.jpg)\n".encode()).article
    assert article.title == "عنوان"
    assert article.blocks == (Paragraph(text="نص مهم هنا."), Figure(src="a.jpg", alt="صورة"))


def test_a_bold_line_in_markdown_is_a_heading() -> None:
    article = from_text("# عنوان\n\nنص أول.\n\n**قسم جديد**\n\nنص ثان.\n").article
    assert article.blocks[1] == Heading(text="قسم جديد")


TEXTS = st.text(
    st.sampled_from(
        'ابتثمن وفال.،:؟!|-—#>*“”«»"\n\t 0123456789%\u200f\u00a0\u0640\u064e[](){}<>_`~\\'
    ),
    max_size=300,
)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS | st.text(max_size=200))
@example("---\n- a\n---\nنص")
@example("| |\n| |")
@example("“”")
@example("- \n1. \n> \n# ")
def test_any_text_is_read_or_refused_with_our_error(text: str) -> None:
    try:
        reading = from_text(text)
    except ArticleError:
        return
    for finding in reading.findings:
        assert reading.article.at(finding.span) == finding.after


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_our_error(data: bytes) -> None:
    try:
        read("a.txt", data=data)
    except ArticleError:
        return


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_the_repaired_article_reads_as_itself(text: str) -> None:
    try:
        article = from_text(f"عنوان المقال\n{text}").article
        if Form.MARKDOWN in {form_of(text), form_of(as_plain(article))}:
            return
        again = from_text(as_plain(article)).article
    except ArticleError:
        return
    stable = from_text(as_plain(again)).article
    assert stable.blocks == again.blocks


@pytest.mark.parametrize("name", NAMES)
def test_the_repaired_sample_reads_as_itself(name: str) -> None:
    article = read_article(sample(name).path)
    again = from_text(as_plain(article))
    assert [block.plain for block in again.article.blocks] == [
        block.plain for block in article.blocks if not isinstance(block, Figure)
    ]
    assert not [f for f in again.findings if f.action.value != "flagged"]
