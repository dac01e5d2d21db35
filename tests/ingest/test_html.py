"""Pages and parts of pages: what is read as which block, and what is left out."""

import pytest

from composer.domain.article import (
    Article,
    Block,
    Bullets,
    Dateline,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Table,
)
from composer.errors import ArticleError
from composer.ingest import read
from composer.ingest.page import read_html

LONG = (
    "أعلنت الوزارة اليوم بدء برنامج جديد لتحديث الأسطول في قواعدها الشمالية، بعد أعوام من التأجيل."
)


PULLED = (
    '<figure class="wp-block-pullquote"><blockquote><p>«كلام يقال هنا.»</p>'
    "<cite>— هدى بنسليمان، وزيرة المياه</cite></blockquote></figure>"
)
NAMED = (
    '<meta property="og:title" content="خبر | موقع"><meta property="og:site_name" content="موقع">'
)
DATA = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "خبر &quot;أ&quot;"}'
    "</script>"
)


def article(body: str, head: str = "") -> Article:
    page = f"<!DOCTYPE html><html><head>{head}</head><body><h1>عنوان الخبر</h1>{body}</body></html>"
    return read("page", data=page.encode()).article


def blocks(body: str) -> tuple[Block, ...]:
    """Return the blocks of some HTML between two paragraphs that make it an article."""
    found = article(f'<div class="entry-content"><p>{LONG}</p>{body}<p>{LONG}</p></div>').blocks
    assert found[0] == found[-1] == Paragraph(text=LONG)
    return found[1:-1]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>نص <b>مهم</b> <i>هنا</i>.</p>", [Paragraph(text="نص مهم هنا.")]),
        ("<div>نص في صندوق.</div>", [Paragraph(text="نص في صندوق.")]),
        ("نص بلا وسم.", [Paragraph(text="نص بلا وسم.")]),
        ("<p>أول.<br>ثان.</p>", [Paragraph(text="أول."), Paragraph(text="ثان.")]),
        ("<p>  نص\n\n في\t أسطر. </p>", [Paragraph(text="نص في أسطر.")]),
        ("<p>نص&nbsp;بمسافة.</p>", [Paragraph(text="نص بمسافة.")]),
        ("<p>&nbsp;</p><p>&#8207;</p><p></p>", []),
        (
            "<p>ال&shy;دفاع &laquo;كلمة&raquo; &amp; &#1575;.</p>",
            [Paragraph(text="الدفاع «كلمة» & ا.")],
        ),
        (
            '<p><span dir="ltr">The Diplomat</span> موقع.</p>',
            [Paragraph(text="The Diplomat موقع.")],
        ),
        ("<p>مساحة 20 كم<sup>2</sup>.</p>", [Paragraph(text="مساحة 20 كم².")]),
        ('<p>نص<sup><a href="#fn1">[1]</a></sup>.</p>', [Paragraph(text="نص.")]),
        ("<p>نص <del>محذوف</del>باق.</p>", [Paragraph(text="نص باق.")]),
        ("<h2>قسم <em>أول</em></h2>", [Heading(text="قسم أول")]),
        ("<h4>قسم</h4>", [Heading(text="قسم", level=4)]),
        ("<h1>قسم كبير</h1>", [Heading(text="قسم كبير")]),
        ("<h2>عنوان الخبر</h2>", []),
        ("<h2></h2>", []),
        ("<p><strong>قسم جديد</strong></p>", [Heading(text="قسم جديد")]),
        ('<p><span style="font-weight: 700">قسم جديد</span></p>', [Heading(text="قسم جديد")]),
        ("<p><b>قسم</b><br>نص بعده.</p>", [Heading(text="قسم"), Paragraph(text="نص بعده.")]),
        ("<p><b>جملة مهمة كلها.</b></p>", [Paragraph(text="جملة مهمة كلها.")]),
        ('<b style="font-weight:normal"><p>فقرة قصيرة</p></b>', [Paragraph(text="فقرة قصيرة")]),
        (
            "<b><p>فقرة قصيرة</b></p>نص بعدها.",
            [Paragraph(text="فقرة قصيرة"), Paragraph(text="نص بعدها.")],
        ),
        ("<ul><li>أول</li><li>ثان</li></ul>", [Bullets(items=("أول", "ثان"))]),
        ("<ol><li><p>أول</p><li>ثان</ol>", [Bullets(items=("أول", "ثان"), ordered=True)]),
        ("<ul><li>أ<ul><li>ب</li></ul></li><li>ج</li></ul>", [Bullets(items=("أ", "ب", "ج"))]),
        ("<p>- أول<br>- ثان</p>", [Bullets(items=("أول", "ثان"))]),
        ("<p>• أول</p><p>• ثان</p>", [Bullets(items=("أول", "ثان"))]),
        ("<p>1. أول<br>2. ثان</p>", [Bullets(items=("أول", "ثان"), ordered=True)]),
        ("<p>– فقرة تبدأ بشرطة.</p>", [Paragraph(text="– فقرة تبدأ بشرطة.")]),
        (
            "<ol><li><h3>قسم</h3><p>نص أول.</p></li></ol>",
            [Heading(text="قسم", level=3), Paragraph(text="نص أول.")],
        ),
        ("<pre>أول\nثان</pre>", [Paragraph(text="أول"), Paragraph(text="ثان")]),
        ("<dl><dt>أ</dt><dd>ب</dd></dl>", [Paragraph(text="أ"), Paragraph(text="ب")]),
    ],
)
def test_text_is_read_as_it_is_seen(html: str, expected: list[Block]) -> None:
    assert list(blocks(html)) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<blockquote><p>كلام طويل يقال هنا.</p></blockquote>",
            Quote(text="كلام طويل يقال هنا."),
        ),
        (
            "<blockquote><p>قال لافروف: «لن نرسل قوات إلى هناك.»</p></blockquote>",
            Quote(text="لن نرسل قوات إلى هناك.", speaker="لافروف", lead="قال لافروف"),
        ),
        (
            "<blockquote><p>كلام يقال.</p><cite>هدى بنسليمان</cite></blockquote>",
            Quote(text="كلام يقال.", speaker="هدى بنسليمان"),
        ),
        (
            PULLED,
            Quote(text="كلام يقال هنا.", speaker="هدى بنسليمان، وزيرة المياه"),
        ),
        (
            "<blockquote>كلام يقال.<br>— هدى بنسليمان</blockquote>",
            Quote(text="كلام يقال.", speaker="هدى بنسليمان"),
        ),
        (
            "<p>«لن نرسل قوات إلى هناك.»</p><p>— هدى بنسليمان</p>",
            Quote(text="لن نرسل قوات إلى هناك.", speaker="هدى بنسليمان"),
        ),
        (
            "<p>قال سامر: <q>نحن نبني السفن هنا.</q></p>",
            Quote(text="نحن نبني السفن هنا.", speaker="سامر", lead="قال سامر"),
        ),
    ],
)
def test_a_quotation_has_its_speaker(html: str, expected: Quote) -> None:
    assert blocks(html) == (expected,)


