from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.domain.article import Article, Line, Paragraph, Span
from composer.domain.highlight import Candidate, Highlights, Quotation
from composer.errors import ArticleError, TemplateError
from composer.posts import PostTemplates, PostText, compose_post
from composer.posts.alternative import shortened
from composer.posts.direction import right_to_left
from composer.posts.hashtag import hashtag, hashtags
from composer.posts.post import FOLD, tidy
from composer.resources import load_theme, shipped_root

DEFAULT = shipped_root() / "templates" / "default"
LABELS = load_theme("default", (DEFAULT.parent,)).labels
HEADLINE = "روسيا تؤكد أنها لن تدافع عن فنزويلا"
FIRST = "فنزويلا لم تطلب أسلحة أو قوات روسية."
SECOND = "F-35 طائرة لا تشبه غيرها في المنطقة."
ARTICLE = Article(
    title=HEADLINE,
    blocks=(Paragraph(text=FIRST),),
    site="الموقع العربي للدفاع والتسليح",
    link="https://example.com/a?b=1",
)
HIGHLIGHTS = Highlights(
    headline=Line(text=HEADLINE),
    candidates=(
        Candidate(
            line=Line(text=SECOND, source=Span(block=3, start=0, end=9)), score=2, picked=True
        ),
        Candidate(
            line=Line(text=FIRST, source=Span(block=0, start=0, end=9)), score=1, picked=True
        ),
        Candidate(line=Line(text="غير مختارة."), score=0.5),
    ),
    quotes=(
        Quotation(
            text=Line(text="ليس لدينا التزامات.", source=Span(block=5, start=0, end=20)),
            name=Line(text="سيرغي لافروف"),
            role=Line(text="وزير الخارجية الروسي"),
        ),
    ),
    hashtags=("روسيا", "فنزويلا", "بيلاروسيا", "سيرغي_لافروف"),
)


def post(highlights: Highlights = HIGHLIGHTS, article: Article = ARTICLE) -> PostText:
    return compose_post(article, highlights, PostTemplates((DEFAULT,), labels=LABELS))


def headed(headline: str) -> Highlights:
    return replace(HIGHLIGHTS, headline=Line(text=headline))


def test_the_post_of_an_article_reads_as_an_editor_would_write_it() -> None:
    assert post().text == (
        "روسيا تؤكد أنها لن تدافع عن فنزويلا\n"
        "\n"
        "• فنزويلا لم تطلب أسلحة أو قوات روسية.\n"
        "\u200f• F-35 طائرة لا تشبه غيرها في المنطقة.\n"
        "\n"
        "«ليس لدينا التزامات.»\n"
        "— سيرغي لافروف، وزير الخارجية الروسي\n"
        "\n"
        "المصدر: الموقع العربي للدفاع والتسليح\n"
        "التفاصيل: https://example.com/a?b=1\n"
        "\n"
        "#روسيا #فنزويلا #بيلاروسيا #سيرغي_لافروف #الموقع_العربي_للدفاع_والتسليح"
    )


def test_what_the_article_does_not_have_leaves_no_trace() -> None:
    bare = Article(title=HEADLINE, blocks=())
    assert post(Highlights(headline=Line(text=HEADLINE)), bare).text == HEADLINE


def test_the_first_line_is_whole_before_the_fold() -> None:
    first, *_ = post().text.split("\n")
    assert first == HEADLINE
    assert len(first) <= FOLD


def test_a_headline_longer_than_the_fold_gives_way_to_a_whole_sentence() -> None:
    long = " ".join(["كلمة"] * 40)
    first, _, second, *_ = post(headed(long)).text.split("\n")
    assert first == FIRST
    assert second == long
    assert post(headed(long)).text.count(FIRST) == 1


@pytest.mark.parametrize("length", [FOLD, FOLD + 1])
def test_the_last_character_before_the_fold_decides(length: int) -> None:
    headline = ("كلمة " * FOLD)[: length - 1] + "ن"
    first = post(headed(headline)).text.split("\n")[0]
    assert (first == headline) == (length <= FOLD)


def test_a_long_text_is_shortened_after_a_whole_line_too() -> None:
    assert shortened("كلمة\nكلمة_أطول_من_غيرها\nالمصدر", 20) == "كلمة…\nالمصدر"


def test_a_headline_is_never_cut_even_where_nothing_shorter_is_at_hand() -> None:
    long = " ".join(["كلمة"] * 40)
    alone = Highlights(headline=Line(text=long))
    assert post(alone).text.split("\n")[0] == long


