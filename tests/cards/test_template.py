"""Card templates: strict, sandboxed, escaped; a user's theme that extends a shipped one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_card import theme

from composer.app.workshop import Workshop
from composer.cards.template import CardTemplates, context_names, marked, plain
from composer.cards.theme import Theme
from composer.domain.article import Line, Span
from composer.domain.card import CardContent
from composer.errors import InputError, TemplateError
from composer.resources import load_theme, theme_roots

Mine = Callable[..., Theme]
HOSTILE = "<script>alert(1)</script> ]]> &amp; &x; \x00\x07\x1b\ufffe {{ 7*7 }} {% raw %} <!-- \"'"
SEEN = "<script>alert(1)</script> ]]> &amp; &x; {{ 7*7 }} {% raw %} <!-- \"'"


@pytest.fixture
def mine(tmp_path: Path) -> Mine:
    """Return a theme of the user's with some templates."""

    def made(toml: str = "", **templates: str) -> Theme:
        folder = tmp_path / "mine"
        (folder / "cards").mkdir(parents=True, exist_ok=True)
        (folder / "theme.toml").write_text(toml or 'extends = "midnight"\n', encoding="utf-8")
        for name, text in templates.items():
            (folder / "cards" / f"{name}.xml.j2").write_text(text, encoding="utf-8")
        return load_theme("mine", theme_roots((tmp_path,)))

    return made


def content(kind: str = "made", headline: str = "عنوان", **more: object) -> CardContent:
    place = Span(block=-1, start=0, end=len(headline))
    return CardContent(
        kind=kind,
        headline=Line(text=headline, source=place),
        site="الموقع",
        **more,  # type: ignore[arg-type] # fields of the content
    )


def render(theme: Theme, card: CardContent | None = None) -> str:
    return CardTemplates(theme).render(card or content(), theme.sizes["portrait"], 0)


def refused(theme: Theme) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        render(theme)
    return caught.value


def test_a_template_gets_the_names_that_are_documented(mine: Mine) -> None:
    names = " ".join(f"{{{{ {name} is defined }}}}" for name in context_names())
    assert set(render(mine(made=names)).split()) == {"True"}


def test_an_unknown_name_is_told_with_its_place(mine: Mine) -> None:
    error = refused(mine(made="<card>\n<text>\n{{ card.hedline }}</text></card>"))
    assert "hedline" in error.what
    assert error.file.endswith("made.xml.j2")
    assert error.line == 3


def test_wrong_syntax_is_told_with_its_place(mine: Mine) -> None:
    error = refused(mine(made="<card>\n{% if %}\n</card>"))
    assert error.file.endswith("made.xml.j2")
    assert error.line == 2


def test_an_unknown_kind_is_told_with_the_known_ones(mine: Mine) -> None:
    error = refused(mine())
    assert "has no card template 'made.xml.j2'" in error.what
    assert "headline" in error.what


def test_a_mistake_in_the_markup_is_told_with_the_line_of_the_template(mine: Mine) -> None:
    text = '<card>\n{% if true %}\n<row gap="4"/>{% endif %}\n<row gpa="5"/></card>'
    workshop = Workshop.of(mine(made=text), backend="harfbuzz")
    workshop.studio.frame(content("headline"), workshop.studio.size("portrait"))
    with pytest.raises(TemplateError) as caught:
        workshop.studio.frame(content(), workshop.studio.size("portrait"))
    assert caught.value.file.endswith("made.xml.j2")
    assert caught.value.line == 4


@pytest.mark.parametrize(
    "expression",
    [
        "card.__class__.__mro__",
        "card.__class__",
        "''.__class__.__base__.__subclasses__()",
        "card['__class__']",
        "card | attr('__class__')",
        "card.with_page.__globals__",
        "size.__class__.__init__.__globals__",
        "range.__globals__",
        "labels.__init__",
        "theme.color.__func__.__globals__",
        "card.headline.__dict__",
        "lipsum.__globals__.os",
        "cycler.__init__.__globals__",
        "self.__init__.__globals__",
        "'{0.__class__.__mro__}'.format(card)",
        "theme.colors.update({'accent': '#000000'})",
        "theme.colors.clear()",
    ],
)
def test_the_sandbox_lets_nothing_out(mine: Mine, expression: str) -> None:
    refused(mine(made=f"<card><text>{{{{ {expression} }}}}</text></card>"))
    assert theme().colors["accent"] == "#E3B341"


@pytest.mark.parametrize("name", ["/etc/passwd", "../../secret", "../theme.toml", "default:../x"])
@pytest.mark.parametrize("tag", ["include", "extends", "import"])
def test_no_file_outside_the_cards_folders_is_read(mine: Mine, tag: str, name: str) -> None:
    more = " as x" if tag == "import" else ""
    assert "has no card template" in refused(mine(made=f'{{% {tag} "{name}"{more} %}}')).what