def test_a_quotation_after_another_is_the_same_speakers() -> None:
    html = "<p>قال سامر القاضي: «نحن نبني السفن هنا.»</p><p>وأضاف: «ولن نتوقف عن بنائها.»</p>"
    assert [b.speaker for b in blocks(html) if isinstance(b, Quote)] == ["سامر القاضي"] * 2


def test_a_quotation_that_holds_a_list_is_read_as_its_parts() -> None:
    html = "<blockquote><p>نص أول.</p><ul><li>أ</li></ul></blockquote>"
    assert blocks(html) == (Paragraph(text="نص أول."), Bullets(items=("أ",)))


@pytest.mark.parametrize(
    ("html", "rows", "caption"),
    [
        (
            "<table><thead><tr><th>أ<th>ب</thead><tr><td>1<td>2</table>",
            (("أ", "ب"), ("1", "2")),
            None,
        ),
        (
            "<table><caption>جدول</caption><tr><td>أ<td>ب<tr><td>1<td>2</table>",
            (("أ", "ب"), ("1", "2")),
            "جدول",
        ),
        (
            "<figure><table><tr><td>أ<td>ب<tr><td>1<td>2</table><figcaption>شرح</figcaption></figure>",
            (("أ", "ب"), ("1", "2")),
            "شرح",
        ),
        (
            "<table><tr><th>أ<th colspan=2>ب<tr><td>1<td>2<td>3</table>",
            (("أ", "ب", "ب"), ("1", "2", "3")),
            None,
        ),
        (
            "<table><tr><th>أ<th>ب<tr><td rowspan=2>1<td>2<tr><td>3</table>",
            (("أ", "ب"), ("1", "2"), ("1", "3")),
            None,
        ),
        (
            "<table><tr><th colspan=2>عنوان الجدول<tr><td>أ<td>ب<tr><td>1<td>2</table>",
            (("أ", "ب"), ("1", "2")),
            "عنوان الجدول",
        ),
        (
            "<table><tr><td>أ<td>ب<tr><td><p>1</p><p>2</p><td>3<br>4<tr><td>5</table>",
            (("أ", "ب"), ("1 2", "3 4"), ("5", "")),
            None,
        ),
        (
            "<table><tr><td colspan=9999>أ<td>ب<tr><td>1<td>2</table>",
            None,
            None,
        ),
    ],
)
def test_a_table_has_rows_of_one_length(
    html: str, rows: tuple[tuple[str, ...], ...] | None, caption: str | None
) -> None:
    found = [block for block in blocks(html) if isinstance(block, Table)]
    assert found == ([] if rows is None else [Table(rows=rows, caption=caption)])


