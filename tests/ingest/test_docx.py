"""Word documents: the article as it is shown, and nothing that acts."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_docx import docx, paragraph, table

from composer.domain.article import (
    Article,
    Block,
    Bullets,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Table,
)
from composer.errors import ArticleError
from composer.ingest import read

HEAD = paragraph("عنوان الخبر", style="T")
TEXT = "نص الفقرة الأولى هنا."


CHANGED = (
    "<w:p><w:del><w:r><w:delText>محذوف</w:delText></w:r></w:del>"
    "<w:ins><w:r><w:t>مضاف.</w:t></w:r></w:ins></w:p>"
)
LINKED = (
    '<w:p><w:r><w:instrText>HYPERLINK "http://x"</w:instrText></w:r>'
    "<w:hyperlink><w:r><w:t>رابط.</w:t></w:r></w:hyperlink></w:p>"
)
CONTENTS = (
    "<w:sdt><w:sdtPr><w:docPartGallery w:val='Table of Contents'/></w:sdtPr>"
    f"<w:sdtContent>{paragraph('قسم')}</w:sdtContent></w:sdt>"
)


def article(body: str) -> Article:
    return read("a.docx", data=docx(HEAD + body)).article


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (paragraph(TEXT), [Paragraph(text=TEXT)]),
        (paragraph("قسم", style="1"), [Heading(text="قسم")]),
        (paragraph("قسم", style="2"), [Heading(text="قسم")]),
        (paragraph("قسم", style="own"), [Heading(text="قسم")]),
        (paragraph("قسم جديد", bold=True), [Heading(text="قسم جديد")]),
        (paragraph("جملة مهمة كلها.", bold=True), [Paragraph(text="جملة مهمة كلها.")]),
        (
            paragraph("أول", number="1") + paragraph("ثان", number="1"),
            [Bullets(items=("أول", "ثان"))],
        ),
        (paragraph("أول", style="B"), [Bullets(items=("أول",))]),
        (
            paragraph("أول", number="2") + paragraph("نقطة", number="1"),
            [Bullets(items=("أول",), ordered=True), Bullets(items=("نقطة",))],
        ),
        (paragraph(TEXT, number="0", style="B"), [Paragraph(text=TEXT)]),
        (paragraph("كلام يقال هنا.", style="Q"), [Quote(text="كلام يقال هنا.")]),
        (
            paragraph("قال لافروف: «لن نرسل قوات إلى هناك.»"),
            [Quote(text="لن نرسل قوات إلى هناك.", speaker="لافروف", lead="قال لافروف")],
        ),
        (table(("أ", "ب"), ("1", "2")), [Table(rows=(("أ", "ب"), ("1", "2")))]),
        (table((TEXT,)), [Paragraph(text=TEXT)]),
        (paragraph("قسم ... 3", style="C"), []),
        (paragraph(TEXT, style="loop"), [Paragraph(text=TEXT)]),
        (paragraph(TEXT, style="unknown"), [Paragraph(text=TEXT)]),
        ("<w:p><w:r><w:t>أ</w:t><w:tab/><w:t>ب</w:t></w:r></w:p>", [Paragraph(text="أ ب")]),
        (
            "<w:p><w:r><w:t>أ.</w:t><w:br/><w:t>ب.</w:t></w:r></w:p>",
            [Paragraph(text="أ."), Paragraph(text="ب.")],
        ),
        (
            CHANGED,
            [Paragraph(text="مضاف.")],
        ),
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>مخفي</w:t></w:r></w:p>",
            [],
        ),
        (
            LINKED,
            [Paragraph(text="رابط.")],
        ),
        (
            CONTENTS,
            [],
        ),
        (f"<w:sdt><w:sdtContent>{paragraph(TEXT)}</w:sdtContent></w:sdt>", [Paragraph(text=TEXT)]),
        (
            '<w:p><w:r><w:drawing><wp:docPr descr="سفينة"/></w:drawing></w:r></w:p>',
            [Figure(alt="سفينة")],
        ),
    ],
)
def test_a_document_is_read_as_it_is_shown(body: str, expected: list[Block]) -> None:
    found = article(f"{paragraph('نص قبل ذلك.')}{body}")
    assert found.title == "عنوان الخبر"
    assert list(found.blocks) == [Paragraph(text="نص قبل ذلك."), *expected]


def test_cells_that_are_joined_stand_in_each_place() -> None:
    def cell(text: str, about: str = "") -> str:
        return f"<w:tc><w:tcPr>{about}</w:tcPr>{paragraph(text)}</w:tc>"

    rows = (
        cell("أ") + cell("ب", '<w:gridSpan w:val="2"/>'),
        cell("1", '<w:vMerge w:val="restart"/>') + cell("2") + cell("3"),
        cell("", "<w:vMerge/>") + cell("4") + cell("5"),
    )
    body = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    expected = (("أ", "ب", "ب"), ("1", "2", "3"), ("1", "4", "5"))
    assert article(body).blocks == (Table(rows=expected),)


def test_a_document_without_the_style_of_a_title_begins_with_its_headline() -> None:
    found = read("a", data=docx(paragraph("عنوان الخبر", bold=True) + paragraph(TEXT))).article
    assert (found.title, found.blocks) == ("عنوان الخبر", (Paragraph(text=TEXT),))
    found = read("a", data=docx(paragraph("عنوان الخبر") + paragraph(TEXT))).article
    assert (found.title, found.blocks) == ("عنوان الخبر", (Paragraph(text=TEXT),))


def test_nothing_but_the_text_is_opened() -> None:
    others = {
        "word/vbaProject.bin": b"\xd0\xcf\x11\xe0",
        "word/media/image1.png": b"no picture",
        "word/_rels/document.xml.rels": b'<Relationship Target="http://127.0.0.1:9/"/>',
        "word/settings.xml": b"<broken",
    }
    found = read("a", data=docx(HEAD + paragraph(TEXT), others=others)).article
    assert found.blocks == (Paragraph(text=TEXT),)


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    for name in ("word/document.xml", "word/styles.xml"):
        data = docx(HEAD + paragraph(TEXT), others={name: b" " * (6 * 1024 * 1024)})
        assert len(data) < 100_000
        with pytest.raises(ArticleError, match="unpacks to more than 5 MB"):
            read("a", data=data)


def test_a_document_of_too_many_parts_is_refused() -> None:
    data = docx(HEAD, others={f"word/{n}": b"" for n in range(5001)})
    with pytest.raises(ArticleError, match="more parts"):
        read("a", data=data)


def test_a_document_with_entities_of_its_own_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document>&a;</w:document>'
    with pytest.raises(ArticleError, match="DTD"):
        read("a", data=docx("", others={"word/document.xml": bomb}))


def test_another_archive_is_no_document() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(ArticleError, match="a ZIP archive, and no Word document"):
        read("a.docx", data=packed.getvalue())


@settings(max_examples=60, deadline=None)
@given(place=st.integers(30, 3000), byte=st.integers(0, 255), cut=st.integers(0, 400))
def test_a_damaged_document_is_read_or_refused_with_our_error(
    place: int, byte: int, cut: int
) -> None:
    data = bytearray(docx(HEAD + paragraph(TEXT)))
    data[place % len(data)] = byte
    try:
        read("a", data=bytes(data[: len(data) - cut]))
    except ArticleError:
        return
