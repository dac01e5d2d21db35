"""Feeds the readers whatever a fuzzer makes: nothing but our own errors may come out.

    pip install atheris
    PYTHONPATH=. python tests/fuzz/read_fuzz.py -max_total_time=600 CORPUS tests/fixtures/articles

It is no test of its own: pytest does not collect it, and atheris is no dependency.
"""

import io
import sys
import zipfile

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["composer.ingest"]):
    # Each reader is imported when it is needed; to be watched it has to be imported here.
    from composer.errors import NashirError
    from composer.ingest import docx, feed, markdown, page, read, wordpress  # noqa: F401

_WRAPPERS = (
    b"%s",
    b"<!DOCTYPE html><html><body><article>%s</article></body></html>",
    b"<p>%s</p><p>x</p>",
    b'<?xml version="1.0"?><rss><channel><item><content>%s</content></item></channel></rss>',
    b'<feed><entry><content type="xhtml"><div>%s</div></content></entry></feed>',
    b'[{"title": {"rendered": "x"}, "content": {"rendered": "%s"}}]',
)
_PARTS = tuple(
    part.encode()
    for part in (
        *(
            "قال لافروف: ",
            "كلمة ",
            "في ",
            "«",
            "»",
            "“",
            "”",
            ".",
            "،",
            ":",
            " ",
            "\n",
            "- ",
            "1. ",
        ),
        *(
            "| ",
            "\t",
            "# ",
            "> ",
            "**",
            "&nbsp;",
            "&lt;",
            "&#x6f;",
            "\u200f",
            "\u00a0",
            "—",
            "2025",
        ),
        *("<p>", "</p>", "<b>", "</b>", "<br>", "<h2>", "</h2>", "<ul>", "<li>", "</li>", "</ul>"),
        *("<ol>", "</ol>", "<blockquote>", "</blockquote>", "<cite>", "</cite>", "<table>", "<tr>"),
        *("<td>", "<td colspan=3>", "<th rowspan=2>", "</td>", "</tr>", "</table>", "<caption>"),
        *("<figure>", "</figure>", "<img src=a.png>", "<figcaption>", "<div>", "</div>", "<span>"),
        *("</span>", "<a href=#x>", "</a>", "<sup>2</sup>", "<div class=share>", "<!--", "-->"),
        *("<script>", "</script>", "<![CDATA[", "]]>", "<item>", "</item>", "<title>", "</title>"),
        *("<link>", "</link>", "<pubDate>", "</pubDate>", "<entry>", "</entry>", "<w:p>", "</w:p>"),
        *(
            "<w:r>",
            "</w:r>",
            "<w:t>",
            "</w:t>",
            "<w:tbl>",
            "<w:tr>",
            "<w:tc>",
            "</w:tc>",
            "</w:tr>",
        ),
        *("</w:tbl>", '<w:pPr><w:pStyle w:val="Title"/></w:pPr>', "<w:b/>", "<w:br/>", "Ø§Ù„", "☟"),
    )
)


def one_input(data: bytes) -> None:
    """Read some bytes, or the parts that they stand for, in one of several wrappings."""
    first, body = (data[0], data[1:]) if data else (0, b"")
    if first >= 128:
        body = b"".join(_PARTS[byte % len(_PARTS)] for byte in body)
    choice = first % (len(_WRAPPERS) + 1)
    if choice == len(_WRAPPERS):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("word/document.xml", b"<w:body>%s</w:body>" % body)
        body = packed.getvalue()
    else:
        body = _WRAPPERS[choice] % body
    try:
        reading = read("fuzz", data=body)
    except NashirError:
        return
    for finding in reading.findings:
        if reading.article.at(finding.span) != finding.after:
            msg = f"a finding is not where it says: {finding}"
            raise AssertionError(msg)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
