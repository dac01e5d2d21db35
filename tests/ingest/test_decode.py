"""Bytes: read in the encoding in which they make sense, and never garbled without a word."""

import pytest
from articles import FOLDER, SOURCES, sample
from hypothesis import given
from hypothesis import strategies as st

from composer.errors import ArticleError
from composer.ingest import read
from composer.ingest.charset import known_charset
from composer.ingest.decode import decode

TEXT = sample("lavrov").text
PAGE = (FOLDER / "00-lavrov.html").read_text(encoding="utf-8")
SHORT = "أعلنت الوزارة في القاهرة نتائج المسابقة"


def rules(data: bytes, charset: str | None = None) -> list[str]:
    return [note.rule for note in decode(data, charset=charset).notes]


def seen(text: str, encoding: str) -> str:
    """Return what is left of a text that an encoding cannot hold as a whole."""
    return text.encode(encoding, errors="ignore").decode(encoding)


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize(
    ("encoding", "rule"),
    [
        ("cp1256", "read-as-windows-1256"),
        ("iso8859-6", "read-as-iso-8859-6"),
        ("mac-arabic", "read-as-macarabic"),
        ("utf-16-le", "read-as-utf-16"),
        ("utf-16-be", "read-as-utf-16"),
    ],
)
def test_an_encoding_that_nobody_declares_is_told_and_said(
    name: str, encoding: str, rule: str
) -> None:
    text = sample(name).text
    found = decode(text.encode(encoding, errors="ignore"))
    assert found.text.split() == seen(text, encoding).split()
    assert [note.rule for note in found.notes] == [rule]


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6", "mac-arabic"])
def test_a_single_line_is_enough_to_tell(encoding: str) -> None:
    assert decode(SHORT.encode(encoding)).text == SHORT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_word(encoding: str) -> None:
    found = decode(TEXT.encode(encoding))
    assert found.text == TEXT
    assert found.notes == ()


@pytest.mark.parametrize(
    ("declared", "actual", "expected"),
    [
        ("utf-8", "utf-8", []),
        ("windows-1256", "cp1256", []),
        ("iso-8859-6", "iso8859-6", []),
        ("utf-8", "cp1256", ["read-as-windows-1256"]),
        ("iso-8859-1", "cp1256", ["read-as-windows-1256"]),
        ("windows-1252", "cp1256", ["read-as-windows-1256"]),
        ("iso-8859-6", "cp1256", ["read-as-windows-1256"]),
        ("windows-1256", "iso8859-6", ["read-as-iso-8859-6"]),
        ("windows-1256", "utf-8", []),
        ("iso-8859-1", "utf-8", []),
        ("no-such-thing", "cp1256", ["read-as-windows-1256"]),
        ("zlib", "cp1256", ["read-as-windows-1256"]),
    ],
)
def test_what_the_bytes_are_counts_more_than_what_they_are_said_to_be(
    declared: str, actual: str, expected: list[str]
) -> None:
    text = PAGE.replace('charset="UTF-8"', f'charset="{declared}"')
    data = text.encode(actual, errors="ignore")
    assert decode(data).text == seen(text, actual)
    assert rules(data) == expected
    assert rules(PAGE.encode(actual, errors="ignore"), known_charset(declared)) == expected


def test_an_xml_declaration_and_a_meta_element_of_either_kind_declare() -> None:
    for start in (
        b'<?xml version="1.0" encoding="windows-1256"?><rss>',
        b"<meta charset=windows-1256>",
        b'<META http-equiv="Content-Type" content="text/html; charset=Windows-1256">',
    ):
        assert rules(start + SHORT.encode("cp1256")) == []


def test_latin_text_in_its_declared_encoding_is_read() -> None:
    page = "<meta charset=iso-8859-1><p>café — «déjà»</p>"
    assert decode(page.encode("cp1252")).text == page


def _browsers_latin(data: bytes) -> str:
    """Return bytes as browsers read them in windows-1252: what has no letter stands for itself."""
    return "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in data)


@pytest.mark.parametrize("name", SOURCES)
def test_garbled_text_is_mended_and_said(name: str) -> None:
    text = sample(name).text
    data = text.encode()
    for garbled in (data.decode("latin-1"), data.decode("cp1256"), _browsers_latin(data)):
        found = decode(garbled.encode())
        assert found.text == text
        assert [note.rule for note in found.notes] == ["mended-encoding"]
    old = text.encode("cp1256", errors="ignore")
    for garbled in (old.decode("latin-1"), _browsers_latin(old)):
        found = decode(garbled.encode())
        assert found.text.split() == old.decode("cp1256").split()
        assert [note.rule for note in found.notes] == ["mended-encoding"]


def test_a_garbled_page_is_mended() -> None:
    found = read("a", data=PAGE.encode().decode("cp1256").encode())
    assert found.article.blocks == read("a", data=PAGE.encode()).article.blocks
    assert found.findings[0].rule == "mended-encoding"


def test_garbled_text_that_lost_letters_is_refused() -> None:
    garbled = TEXT.encode().decode("cp1252", errors="ignore")
    with pytest.raises(ArticleError, match="garbled"):
        decode(garbled.encode())


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"{SHORT}. وتظهر الكلمة هكذا: «Ø§Ù„Ø³Ù„Ø§Ù…» في بعض البرامج القديمة التي لا تعرف العربية.",
        "Ce café est déjà fermé à l’été",
        "فقط، وسط، ضغط، نقط، خط؛ شرط: حظ.",
        "€100",
    ],
)
def test_text_that_is_not_garbled_is_left_alone(text: str) -> None:
    assert decode(text.encode()).text == text
    assert rules(text.encode()) == []


def test_a_few_bytes_that_are_no_letters_are_shown_and_flagged() -> None:
    data = (TEXT * 3).encode()
    found = decode(data[:200] + b"\xff" + data[200:])
    assert "\ufffd" in found.text
    assert [note.rule for note in found.notes] == ["unreadable-bytes"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("سطر\n".encode() + b"caf\xe9\n", r"line 2 is not in UTF-8 \(byte 10\)"),
        (b"abc\0def\0\0\0" * 9, "binary"),
        (bytes(range(256)) * 40, "binary"),
        (SHORT.encode("utf-16-le")[1:], "binary"),
        (b"\xff\xfe\x00\xd8\x00", "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ArticleError, match=said):
        decode(data)


@given(text=st.text(st.characters(codec="cp1256"), max_size=200))
def test_any_bytes_of_one_a_letter_give_text_or_our_error(text: str) -> None:
    try:
        found = decode(text.encode("cp1256"))
    except ArticleError:
        return
    assert "\0" not in found.text


@given(data=st.binary(max_size=200), charset=st.sampled_from([None, "cp1256", "iso8859-6"]))
def test_any_bytes_give_text_or_our_error(data: bytes, charset: str | None) -> None:
    try:
        decode(data, charset=charset).text.encode()
    except ArticleError:
        return


@given(label=st.text(max_size=20))
def test_any_label_names_an_encoding_for_text_or_none(label: str) -> None:
    name = known_charset(label)
    assert name is None or isinstance(b"a".decode(name, errors="replace"), str)