def test_a_table_that_lays_out_a_page_is_no_table() -> None:
    html = f"<table><tr><td><table><tr><td><p>{LONG}</p></table></td><td>x</td></tr></table>"
    assert Paragraph(text=LONG) in blocks(html)
    assert not any(isinstance(block, Table) for block in blocks(html))


@pytest.mark.parametrize(
    ("html", "figure"),
    [
        (
            '<figure><img src="a.jpg" alt="سفينة"><figcaption>شرح الصورة</figcaption></figure>',
            Figure(src="a.jpg", alt="سفينة", caption="شرح الصورة"),
        ),
        ('<p><a href="#"><img src="a.jpg" alt=""></a></p>', Figure(src="a.jpg")),
        (
            '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">شرح</p></div>',
            Figure(src="a.jpg", caption="شرح"),
        ),
        (
            '<img src="data:image/gif;base64,x" data-src="https://example.org/a.jpg">',
            Figure(src="https://example.org/a.jpg"),
        ),
        ('<img srcset="a-300.jpg 300w, a.jpg 900w">', Figure(src="a-300.jpg")),
    ],
)
def test_a_picture_is_a_figure(html: str, figure: Figure) -> None:
    assert blocks(html) == (figure,)


def test_a_picture_in_a_sentence_follows_it_and_a_sign_stays_in_it() -> None:
    html = '<p>قبل <img src="a.jpg"> بعد <img class="emoji" alt="🔴" src="x.svg">.</p>'
    assert blocks(html) == (Paragraph(text="قبل بعد 🔴."), Figure(src="a.jpg"))


