"""A draft that says what its article does not say is refused, whoever made it say so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from composer.app import services
from composer.app.draft import Draft
from composer.app.honesty import check_honesty
from composer.app.order import Order
from composer.app.workshop import Workshop
from composer.domain.article import Line
from composer.errors import ArticleError, InputError, TemplateError
from composer.resources import shipped_root
from composer.settings import Settings

EXAMPLE = str(shipped_root() / "examples" / "usv.txt")
ORDER = Order(kinds=("headline", "figure"))


def workshop(folder: Path, **templates: str) -> Workshop:
    """Return a workshop whose theme has some templates of its own; ``posts_x`` is posts/x."""
    own = folder / "own"
    own.mkdir(parents=True)
    (own / "theme.toml").write_text('[labels]\nmotto = "صوت الخبر 24"\n', encoding="utf-8")
    for name, text in templates.items():
        kind, _, template = name.partition("_")
        ending = "xml" if kind == "cards" else "txt"
        file = own / kind / f"{template.replace('_', '-')}.{ending}.j2"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return services.build(Settings(workspace=folder), replace(ORDER, theme=str(own)))


def drafted(made: Workshop) -> Draft:
    return made.draft(services.read(EXAMPLE), ORDER)


def card(text: str) -> str:
    return (
        '{% extends "base.xml.j2" %}{% block body %}'
        f'<text role="deck">{text}</text>{{% endblock %}}'
    )


def post(text: str) -> str:
    return '{% extends "default:facebook.txt.j2" %}{% block lead %}' + text + "{% endblock %}"


@pytest.mark.parametrize(
    ("template", "file"),
    [
        ({"cards_headline": card("اليابان تنتصر")}, "cards/headline"),
        ({"cards_headline": card("{{ card.headline }} 99%")}, "cards/headline"),
        ({"cards_headline": card("{{ card.headline.text[:12] }}")}, "cards/headline"),
        ({"cards_headline": card('<span source="0 0 9">كلام آخر</span>')}, "cards/headline"),
        ({"cards_figure": card("{{ card.figure.value }} مليار دولار")}, "cards/figure"),
        ({"cards_figure": card("{{ card.figure.value.text }}5")}, "cards/figure"),
        ({"posts_facebook": post("حصري: {{ super() }}")}, "posts/facebook"),
        ({"posts_facebook": post("{{ super() }} (7 قتلى)")}, "posts/facebook"),
        ({"posts_alt_figure": "{{ card.figure.value.text }} صاروخا"}, "posts/alt-figure"),
    ],
)
def test_a_template_that_invents_is_refused_with_its_name(
    template: dict[str, str], file: str, tmp_path: Path
) -> None:
    made = workshop(tmp_path, **template)
    with pytest.raises(TemplateError, match=rf"{file}\..*does not say there: print lines"):
        drafted(made)


@pytest.mark.parametrize(
    "template",
    [
        {"cards_headline": card("«{{ card.headline }}» — {{ labels.motto }}")},
        {"posts_facebook": post("🔴 {{ super() }} | {{ labels.motto }}")},
        {"posts_alt_headline": "{{ card.headline.text }}!"},
    ],
)
def test_labels_and_decoration_are_the_themes_own(template: dict[str, str], tmp_path: Path) -> None:
    assert drafted(workshop(tmp_path, **template)).cards


def _lines(draft: Draft, change: Callable[[Line], Line]) -> Draft:
    """Return a draft with another first highlight on the post and on its cards."""
    first, *others = draft.highlights.candidates
    shown = first.shown or first.line
    changed = replace(first, shown=change(shown))
    text = draft.post.text.replace(shown.text, change(shown).text)
    assert text != draft.post.text
    return replace(
        draft,
        highlights=replace(draft.highlights, candidates=(changed, *others)),
        post=replace(draft.post, text=text),
    )


def test_a_changed_line_is_refused_unless_a_person_changed_it(tmp_path: Path) -> None:
    made = workshop(tmp_path)
    draft = drafted(made)

    def doubled(line: Line) -> Line:
        return replace(line, text=line.text.replace("4800", "9600").replace("21", "42") + " فقط")

    with pytest.raises(ArticleError, match="does not stand in the article"):
        check_honesty(_lines(draft, doubled), made.theme)
    check_honesty(_lines(draft, lambda line: replace(doubled(line), edited=True)), made.theme)


@pytest.mark.parametrize(
    "change",
    [
        lambda post: replace(post, text=f"{post.text}\n21% من السفن"),
        lambda post: replace(post, text=post.text.replace("21 يوم", "22 يوم")),
        lambda post: replace(post, hashtags=(*post.hashtags, "الصين")),
    ],
)
def test_a_changed_post_is_refused(change: Callable[[object], object], tmp_path: Path) -> None:
    made = workshop(tmp_path)
    draft = drafted(made)
    with pytest.raises(InputError):
        check_honesty(replace(draft, post=change(draft.post)), made.theme)  # type: ignore[arg-type]


def test_every_shipped_theme_tells_the_truth_in_every_size() -> None:
    for theme in ("midnight", "paper", "signal"):
        order = Order(theme=theme, sizes=("portrait", "square", "link", "story"))
        made = services.build(Settings(workspace=Path()), order)
        draft = made.draft(services.read(str(shipped_root() / "examples" / "growth.md")), order)
        assert all(card.rendered.texts for card in draft.cards)
