"""Whatever a site files an article under, its hashtag is founded in that."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from composer.domain.article import Article, Paragraph
from composer.ingest.faithful import is_founded
from composer.ingest.hashtag import hashtags_of

SIGNS = st.sampled_from("&+=|.()!،؛/-–_ «»'\"@#٪")
SECTIONS = st.lists(st.sampled_from(["فن", "ثقافة", "R", "US", "٢٠٢٦", "News"]) | SIGNS, max_size=9)


def filed_under(section: str) -> Article:
    return Article(title="خبر", blocks=(Paragraph(text="نص الخبر"),), section=section)


@given(section=SECTIONS.map("".join) | st.text(max_size=20))
@example(section="R&D")
def test_a_hashtag_of_a_section_is_founded_in_it(section: str) -> None:
    article = filed_under(section)
    for tag in hashtags_of(article, (), (), ()):
        assert is_founded(tag, article), tag


@pytest.mark.parametrize(
    ("section", "tag"),
    [("فن&ثقافة", "فن_ثقافة"), ("أخبار (عاجل)", "أخبار_عاجل"), ("U.S. News", "U_S_News")],
)
def test_signs_part_the_words_of_a_hashtag(section: str, tag: str) -> None:
    assert hashtags_of(filed_under(section), (), (), ()) == (tag,)