@pytest.mark.parametrize(
    "noise",
    [
        '<div class="sharedaddy"><h3>شارك</h3><a href="#">فيسبوك</a></div>',
        '<div class="jp-relatedposts"><h3>مرتبط</h3><p>خبر آخر</p></div>',
        '<div id="comments"><p>تعليق قارئ</p></div>',
        '<ins class="adsbygoogle">إعلان</ins>',
        "<script>var a = '<p>نص</p>'</script><style>p {}</style><noscript>نص</noscript>",
        '<p style="display: none">مخفي</p><div hidden>مخفي</div><p aria-hidden="true">مخفي</p>',
        '<span class="screen-reader-text">مخفي</span>',
        '<nav><a href="/">الرئيسية</a></nav><aside>جانبي</aside><footer>تذييل</footer>',
        '<ul><li><a href="/a">خبر</a></li><li><a href="/b">خبر آخر</a></li></ul>',
        '<p>محتويات هذا المقال ☟</p><ul><li><a href="#a">قسم</a></li></ul>',
        '<div class="ez-toc-container"><p>المحتويات</p></div>',
        '<h3>مواضيع ذات صلة</h3><ul><li><a href="/a">خبر</a></li></ul>',
        '<p>اقرأ أيضًا:</p><ul><li><a href="/a">خبر</a></li></ul>',
        '<h3>اقرأ أيضا</h3><div><h4><a href="/a">خبر</a></h4><p>مقتطف</p></div>',
        '<ol class="footnotes"><li id="fn1">حاشية</li></ol>',
        '<img src="https://example.org/pixel.gif" width="1" height="1"><img alt="x">',
        '<iframe src="https://example.org"></iframe><form><input value="x">بحث</form>',
        '<blockquote class="wp-embedded-content"><a href="/a">خبر</a></blockquote>',
        "<!-- تعليق --><?php echo 1 ?><![CDATA[ نص ]]>",
        '<p class="byline">بواسطة محرر</p><div class="entry-meta">4 نوفمبر 2025</div>',
    ],
)
def test_what_is_no_part_of_the_article_is_left_out(noise: str) -> None:
    assert blocks(noise) == ()


@pytest.mark.parametrize(
    "html",
    [
        "<p>اقرأ أيضًا ما كتبه الوزير في مذكراته عن تلك المرحلة.</p>",
        "<h2>مشاركة عربية في المؤتمر</h2>",
        "<p>تعليق الوزارة جاء بعد ساعات من القرار.</p>",
        '<p><a href="/a">رابط</a> داخل جملة كاملة.</p>',
        "<ul><li><a href='/a'>رابط</a> مع شرح له.</li></ul>",
    ],
)
def test_what_only_looks_so_stays(html: str) -> None:
    assert len(blocks(html)) == 1


@pytest.mark.parametrize(
    "wrapper", ['form method="post"', 'div class="has-related-posts"', "aside"]
)
def test_what_holds_the_article_is_never_left_out(wrapper: str) -> None:
    tag = wrapper.split(" ", maxsplit=1)[0]
    found = article(f"<{wrapper}><p>{LONG}</p><p>{LONG}</p></{tag}>").blocks
    assert found == (Paragraph(text=LONG), Paragraph(text=LONG))


@pytest.mark.parametrize(
    "html",
    [
        '<div class="entry-content">{}</div><div class="widget">جانبي</div>',
        '<div itemprop="articleBody">{}</div><p>خارج النص</p>',
        "<article>{}</article><div><p>خارج النص</p></div>",
        "<main>{}</main><div><p>خارج النص</p></div>",
        "<div><div>{}</div><div><a href='/'>رابط طويل إلى مكان آخر في هذا الموقع</a></div></div>",
        "<table><tr><td>{}</td></tr></table>",
    ],
)
def test_the_article_is_found_in_its_page(html: str) -> None:
    text = f"<p>{LONG}</p><h2>قسم</h2><p>{LONG}</p>"
    expected = (Paragraph(text=LONG), Heading(text="قسم"), Paragraph(text=LONG))
    assert article(html.format(text)).blocks == expected


def test_a_page_of_lines_without_any_structure_is_read_as_plain_text() -> None:
    html = f"<div>{LONG}<br><br>قسم جديد<br><br>{LONG}<br>- أول<br>- ثان</div>"
    assert article(html).blocks == (
        Paragraph(text=LONG),
        Heading(text="قسم جديد"),
        Paragraph(text=LONG),
        Bullets(items=("أول", "ثان")),
    )


def test_a_page_of_boxes_keeps_their_pictures() -> None:
    html = (
        f'<div><div>{LONG}</div><div><b>قسم</b></div><div>{LONG}</div><div><img src="a.jpg"></div>'
    )
    assert article(f"<article>{html}</div></article>").blocks == (
        Paragraph(text=LONG),
        Heading(text="قسم"),
        Paragraph(text=LONG),
        Figure(src="a.jpg"),
    )
    lines = f'<article>{LONG}<br><br>{LONG}<br><img src="a.jpg"><br></article>'
    assert article(lines).blocks == (*[Paragraph(text=LONG)] * 2, Figure(src="a.jpg"))


