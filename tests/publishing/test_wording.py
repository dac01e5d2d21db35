import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_notice import HEADLINE, NOTICE

from composer.domain.notice import EVENTS, NoticeKind
from composer.publishing.wording import advice, document, isolated, letter, subject, summary

TOKEN = "EAAB" + "x7" * 40


def test_a_letter_says_what_happened_what_was_seen_and_what_to_do() -> None:
    assert letter(NOTICE) == (
        "A post needs a person's decision.\n"
        "\n"
        "Facebook refused the post (code 100): an image is damaged.\n"
        "\n"
        "What to do: mend what is said above, then run: nashir queue retry q17"
        " (or, to drop it: nashir queue cancel q17).\n"
        "\n"
        f"Headline: \u2068{HEADLINE}\u2069\n"
        "Page: \u2068main\u2069\n"
        "Item: q17\n"
        "Draft: d3f\n"
        "Time: 2026-11-24 15:00 UTC\n"
        "code: \u2068100\u2069\n"
    )


def test_a_subject_is_english_with_the_headline_apart() -> None:
    assert subject(NOTICE) == f"Nashir: A post needs a person's decision: \u2068{HEADLINE}\u2069"


def test_what_is_about_no_draft_has_neither_headline_nor_item() -> None:
    notice = replace(NOTICE, kind="runner", title="", item=None, draft=None, detail={})
    assert subject(notice) == "Nashir: The runner needs a person"
    assert "Headline" not in letter(notice)
    assert "Item" not in letter(notice)


def test_of_a_post_that_is_out_nobody_is_told_to_send_it_once_more() -> None:
    told = advice(replace(NOTICE, detail={"post": "1_2"}))
    assert told is not None
    assert "retry" not in told


def test_a_document_holds_what_the_letter_says() -> None:
    assert document(replace(NOTICE, trace="5f0c2d1e9b8a7766")) == {
        "id": 17,
        "kind": "attention",
        "at": "2026-11-24T15:00:30Z",
        "summary": "A post needs a person's decision",
        "title": HEADLINE,
        "text": "Facebook refused the post (code 100): an image is damaged.",
        "advice": advice(NOTICE),
        "item": "q17",
        "draft": "d3f",
        "page": "main",
        "detail": {"code": "100"},
        "trace": "5f0c2d1e9b8a7766",
    }


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_words_of_its_own(kind: NoticeKind) -> None:
    others = [replace(NOTICE, kind=each) for each in NoticeKind if each is not kind]
    notice = replace(NOTICE, kind=kind)
    assert summary(notice) not in {summary(each) for each in others} | {"Something happened"}
    assert (advice(notice) is None) == (kind in EVENTS)
    assert "{" not in letter(notice)


def test_a_kind_of_a_newer_version_is_told_all_the_same() -> None:
    notice = replace(NOTICE, kind="moon-landing")
    assert subject(notice).startswith("Nashir: Something happened: ")
    assert NOTICE.text in letter(notice)
    assert document(notice)["kind"] == "moon-landing"


def test_no_token_is_told() -> None:
    notice = replace(
        NOTICE, title=TOKEN, text=f"x {TOKEN}", detail={"address": f"?access_token={TOKEN}"}
    )
    told = subject(notice) + letter(notice) + json.dumps(document(notice))
    assert TOKEN not in told


@given(st.text())
def test_a_subject_is_one_line_and_its_isolates_are_closed(title: str) -> None:
    line = subject(replace(NOTICE, title=title))
    assert "\n" not in line
    assert not {unicodedata.bidirectional(each) for each in line} & {"RLE", "LRE", "RLO", "LRO"}
    assert line.count("\u2068") == line.count("\u2069") <= 1


@given(st.text(), st.text(), st.dictionaries(st.text(min_size=1), st.text()))
def test_any_notice_can_be_sent(title: str, text: str, detail: dict[str, str]) -> None:
    notice = replace(NOTICE, title=title, text=text, detail=detail)
    assert letter(notice).encode()
    assert subject(notice).encode()
    assert json.loads(json.dumps(document(notice)))["id"] == 17


def test_a_mark_that_turns_about_what_follows_is_taken_out() -> None:
    assert isolated("أ\u202eب\n\u2067ج") == "\u2068أ ب ج\u2069"
