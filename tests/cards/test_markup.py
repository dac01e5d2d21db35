from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_card import lay_out, parse, parse_whole, texts

from composer.cards.element import ELEMENTS
from composer.cards.node import Column, Inline, Length, Padding, Table, Text
from composer.domain.article import Span
from composer.errors import TemplateError

ENTITIES = '<!DOCTYPE card [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE card [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def refused(inner: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        parse(inner)
    return caught.value


def inlines(markup: str) -> tuple[Inline, ...]:
    (text,) = parse(f"<text>{markup}</text>").children
    assert isinstance(text, Text)
    return text.inlines


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ("<collumn/>", "unknown element <collumn> (did you mean 'column'?)"),
        ("<script>x</script>", "unknown element <script>"),
        ("<column>" * 2000 + "</column>" * 2000, "more than 60 elements stand inside one another"),
        ('<row colour="accent"/>', "<row> has no attribute 'colour' (known: "),
        ('<text colour="accent">ا</text>', "has no attribute 'colour' (did you mean 'color'?)"),
        ('<row gapp="3"/>', "has no attribute 'gapp' (did you mean 'gap'?)"),
        ('<text role="headlin">ا</text>', "role='headlin' cannot be read: the theme has no such"),
        ('<list marker="number" role="x"/>', "role='x' cannot be read: the theme has no such role"),
        ('<box fill="acent"/>', "has no colour 'acent'; it has accent, "),
        ('<box fill="#12"/>', "'#12' is not a colour like #1a2b3c"),
        ('<text color="#zzzzzz">ا</text>', "'#zzzzzz' is not a colour like #1a2b3c"),
        ('<row align="left"/>', "align='left' is not one of start, center, end, stretch"),
        ('<row justify="left"/>', "justify='left' is not one of start, center, end, between"),
        ('<text fit="yes">ا</text>', "fit='yes' is not one of own, card"),
        ('<box ground="true"/>', "ground='true' is not one of yes, no"),
        ('<box place="left"/>', "give top, middle or bottom, then start, center or end"),
        ('<row gap="wide"/>', "gap='wide' cannot be read"),
        ('<row gap="nan"/>', "gap='nan' cannot be read: give a number"),
        ('<box height="inf"/>', "height='inf' cannot be read: give a number"),
        ('<row padding="1 2 3"/>', "give one, two or four distances"),
        ('<text lines="0">ا</text>', "give the most lines, or the least and the most"),
        ('<text lines="4-2">ا</text>', "give the most lines, or the least and the most"),
        ('<text lines="many">ا</text>', "lines='many' cannot be read"),
        ('<text min="0">ا</text>', "min='0' cannot be read: give at least 1 px"),
        ('<icon name="radar" step="0"/>', "step='0' cannot be read: give at least 8 px"),
        ('<icon name="radar" at="5"/>', "at='5' cannot be read"),
        ('<table columns="0fr"/>', "a share must be more than 0fr"),
        ('<image source="photo" shade="0:x"/>', "shade='0:x' cannot be read"),
        ("<icon/>", "<icon> needs the attribute 'name'"),
        ("<flag/>", "<flag> needs the attribute 'code'"),
        ("<image/>", "<image> needs the attribute 'source'"),
        ("<rule><text>ا</text></rule>", "<rule> cannot hold anything"),
        ("<column><card/></column>", "<card> cannot stand inside another element"),
        ("<text><box/></text>", "<box> cannot stand inside <text>"),
        ("<text><stron>ا</stron></text>", "<text> (did you mean 'strong'?)"),
        ('<text><em color="x">ا</em></text>', "<em> takes no attribute, not 'color'"),
        ("<text><span>ا</span></text>", "<span> is written by the filters"),
        ('<text><span source="1 2">ا</span></text>', "<span> is written by the filters"),
        ('<text><span place="1 2 3">ا</span></text>', "<span> is written by the filters"),
        ("<table><row/></table>", "a <table> holds only <tr>"),
        ("<table><tr><text>ا</text></tr></table>", "a <tr> holds only <th> and <td>"),
        ("<table><tr><td/></tr><tr><td/><td/></tr></table>", "the same number of cells"),
        ("<column>نص</column>", "text must stand inside <text>: 'نص'"),
        ("نص", "text must stand inside <text>: 'نص'"),
        ("<column>", "not well-formed markup"),
        ("<column></row>", "not well-formed markup: mismatched tag"),
        ('<row gap="1" gap="2"/>', "not well-formed markup: duplicate attribute"),
        ("<text>a & b</text>", "not well-formed markup"),
        ("<text>&nbsp;</text>", "not well-formed markup: undefined entity"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_nearest_name(inner: str, what: str) -> None:
    error = refused(f"\n\n{inner}\n")
    assert what in error.what
    assert str(error).startswith("made:")


def test_the_place_is_the_line_of_the_wrong_value() -> None:
    error = refused('\n<row gap="1"/>\n<row gap="2"/>\n<row gap="x"/>')
    assert error.line == 4


@pytest.mark.parametrize(
    "markup", ["", "  ", "just words", "<column/>", "<card/><card/>", "<card>"], ids=repr
)
def test_what_is_no_card_is_refused(markup: str) -> None:
    with pytest.raises(TemplateError):
        parse_whole(markup)


@pytest.mark.parametrize("prologue", ["<!DOCTYPE card>", ENTITIES, EXTERNAL])
def test_a_document_type_is_refused_before_an_entity_is_read(prologue: str) -> None:
    with pytest.raises(TemplateError, match="document type and entities are not allowed"):
        parse_whole(f"{prologue}<card><text>&a;&b;</text></card>")


def test_lengths_are_pixels_percentages_or_names_of_the_theme() -> None:
    column, *_ = parse("""<column width="50%" height="12.5" gap="m" padding="1 2 3 4"/>""").children
    assert column.style.width == Length(0, 0.5)
    assert column.style.height == Length(12.5)
    assert column.style.gap == 24
    assert column.style.padding == Padding(top=1, start=2, bottom=3, end=4)


def test_columns_are_lengths_shares_or_as_wide_as_their_content() -> None:
    (table,) = parse('<table columns="100 25% 2fr auto"/>').children
    assert isinstance(table, Table)
    assert table.columns == (Length(100), Length(0, 0.25), -2.0, None)


def test_a_card_has_a_ground_that_runs_to_another_colour() -> None:
    card = parse_whole('<card ground="#111111" ground-end="accent"/>')
    assert (card.ground, card.ground_end) == ("#111111", "#E3B341")
    assert parse_whole('<card ground="#111111"/>').ground_end == "#111111"


def test_marks_and_places_are_kept() -> None:
    found = inlines(
        'قبل <span source="3 10 19">نص <em>مهم</em> ه</span> <ltr><strong>F</strong></ltr>'
    )
    assert found == (
        Inline("قبل "),
        Inline("نص ", source=Span(block=3, start=10, end=13)),
        Inline("مهم", "em", source=Span(block=3, start=13, end=16)),
        Inline(" ه", source=Span(block=3, start=16, end=18)),
        Inline(" "),
        Inline("F", "strong", ltr=True),
    )


def test_white_space_is_folded_in_labels_but_not_in_the_article() -> None:
    assert inlines("\n   قبل \n  بعد  ") == (Inline("قبل بعد"),)
    assert inlines('  <span source="0 5 11">أ   ب </span>\n') == (
        Inline("أ   ب", source=Span(block=0, start=5, end=10)),
    )
    assert inlines("  \n ") == ()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("]]&gt;", "]]>"),
        ("&amp;amp;", "&amp;"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
        ("<![CDATA[<em>]]>", "<em>"),
    ],
)
def test_escaped_text_is_only_text(markup: str, text: str) -> None:
    assert "".join(each.text for each in inlines(markup)) == text


def test_comments_and_instructions_are_passed_over() -> None:
    column, *rest = parse("<!-- a --><?pi?><column><!-- <b> --></column>").children
    assert not rest
    assert isinstance(column, Column)
    assert column.children == ()


def test_an_isolated_stretch_stands_left_to_right() -> None:
    (line,) = lay_out('<text role="cue">قبل <ltr>/ 5</ltr></text>').lines
    assert line.text == "قبل / 5"
    assert texts(lay_out('<text role="cue"><ltr>/ 5</ltr></text>')) == ["/ 5"]


@given(name=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_any_unknown_element_is_a_template_error(name: str) -> None:
    if name not in ELEMENTS:
        assert f"unknown element <{name}>" in refused(f"<{name}/>").what


@given(markup=st.text("<>/=\"' &;abcdtextrow!-[]", max_size=60))
def test_no_markup_breaks_the_reader(markup: str) -> None:
    with suppress(TemplateError):
        parse_whole(f"<card>{markup}</card>")


@pytest.mark.parametrize("name", ["width", "height", "gap", "radius", "grow", "least"])
def test_no_size_is_negative(name: str) -> None:
    message = refused(f'<box {name}="-5"/>').what
    assert name in message
    assert "0" in message