def test_a_headline_that_is_repeated_in_bold_is_left_out() -> None:
    html = f"<article><font><b>عنوان الخبر</b></font><br>{LONG}<br>{LONG}</article>"
    assert article(html).blocks == (Paragraph(text=LONG), Paragraph(text=LONG))


PASTED = {
    "Word": (
        "<p class=MsoNormal><b><span lang=AR-SA>عنوان الخبر</span></b></p>"
        f"<p class=MsoNormal><span>{LONG}</span></p><p class=MsoNormal><b>قسم</b></p>"
        '<p><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span>أول</p>'
        '<p><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span>ثان</p>'
    ),
    "Google Docs": (
        '<meta charset="utf-8"><b style="font-weight:normal;"><h1><span>عنوان الخبر</span></h1>'
        f'<p><span style="font-weight:400">{LONG}</span></p><p><span style="font-weight:700">قسم'
        "</span></p><ul><li><p>أول</p></li><li><p>ثان</p></li></ul></b>"
    ),
}


@pytest.mark.parametrize("program", PASTED)
def test_what_is_pasted_from_a_word_processor_is_read(program: str) -> None:
    found = read("-", data=PASTED[program].encode()).article
    assert found.title == "عنوان الخبر"
    assert found.blocks == (
        Paragraph(text=LONG),
        Heading(text="قسم"),
        Bullets(items=("أول", "ثان")),
    )


def test_a_date_below_the_headline_is_a_dateline() -> None:
    found = article(f"<div class=entry-content><p>القاهرة، 14 أكتوبر 2026</p><p>{LONG}</p></div>")
    assert found.blocks[0] == Dateline(text="القاهرة، 14 أكتوبر 2026")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>خبر - موقع</title>", "<h1>خبر</h1>", "خبر"),
        ("<title>خبر طويل عن الدفاع - موقع</title>", "", "خبر طويل عن الدفاع"),
        (
            NAMED,
            "",
            "خبر",
        ),
        ('<meta property="og:title" content="خبر - بين قوسين">', "<h1>خبر آخر</h1>", "خبر آخر"),
        ('<meta property="og:site_name" content="موقع"><title>خبر</title>', "<h1>موقع</h1>", "خبر"),
        ("", '<h1>موقع</h1><h1 class="entry-title">خبر</h1>', "خبر"),
        ("", '<h1>قسم</h1><h2 itemprop="headline">خبر</h2>', "خبر"),
        (
            DATA,
            "",
            'خبر "أ"',
        ),
    ],
)
def test_the_headline_is_what_readers_see(head: str, body: str, title: str) -> None:
    html = f"<html><head>{head}</head><body>{body}<article><p>{LONG}</p></article></body></html>"
    assert read_html(html).title == title


def test_a_part_of_a_page_begins_with_its_headline() -> None:
    found = read("-", data=f"<h2>عنوان الخبر</h2><p>{LONG}</p>".encode()).article
    assert (found.title, found.blocks) == ("عنوان الخبر", (Paragraph(text=LONG),))
    found = read("-", data=f"<p>عنوان الخبر</p><p>{LONG}</p>".encode()).article
    assert (found.title, found.blocks) == ("عنوان الخبر", (Paragraph(text=LONG),))
    reading = read("-", data=f"<p>{LONG}</p><p>{LONG}</p>".encode())
    assert (reading.article.title, reading.findings[0].rule) == ("", "no-headline")


LD = """<script type="application/ld+json">{"@graph": [
 {"@type": "WebSite", "name": "موقع"},
 {"@type": "Person", "@id": "#p", "name": "هدى بنسليمان"},
 {"@type": "ImageObject", "@id": "#i", "url": "https://example.org/i.jpg"},
 {"@type": ["Article", "NewsArticle"], "author": {"@id": "#p"}, "image": {"@id": "#i"},
  "datePublished": "2025-11-04T12:00:00Z", "articleSection": ["أخبار"], "keywords": "أ، ب,ج",
  "url": "https://example.org/a"}]}</script>"""