def test_a_highlight_inside_the_quotation_is_not_said_twice() -> None:
    said = Line(text="ليس لدينا التزامات.", source=Span(block=5, start=0, end=20))
    again = Candidate(line=said, score=3, picked=True)
    both = replace(HIGHLIGHTS, candidates=(again, *HIGHLIGHTS.candidates))
    assert post(both).text.count(said.text) == 1


def test_a_post_longer_than_the_network_takes_is_refused() -> None:
    long = Candidate(line=Line(text="كلمة " * 13_000), score=3, picked=True)
    with pytest.raises(ArticleError, match=r"65,\d{3} characters and facebook takes 63,206"):
        post(replace(HIGHLIGHTS, candidates=(long,)))


@pytest.mark.parametrize("line", ["F-16 تحلق", "2026", "-5%", "• NATO يعلن", "3,5 kg من المواد"])
def test_a_line_without_an_arabic_beginning_is_marked(line: str) -> None:
    assert right_to_left(line) == f"\u200f{line}"


@pytest.mark.parametrize("line", ["", "روسيا", "• 94% من الأهداف", "- قال", "«قول»"])
def test_a_line_that_reads_from_the_right_by_itself_is_left_alone(line: str) -> None:
    assert right_to_left(line) == line


@given(text=st.text(st.sampled_from("ab ا\n.•\t0"), max_size=60))
def test_a_tidy_post_has_no_loose_ends_and_stays_so(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\n\n\n" not in once
    assert all(line == line.rstrip() for line in once.split("\n"))


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("مُحَمَّد بن سلمان", "محمد_بن_سلمان"),
        ("الشـــرق", "الشرق"),
        ("2026", None),
        ("كلمة " * 12, None),
        ("", None),
        ("!؟", None),
        ("F-35", "F_35"),
    ],
)
def test_a_hashtag_is_something_a_reader_can_search(text: str, tag: str | None) -> None:
    assert hashtag(text) == tag


def test_hashtags_are_few_and_none_comes_twice() -> None:
    assert hashtags(("أ ب", "ج د"), ("أ ب", "هـ و", "زح", "طي", "كل")) == (
        *("أ_ب", "ج_د", "ه_و", "زح", "طي"),
    )


def theme(folder: Path, name: str, **templates: str) -> Path:
    posts = folder / name / "posts"
    posts.mkdir(parents=True)
    for file, text in templates.items():
        (posts / f"{file}.txt.j2").write_text(text, encoding="utf-8")
    return folder / name


def test_a_theme_can_extend_the_template_it_replaces(tmp_path: Path) -> None:
    own = theme(
        tmp_path,
        "mine",
        facebook='{% extends "default:facebook.txt.j2" %}'
        "{% block lead %}عاجل | {{ super() }}{% endblock %}",
    )
    text = compose_post(ARTICLE, HIGHLIGHTS, PostTemplates((own, DEFAULT), labels=LABELS)).text
    assert text.startswith(f"عاجل | {HEADLINE}\n\n• ")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("سطر\n{{ post.nothing }}", r"facebook\.txt\.j2:2: .*nothing"),
        ("{% if %}", r"facebook\.txt\.j2:1"),
        ("\n{{ post.__class__.__mro__ }}", r"facebook\.txt\.j2:2: .*unsafe"),
        ('{% extends "default:no.txt.j2" %}', r"default:no\.txt\.j2"),
        ('{% include "../../secret.txt.j2" %}', "secret"),
        ("{{ 1 / 0 }}", r"facebook\.txt\.j2:1"),
        (
            "{% for n in range(5000) %}" + "كلمة " * 10 + "{% endfor %}",
            "more than 200,000 characters",
        ),
        ("\n{% for n in range(10 ** 9) %}{% endfor %}", r"facebook\.txt\.j2:2: .*further"),
        ("{% for n in range(99) %}{% for n in range(99) %}{% endfor %}{% endfor %}", "further"),
    ],
)
def test_a_mistake_in_a_template_is_named_with_its_line(
    tmp_path: Path, template: str, said: str
) -> None:
    own = theme(tmp_path, "mine", facebook=template)
    with pytest.raises(TemplateError, match=said):
        compose_post(ARTICLE, HIGHLIGHTS, PostTemplates((own, DEFAULT), labels=LABELS))
