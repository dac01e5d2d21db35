"""What a feed lists, and by what its articles are known again."""

import json

import pytest
from articles import FOLDER
from hypothesis import given
from hypothesis import strategies as st

from composer.errors import ArticleError
from composer.ingest.fetched import Fetched
from composer.ingest.listing import Entry, entries_of, list_of, plain_address

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>موقع</title><link>https://example.org/</link>{}</channel></rss>"""
BODY = "<content:encoded><![CDATA[<p>نص الخبر كله هنا.</p>]]></content:encoded>"
PLACE = "https://example.org/feed/"


def fetched(data: bytes | str) -> Fetched:
    body = data.encode() if isinstance(data, str) else data
    return Fetched(address=PLACE, status=200, data=body)


def sample(ending: str) -> Entry:
    (entry,) = entries_of(fetched((FOLDER / f"00-lavrov.{ending}").read_bytes()))
    return entry


def listed(*items: str) -> tuple[Entry, ...]:
    return entries_of(fetched(RSS.format("".join(f"<item>{each}</item>" for each in items))))


def only(item: str) -> Entry:
    (entry,) = listed(item)
    return entry


def test_one_article_is_known_again_in_every_form_of_its_site() -> None:
    rss, atom, posts = (sample(each) for each in ("rss.xml", "atom.xml", "wpjson.json"))
    assert rss.digest == atom.digest == posts.digest
    assert set(rss.names) & set(atom.names)
    assert set(rss.names) & set(posts.names)
    assert rss.names == (
        "name example.org https://example.org/?p=8841",
        "link example.org/2025/11/russia-venezuela",
    )
    assert rss.title == "روسيا تؤكد أنها لن تدافع عن فنزويلا"
    assert rss.published == "2025-11-04T10:00:00+00:00"


def test_entries_are_numbered_as_they_are_read() -> None:
    entries = listed(*(f"<title>خبر {n}</title>{BODY}" for n in (1, 2, 3)))
    assert [(each.number, each.title) for each in entries] == [
        (1, "خبر 1"),
        (2, "خبر 2"),
        (3, "خبر 3"),
    ]


def test_a_change_of_the_text_or_headline_is_another_state_and_nothing_else_is() -> None:
    first = only(f"<title>خبر</title><guid>7</guid>{BODY}")
    dated = only(f"<title>خبر</title><guid>7</guid><slash:comments>4</slash:comments>{BODY}")
    titled = only(f"<title>خبر آخر</title><guid>7</guid>{BODY}")
    texted = only(f"<title>خبر</title><guid>7</guid>{BODY.replace('كله', 'بعضه')}")
    assert first.digest == dated.digest
    assert len({first.digest, titled.digest, texted.digest}) == 3
    assert first.names == titled.names == texted.names


def test_an_item_without_name_and_address_is_known_by_its_headline() -> None:
    assert only(f"<title>خبر</title>{BODY}").names[0].startswith("title example.org ")


def test_a_name_is_one_sites_own() -> None:
    item = f"<item><title>خبر</title><guid>7</guid>{BODY}</item>"
    other = Fetched(address="https://other.org/feed", status=200, data=RSS.format(item).encode())
    assert entries_of(other)[0].names != only(f"<title>خبر</title><guid>7</guid>{BODY}").names


def test_a_summary_is_told_from_the_whole() -> None:
    assert only(f"<title>خبر</title>{BODY}").whole
    assert not only("<title>خبر</title><description>أوله [&#8230;]</description>").whole


def test_a_feed_that_broke_off_is_refused() -> None:
    whole = RSS.format(f"<item><title>خبر</title>{BODY}</item>")
    assert entries_of(fetched(f"{whole}\n<!-- made by hand -->\n"))
    for cut in (whole[:-3], whole[: whole.index("</item>")]):
        with pytest.raises(ArticleError, match="breaks off"):
            entries_of(fetched(cut))


def test_what_is_no_list_is_refused() -> None:
    for text in ("نص\n\nنص آخر هنا.", json.dumps({"a": 1}), "<rss><channel>"):
        with pytest.raises(ArticleError):
            entries_of(fetched(text))


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (
            '<link rel="https://api.w.org/" href="/wp-json/">',
            "https://example.org/wp-json/wp/v2/posts?_embed=1",
        ),
        ('<link type="application/atom+xml" href="/atom">', "https://example.org/atom"),
    ],
)
def test_a_sites_page_leads_to_its_list(head: str, found: str) -> None:
    assert list_of(fetched(f"<!DOCTYPE html><html><head>{head}</head></html>")) == found
    assert list_of(fetched(RSS.format(""))) is None


def test_a_page_without_a_feed_is_refused() -> None:
    with pytest.raises(ArticleError, match="names no feed"):
        list_of(fetched("<!DOCTYPE html><html><head></head><body><p>نص</p></body></html>"))


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a",
        "http://example.org/a/",
        "https://www.Example.org/a#part",
        "https://example.org/a?utm_source=rss&utm_medium=feed",
        "https://example.org/a?fbclid=1",
    ],
)
def test_ways_to_write_an_address_are_one(address: str) -> None:
    assert plain_address(address) == "example.org/a"
    assert plain_address("https://example.org/?p=7") != plain_address("https://example.org/?p=8")


@given(address=st.text(max_size=60))
def test_any_text_may_stand_in_the_place_of_an_address(address: str) -> None:
    assert isinstance(plain_address(address), str)
    assert isinstance(plain_address(f"https://[{address}"), str)