def test_linked_data_tells_about_the_article() -> None:
    found = article(f"<article><p>{LONG}</p></article>", LD)
    assert (found.site, found.author, found.section) == ("موقع", "هدى بنسليمان", "أخبار")
    assert (found.image, found.link) == ("https://example.org/i.jpg", "https://example.org/a")
    assert (found.published, found.tags) == ("2025-11-04T12:00:00+00:00", ("أ", "ب", "ج"))


def test_meta_elements_tell_about_the_article() -> None:
    told = {
        "og:site_name": "موقع",
        "author": "هدى بنسليمان",
        "article:section": "أخبار",
        "article:tag": "وسم",
        "og:image": "/i.jpg",
        "og:url": "https://example.org/a",
        "article:published_time": "2025-11-04",
    }
    head = "".join(f'<meta property="{name}" content="{text}">' for name, text in told.items())
    found = article(f"<article><p>{LONG}</p></article>", head)
    assert (found.site, found.author, found.section) == ("موقع", "هدى بنسليمان", "أخبار")
    assert (found.image, found.link) == ("https://example.org/i.jpg", "https://example.org/a")
    assert (found.published, found.tags) == ("2025-11-04", ("وسم",))


def test_the_page_itself_tells_about_the_article() -> None:
    body = (
        '<a rel="author" href="/p">بقلم: هدى بنسليمان</a>'
        '<time datetime="2025-11-04T12:00:00+02:00">'
        f'أمس</time><article><p>{LONG}</p></article><a rel="tag" href="/t">وسم</a>'
        '<link rel="canonical" href="https://example.org/a">'
    )
    found = article(body)
    assert (found.author, found.published) == ("هدى بنسليمان", "2025-11-04T12:00:00+02:00")
    assert (found.tags, found.link) == (("وسم",), "https://example.org/a")


@pytest.mark.parametrize(
    "data", ["{", "[]", '"x"', "null", '{"@type": 3, "author": [[["x"]]]}', "[" * 90_000]
)
def test_linked_data_that_is_none_is_passed_over(data: str) -> None:
    head = f'<script type="application/ld+json">{data}</script>'
    assert article(f"<article><p>{LONG}</p></article>", head).author is None


def test_addresses_in_a_page_count_from_where_it_was_fetched() -> None:
    html = f'<article><p>{LONG}</p><img src="../i.jpg"></article>'
    found = read_html(html, address="https://example.org/a/b")
    assert found.blocks[1] == Figure(src="https://example.org/i.jpg")
    assert found.image == "https://example.org/i.jpg"
    based = f'<base href="https://other.example/x/">{html}'
    assert (
        read_html(based, address="https://example.org/a/b").image == "https://other.example/i.jpg"
    )
    assert read_html(html).image == "../i.jpg"


HOME = f"<body>{''.join(f'<article><h2>خبر {n}</h2><p>{LONG}</p></article>' for n in range(5))}"


@pytest.mark.parametrize("body", [HOME, f'<body class="rtl home blog"><p>{LONG}</p>'])
def test_the_first_page_of_a_site_names_its_feed(body: str) -> None:
    links = (
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    with pytest.raises(ArticleError, match=r"leads to several.*feed, https://example\.org/feed/$"):
        read_html(f"<html><head>{links}</head>{body}", address="https://example.org/")
    with pytest.raises(ArticleError, match=r"give the address of one$"):
        read_html(f"<html>{body}")


def test_an_article_with_comments_and_teasers_is_no_list_of_articles() -> None:
    comments = f'<article class="comment-body"><p>{LONG}</p></article>' * 9
    teasers = "<article><h3>خبر</h3></article>" * 9
    body = f"<h1>عنوان الخبر</h1><article><p>{LONG}</p><p>{LONG}</p></article>"
    found = read_html(f"<html><body>{body}{comments}{teasers}</body></html>")
    assert found.blocks == (Paragraph(text=LONG), Paragraph(text=LONG))


def test_a_page_without_text_is_refused() -> None:
    for html in ("<html><body></body></html>", "<!DOCTYPE html><script>x</script>", "<html>"):
        with pytest.raises(ArticleError, match="no text of an article"):
            read("a.html", data=html.encode())