def test_an_absolute_path_is_no_template(mine: Mine, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    assert "has no card template" in refused(mine(made=f'{{% include "{secret}" %}}')).what


def test_loops_have_one_budget(mine: Mine) -> None:
    theme = mine(made="{% for a in range(100) %}{% for b in range(100) %}{% endfor %}{% endfor %}")
    assert "further than 5,000" in refused(theme).what
    assert "further than 5,000" in refused(mine(made="{{ range(10 ** 12) }}")).what
    assert render(mine(made="{% for a in range(4000) %}.{% endfor %}")) == "." * 4000
    loops = "{% for a in '0123456789' %}" * 6 + "{% endfor %}" * 6
    assert "further than 5,000" in refused(mine(made=loops)).what


@pytest.mark.parametrize(
    "text",
    ["{% include 'made.xml.j2' %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"],
)
def test_what_goes_round_in_a_circle_is_stopped(mine: Mine, text: str) -> None:
    error = refused(mine(made=text))
    assert "recursion" in error.what
    assert error.file.endswith("made.xml.j2")


def test_the_budget_is_for_each_card(mine: Mine) -> None:
    templates = CardTemplates(mine(made="{% for a in range(4000) %}{% endfor %}."))
    size = theme().sizes["portrait"]
    assert [templates.render(content(), size, 0) for _ in range(2)] == [".", "."]


def test_the_output_has_a_limit(mine: Mine) -> None:
    theme = mine(made=f"{{% for a in range(4000) %}}{'.' * 100}{{% endfor %}}")
    assert "more than 200,000 characters" in refused(theme).what


@pytest.mark.parametrize(
    "text",
    [
        "{{ '.' * 10 ** 10 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ 9 ** 9999 }}",
        "{{ 'x'.ljust(10 ** 9) }}",
        "{{ '{:1000000000}'.format(1) }}",
    ],
)
def test_nothing_makes_a_text_or_number_of_any_length(mine: Mine, text: str) -> None:
    assert refused(mine(made=text)).line == 1


@pytest.mark.parametrize("name", ["center", "format", "indent", "wordwrap"])
def test_no_filter_makes_a_text_of_any_length(mine: Mine, name: str) -> None:
    assert name in refused(mine(made=f"{{{{ '.' | {name}(10) }}}}")).what


@pytest.mark.parametrize("filter_", ["", "| marked", "| plain"])
def test_hostile_words_of_an_article_are_only_words(mine: Mine, filter_: str) -> None:
    own = mine(
        made=f"<card><text>{{{{ card.headline {filter_} }}}} {{{{ card.site }}}}</text></card>"
    )
    studio = Workshop.of(own, backend="harfbuzz").studio
    card = content(headline=HOSTILE)
    frame = studio.frame(card, studio.size("portrait"))
    assert " ".join(line.text for line in frame.lines).replace("  ", " ") == f"{SEEN} الموقع"


def test_hostile_words_are_inert_on_every_shipped_card() -> None:
    studio = Workshop.of(theme(), backend="harfbuzz").studio
    frame = studio.frame(
        content("headline", HOSTILE, section=HOSTILE[:30]), studio.size("portrait")
    )
    assert "<script>alert(1)</script>" in " ".join(line.text for line in frame.lines)


def test_a_line_is_marked_with_its_place_and_its_emphasis() -> None:
    place = Span(block=2, start=4, end=14)
    line = Line(text="أ <ب> ج & د", source=place, emphasis=((2, 5),))
    assert marked(line) == ('<span source="2 4 14">أ <em>&lt;ب&gt;</em> ج &amp; د</span>')
    assert plain(line) == '<span source="2 4 14">أ &lt;ب&gt; ج &amp; د</span>'
    assert marked(Line(text="<أ>")) == plain("<أ>") == marked("<أ>") == "&lt;أ&gt;"


def test_a_template_can_extend_the_one_it_replaces(mine: Mine) -> None:
    own = mine(
        headline='{% extends "default:headline.xml.j2" %}'
        '{% block body %}{{ super() }}<text role="cue">زيادة</text>{% endblock %}'
    )
    before = render(theme(), content("headline"))
    after = render(own, content("headline"))
    assert after.replace('<text role="cue">زيادة</text>', "") == before
    assert after != before


def test_a_theme_brings_its_own_kind_icon_and_picture(mine: Mine, tmp_path: Path) -> None:
    toml = """extends = "paper"
        [kinds.appeal]
        needs = "headline"
        [colors]
        accent = "#123456"
    """
    own = mine(
        toml,
        appeal='<card><column padding="margin"><icon name="anchor" width="80"/>'
        '<text role="title">{{ card.headline }}</text></column></card>',
    )
    (tmp_path / "mine" / "icons").mkdir()
    svg = '<svg viewBox="0 0 4 2"><path d="M0 0H4V2H0Z"/></svg>'
    (tmp_path / "mine" / "icons" / "anchor.svg").write_text(svg, encoding="utf-8")
    workshop = Workshop.of(own, backend="harfbuzz")
    assert list(own.kinds)[-1] == "appeal"
    frame = workshop.studio.frame(content("appeal"), workshop.studio.size("portrait"))
    shape, *_ = frame.items
    assert getattr(shape, "color", "") == "#123456"
    assert getattr(shape, "box", None) is not None
    assert [line.font for line in frame.lines] == ["Amiri"]
    assert frame.lines[0].source == Span(block=-1, start=0, end=5)


def test_an_unknown_icon_is_told_with_those_there_are(mine: Mine) -> None:
    studio = Workshop.of(mine(made='<card><icon name="nothing"/></card>'), backend="basic").studio
    with pytest.raises(InputError, match=r"no icon 'nothing'; there are .*emblem"):
        studio.frame(content(), studio.size("portrait"))
