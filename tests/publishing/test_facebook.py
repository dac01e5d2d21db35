import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from email.policy import HTTP

import httpx2
import pytest
from graph_answers import (
    APP_SECRET,
    BASE,
    PAGE_ID,
    POST_ID,
    TOKEN,
    VERSION,
    answer,
    card,
    form,
    line,
    page_on,
    refusal,
)
from hypothesis import given
from hypothesis import strategies as st

from composer.domain.secret import Secret
from composer.errors import (
    OutcomeUnknown,
    PublishError,
    Rejected,
    SettingsError,
    StoreError,
    Unavailable,
)
from composer.publishing.facebook import FacebookPage
from composer.publishing.platform import Platform, SeenComment, SeenPost
from composer.publishing.usage import Usage

DUE = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PROOF = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
MADE = {"id": POST_ID}
SUCCESS = {"success": True}
PHOTO = {"id": "1001"}

Calls = Callable[[FacebookPage], object]
CREATING: dict[str, Calls] = {
    "create": lambda page: page.create("نص", link=None, images=("1", "2"), at=None),
    "comment": lambda page: page.comment(POST_ID, "تعليق"),
}
REPEATABLE: dict[str, Calls] = {
    "stage": lambda page: page.stage(card(), b"png", temporary=False),
    "newest": lambda page: page.newest(),
    "scheduled": lambda page: page.scheduled(),
    "find": lambda page: page.find(POST_ID),
    "edit": lambda page: page.edit(POST_ID, "نص"),
    "reschedule": lambda page: page.reschedule(POST_ID, DUE),
    "delete": lambda page: page.delete(POST_ID),
    "comments": lambda page: page.comments(POST_ID),
}
ALL = CREATING | REPEATABLE


def path(request: httpx2.Request) -> str:
    return f"{request.method} {request.url.path}"


def parts(request: httpx2.Request) -> dict[str, tuple[bytes, str | None, str]]:
    """Return the parts of a multipart body: content, name of the file, type."""
    head = b"Content-Type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    found = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found[name] = (content, part.get_filename(), part.get_content_type())
    return found


# what is sent


def test_an_image_is_staged_unseen_with_its_alternative_text() -> None:
    calls = line(answer(PHOTO))
    assert page_on(calls).stage(card("وصف البطاقة"), b"\x89PNG\r\n", temporary=False) == "1001"
    assert path(calls.last) == f"POST /{VERSION}/{PAGE_ID}/photos"
    assert parts(calls.last) == {
        "published": (b"false", None, "text/plain"),
        "alt_text_custom": ("وصف البطاقة".encode(), None, "text/plain"),
        "source": (b"\x89PNG\r\n", "01-headline-portrait.png", "image/png"),
    }


def test_an_image_for_a_held_post_is_staged_as_temporary() -> None:
    calls = line(answer(PHOTO))
    page_on(calls).stage(card(""), b"png", temporary=True)
    sent = parts(calls.last)
    assert sent["temporary"][0] == b"true"
    assert "alt_text_custom" not in sent


def test_a_post_names_all_its_images_in_order() -> None:
    calls = line(answer(MADE))
    made = page_on(calls).create("نص & «رموز»", link=None, images=("30", "10", "20"), at=None)
    assert made == POST_ID
    assert path(calls.last) == f"POST /{VERSION}/{PAGE_ID}/feed"
    assert list(form(calls.last).items()) == [
        ("message", "نص & «رموز»"),
        ("attached_media[0]", '{"media_fbid": "30"}'),
        ("attached_media[1]", '{"media_fbid": "10"}'),
        ("attached_media[2]", '{"media_fbid": "20"}'),
    ]


def test_a_link_post_carries_its_link() -> None:
    calls = line(answer(MADE))
    page_on(calls).create("نص", link="https://example.com/a?b=c&d", images=(), at=None)
    assert form(calls.last) == {"message": "نص", "link": "https://example.com/a?b=c&d"}


def test_a_held_post_says_when_and_of_which_kind_it_is() -> None:
    calls = line(answer(MADE))
    page_on(calls).create("نص", link=None, images=("1",), at=DUE)
    assert form(calls.last) == {
        "message": "نص",
        "attached_media[0]": '{"media_fbid": "1"}',
        "published": "false",
        "unpublished_content_type": "SCHEDULED",
        "scheduled_publish_time": "1795532400",
    }


def test_the_other_calls_go_where_the_reference_says() -> None:
    calls = line(answer(SUCCESS))
    page = page_on(calls)
    page.edit(POST_ID, "نص آخر")
    assert path(calls.last) == f"POST /{VERSION}/{POST_ID}"
    assert form(calls.last) == {"message": "نص آخر"}
    page.reschedule(POST_ID, DUE)
    assert form(calls.last) == {"scheduled_publish_time": "1795532400"}
    page.delete(POST_ID)
    assert path(calls.last) == f"DELETE /{VERSION}/{POST_ID}"
    commented = line(answer({"id": "5_6"}))
    assert page_on(commented).comment(POST_ID, "تعليق أول") == "5_6"
    assert path(commented.last) == f"POST /{VERSION}/{POST_ID}/comments"
    assert form(commented.last) == {"message": "تعليق أول"}


def test_no_read_asks_for_what_came_since_a_time() -> None:
    calls = line(answer({"data": []}))
    page = page_on(calls)
    page.newest()
    page.scheduled()
    assert [path(each) for each in calls.requests] == [
        f"GET /{VERSION}/{PAGE_ID}/published_posts",
        f"GET /{VERSION}/{PAGE_ID}/scheduled_posts",
    ]
    for each in calls.requests:
        assert set(each.url.params) == {"fields", "limit"}
        assert each.url.params["limit"] == "100"
        assert "subattachments.limit(30)" in each.url.params["fields"]


@pytest.mark.parametrize("name", ALL)
def test_the_token_stands_in_a_header_and_nowhere_else(name: str) -> None:
    calls = line(answer(MADE | SUCCESS | {"data": []}))
    ALL[name](page_on(calls))
    sent = calls.last
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.headers["user-agent"].startswith("nashir/")
    assert TOKEN not in str(sent.url)
    assert TOKEN.encode() not in sent.content
    assert "appsecret_proof" not in str(sent.url) + sent.content.decode()


@pytest.mark.parametrize("name", ALL)
def test_each_call_carries_the_proof_of_the_app_s_secret(name: str) -> None:
    calls = line(answer(MADE | SUCCESS | {"data": []}))
    ALL[name](page_on(calls, app_secret=APP_SECRET))
    sent = calls.last
    if sent.method == "POST":
        assert PROOF.encode() in sent.content
        assert "appsecret_proof" not in str(sent.url)
    else:
        assert sent.url.params["appsecret_proof"] == PROOF
    assert APP_SECRET.encode() not in sent.content + str(sent.url).encode()


def test_the_token_is_asked_for_at_each_call() -> None:
    tokens = iter(("first-token", "second-token"))
    calls = line(answer(SUCCESS))
    page = FacebookPage(
        page_id=PAGE_ID,
        token=lambda: Secret(next(tokens)),
        app_secret=None,
        api_base=BASE,
        api_version=VERSION,
        transport=httpx2.MockTransport(calls),
    )
    page.edit(POST_ID, "نص")
    page.edit(POST_ID, "نص")
    assert [each.headers["authorization"] for each in calls.requests] == [
        "Bearer first-token",
        "Bearer second-token",
    ]


def test_a_missing_token_is_a_refusal_before_anything_is_sent() -> None:
    calls = line(answer(MADE))

    def missing() -> Secret:
        msg = "there is no token"
        raise SettingsError(msg)

    page = FacebookPage(
        page_id=PAGE_ID,
        token=missing,
        app_secret=None,
        api_base=BASE,
        api_version=VERSION,
        transport=httpx2.MockTransport(calls),
    )
    with pytest.raises(Rejected, match="there is no token"):
        page.create("نص", link=None, images=(), at=None)
    assert calls.requests == []


@pytest.mark.parametrize("token", ["", "EAA abc", "EAA\nabc", "رمز", "EAA\x00"])
def test_a_token_that_cannot_be_one_is_refused_unseen(token: str) -> None:
    calls = line(answer(MADE))
    with pytest.raises(Rejected, match="copy the whole of it again"):
        page_on(calls, token=token).create("نص", link=None, images=(), at=None)
    assert calls.requests == []


@pytest.mark.parametrize("post_id", ["", "..", "1/2/../3", "1?x=1", "https://facebook.com/1", "١"])
def test_what_is_no_id_is_never_put_into_an_address(post_id: str) -> None:
    calls = line(answer(SUCCESS))
    for call in (page_on(calls).find, page_on(calls).delete):
        with pytest.raises(Rejected, match="names no post"):
            call(post_id)
    assert calls.requests == []


def test_a_post_of_nothing_or_with_link_and_images_is_not_sent() -> None:
    calls = line(answer(MADE))
    for text, link, images in (("", None, ()), ("نص", "https://example.com", ("1",))):
        with pytest.raises(Rejected, match="never a link beside images"):
            page_on(calls).create(text, link=link, images=images, at=None)
    assert calls.requests == []


def test_a_time_without_a_zone_is_our_own_mistake() -> None:
    naive = DUE.replace(tzinfo=None)
    with pytest.raises(ValueError, match="timezone-aware"):
        page_on(line(answer(MADE))).create("نص", link=None, images=(), at=naive)


# what comes back


def recorded(**changes: object) -> dict[str, object]:
    post: dict[str, object] = {
        "id": POST_ID,
        "message": "نص المنشور",
        "created_time": "2026-11-23T19:50:58+0000",
        "is_published": True,
        "permalink_url": f"https://www.facebook.com/{PAGE_ID}/posts/122100000000001/",
    }
    return post | changes


def album(*photos: str) -> dict[str, object]:
    below = [{"media_type": "photo", "type": "photo", "target": {"id": each}} for each in photos]
    whole = {"media_type": "album", "type": "album", "target": {"id": "122100000000001"}}
    return {"data": [whole | {"subattachments": {"data": below}}]}


def read(**changes: object) -> SeenPost:
    found = page_on(line(answer(recorded(**changes)))).find(POST_ID)
    assert found is not None
    return found


def test_a_post_of_text_alone_is_read() -> None:
    assert read() == SeenPost(
        id=POST_ID,
        text="نص المنشور",
        created=datetime(2026, 11, 23, 19, 50, 58, tzinfo=UTC),
        permalink=f"https://www.facebook.com/{PAGE_ID}/posts/122100000000001/",
    )


def test_the_images_of_an_album_are_read_in_order() -> None:
    assert read(attachments=album("30", "10", "20")).images == ("30", "10", "20")


def test_a_single_image_is_the_attachment_itself() -> None:
    one = {"media_type": "photo", "type": "photo", "target": {"id": "77"}}
    assert read(attachments={"data": [one]}).images == ("77",)


def test_a_link_post_has_a_link_and_no_image() -> None:
    url = "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2F"
    shared = {"media_type": "link", "type": "share", "target": {"url": url}}
    post = read(attachments={"data": [shared]})
    assert (post.link, post.images) == (url, ())


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {},
        {"data": None},
        {"data": ["x", 3]},
        {"data": [{"type": "photo", "target": "x"}]},
        {"data": [{"type": "album", "subattachments": {"data": [{}]}}]},
    ],
)
def test_odd_attachments_are_none(odd: object) -> None:
    assert read(attachments=odd).images == ()


@pytest.mark.parametrize(
    "told", [1795532400, "1795532400", "2026-11-24T15:00:00+0000", "2026-11-24T18:00:00+03:00"]
)
def test_the_time_of_a_held_post_is_read_in_each_form(told: object) -> None:
    post = read(scheduled_publish_time=told, is_published=False)
    assert (post.scheduled, post.is_published) == (DUE, False)


@pytest.mark.parametrize("told", ["soon", "", None, True, 0, -1, 10**30, {"a": 1}, "9" * 5000])
def test_an_odd_time_is_not_known(told: object) -> None:
    assert read(scheduled_publish_time=told).scheduled is None


def test_whether_a_post_is_seen_goes_by_the_list_where_the_post_does_not_say() -> None:
    calls = line(answer({"data": [{"id": "1_1"}]}))
    assert page_on(calls).newest()[0].is_published
    assert not page_on(calls).scheduled()[0].is_published


def test_comments_are_read_with_and_without_their_author() -> None:
    data = [{"id": "5_1", "message": "نعم", "from": {"id": PAGE_ID, "name": "ناشر"}}, {"id": "5_2"}]
    assert page_on(line(answer({"data": data}))).comments(POST_ID) == (
        SeenComment(id="5_1", text="نعم", author=PAGE_ID),
        SeenComment(id="5_2", text="", author=None),
    )


def test_the_clock_of_the_platform_is_remembered() -> None:
    dated = answer({"data": []}, headers={"Date": "Mon, 23 Nov 2026 17:44:00 GMT"})
    calls = line(dated, answer({"data": []}, headers={"Date": "yesterday"}))
    page = page_on(calls)
    assert page.last_server_date is None
    for _ in range(2):
        page.newest()
        assert page.last_server_date == datetime(2026, 11, 23, 17, 44, tzinfo=UTC)


# parts of lists


def part(*ids: str, after: str | None = None, following: bool = True) -> httpx2.Response:
    paging: dict[str, object] = {"cursors": {"before": "b", "after": after or "end"}}
    if after is not None and following:
        paging["next"] = f"https://evil.example/?access_token={TOKEN}&after=wrong"
    return answer({"data": [{"id": each} for each in ids], "paging": paging})


def test_all_parts_of_the_held_posts_are_read_by_cursor_and_not_by_address() -> None:
    calls = line(part("1", "2", after="QVFI=1"), part(after="QVFI=2"), part("3"))
    assert [each.id for each in page_on(calls).scheduled()] == ["1", "2", "3"]
    assert [each.url.params.get("after") for each in calls.requests] == [None, "QVFI=1", "QVFI=2"]
    assert {each.url.host for each in calls.requests} == {"graph.facebook.com"}


def test_a_list_paged_by_time_is_followed_by_its_place() -> None:
    address = f"https://graph.facebook.com/x?access_token={TOKEN}&until=17&__paging_token=enc"
    first = answer({"data": [{"id": "1"}], "paging": {"next": address}})
    calls = line(first, part("2"))
    assert len(page_on(calls).scheduled()) == 2
    told = dict(calls.last.url.params)
    assert (told["until"], told["__paging_token"]) == ("17", "enc")
    assert "access_token" not in told


def test_the_newest_posts_stop_at_a_hundred() -> None:
    full = part(*map(str, range(1, 61)), after="A")
    more = part(*map(str, range(61, 121)), after="B")
    calls = line(full, more, part("999"))
    assert len(page_on(calls).newest()) == 120
    assert len(calls.requests) == 2


def test_a_list_that_goes_in_circles_or_nowhere_is_not_taken_for_whole() -> None:
    endless = line(part("1", after="A"))
    with pytest.raises(Unavailable, match="does not end"):
        page_on(endless).scheduled()
    assert len(endless.requests) == 2
    lost = answer({"data": [], "paging": {"next": "https://graph.facebook.com/x"}})
    with pytest.raises(Unavailable, match="does not say where"):
        page_on(line(lost)).scheduled()


def test_a_list_of_more_parts_than_can_be_is_given_up() -> None:
    places = (part(str(n), after=f"c{n}") for n in range(1, 1000))
    with pytest.raises(Unavailable, match="does not end"):
        page_on(lambda _: next(places)).scheduled()


@pytest.mark.parametrize("odd", [{}, {"data": None}, {"data": ["x"]}, {"data": [{"message": "m"}]}])
def test_a_list_with_something_unnamed_is_not_taken_for_whole(odd: object) -> None:
    with pytest.raises(Unavailable):
        page_on(line(answer(odd))).newest()


def test_a_list_that_is_too_much_at_once_is_read_in_smaller_parts() -> None:
    much = refusal(1, None, "Please reduce the amount of data you're asking for", status=500)
    calls = line(much, much, part("1", after="A"), part("2"))
    assert len(page_on(calls).newest()) == 2
    assert [each.url.params["limit"] for each in calls.requests] == ["100", "25", "6", "6"]
    with pytest.raises(Unavailable):
        page_on(line(much)).newest()


# gone or hidden

HIDDEN = refusal(100, 33, "Unsupported get request. Object with ID does not exist")


@pytest.mark.parametrize("gone", [HIDDEN, refusal(803)])
def test_a_post_is_gone_where_the_page_can_be_seen(gone: httpx2.Response) -> None:
    calls = line(gone, answer({"id": PAGE_ID}))
    assert page_on(calls).find(POST_ID) is None
    assert path(calls.last) == f"GET /{VERSION}/{PAGE_ID}"
    page_on(line(gone, answer({"id": PAGE_ID}))).delete(POST_ID)


@pytest.mark.parametrize("seen", [HIDDEN, refusal(190, 463), answer({"id": "999"})])
def test_a_post_may_only_be_hidden_where_the_page_cannot_be_seen(seen: httpx2.Response) -> None:
    for name in ("find", "delete"):
        with pytest.raises(Rejected) as caught:
            ALL[name](page_on(line(HIDDEN, seen)))
        assert (caught.value.code, caught.value.subcode) == (100, 33)


def test_nothing_is_known_where_the_page_is_away() -> None:
    for name in ("find", "delete"):
        with pytest.raises(Unavailable):
            ALL[name](page_on(line(HIDDEN, refusal(2, status=500))))


def test_another_refusal_does_not_mean_gone() -> None:
    calls = line(refusal(190, 463))
    with pytest.raises(Rejected):
        page_on(calls).delete(POST_ID)
    assert len(calls.requests) == 1


# what goes wrong


@pytest.mark.parametrize("name", CREATING)
@pytest.mark.parametrize(
    "body", [b"Service Unavailable", b"{}", b'{"id": null}', b'{"id": ""}', b'{"id": "<b>"}']
)
def test_an_answer_that_names_nothing_leaves_a_creation_open(name: str, body: bytes) -> None:
    with pytest.raises(OutcomeUnknown):
        ALL[name](page_on(line(httpx2.Response(200, content=body))))


def test_an_id_that_came_as_a_number_names_what_was_made() -> None:
    assert CREATING["create"](page_on(line(answer({"id": 122100000000001})))) == "122100000000001"


@pytest.mark.parametrize("name", REPEATABLE)
def test_an_answer_that_says_nothing_is_asked_for_again(name: str) -> None:
    for body in (b"Service Unavailable", b"{}"):
        with pytest.raises(Unavailable):
            ALL[name](page_on(line(httpx2.Response(200, content=body))))


BEFORE = (
    httpx2.ConnectError("[Errno 111] Connection refused"),
    httpx2.ConnectTimeout("timed out"),
    httpx2.PoolTimeout("timed out"),
    httpx2.ProxyError("407 Proxy Authentication Required"),
)
AFTER = (
    httpx2.ReadError("[Errno 104] Connection reset by peer"),
    httpx2.ReadTimeout("The read operation timed out"),
    httpx2.WriteError("[Errno 32] Broken pipe"),
    httpx2.WriteTimeout("timed out"),
    httpx2.CloseError(""),
    httpx2.RemoteProtocolError("Server disconnected without sending a response."),
    httpx2.LocalProtocolError("too little data"),
    httpx2.DecodingError("Error -3 while decompressing data"),
)


@pytest.mark.parametrize("error", BEFORE, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("name", ALL)
def test_what_failed_before_it_was_sent_was_not_made(name: str, error: Exception) -> None:
    with pytest.raises(Unavailable, match="nothing was sent") as caught:
        ALL[name](page_on(line(error)))
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", AFTER, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("name", ALL)
def test_what_failed_after_it_may_have_been_sent_is_open(name: str, error: Exception) -> None:
    wanted = OutcomeUnknown if name in CREATING else Unavailable
    with pytest.raises(PublishError) as caught:
        ALL[name](page_on(line(error)))
    assert type(caught.value) is wanted
    assert type(error).__name__ in str(caught.value)


def test_every_error_of_the_transport_is_known() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*map(below, kind.__subclasses__()))

    groups = {
        httpx2.RequestError,
        httpx2.TransportError,
        httpx2.TimeoutException,
        httpx2.NetworkError,
        httpx2.ProtocolError,
    }
    elsewhere = {httpx2.UnsupportedProtocol, httpx2.TooManyRedirects, httpx2.SSEError}
    ours = {kind for kind in below(httpx2.RequestError) if kind.__module__.startswith("httpx2")}
    assert ours - groups - elsewhere == {type(each) for each in (*BEFORE, *AFTER)}


def test_a_practice_page_that_breaks_leaves_a_creation_open() -> None:
    broken = StoreError("the practice page's disk is full")
    for name, wanted in (("create", OutcomeUnknown), ("newest", Unavailable)):
        with pytest.raises(wanted, match="disk is full"):
            ALL[name](page_on(line(broken)))


def test_an_address_that_we_wrote_wrongly_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="unsupported"):
        page_on(line(httpx2.UnsupportedProtocol("unsupported"))).newest()


def test_no_redirect_is_followed() -> None:
    moved = httpx2.Response(302, headers={"Location": "https://evil.example/"}, content=b"")
    for name, wanted in (("create", OutcomeUnknown), ("newest", Unavailable)):
        calls = line(moved)
        with pytest.raises(wanted):
            ALL[name](page_on(calls))
        assert len(calls.requests) == 1


def test_an_answer_without_end_is_not_waited_for() -> None:
    clock = iter(range(0, 10_000, 40))

    def drops() -> httpx2.Response:
        return httpx2.Response(200, content=(b"[" for _ in range(1000)))

    for name, wanted in (("create", OutcomeUnknown), ("newest", Unavailable)):
        page = page_on(lambda _: drops(), monotonic=lambda: float(next(clock)))
        with pytest.raises(wanted, match="takes too long"):
            ALL[name](page)


def test_an_answer_beyond_all_measure_is_not_kept() -> None:
    chunk = b" " * (1024 * 1024)

    def flood(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=(chunk for _ in range(100)))

    with pytest.raises(Unavailable, match="has no end"):
        page_on(flood).newest()


# usage


def used(percent: int) -> dict[str, str]:
    return {"X-App-Usage": json.dumps({"call_count": percent})}


def test_above_90_percent_nothing_is_made_and_reading_goes_on() -> None:
    now = [0.0]
    calls = line(answer({"data": []}, headers=used(91)), answer({"data": []}))
    page = page_on(calls, monotonic=lambda: now[0])
    page.newest()
    assert page.usage == Usage(percent=91, wait_s=0)
    for name in ("stage", *CREATING):
        with pytest.raises(Unavailable, match="nothing was sent") as caught:
            ALL[name](page)
        assert caught.value.wait_s == 3600
    assert len(calls.requests) == 1
    page.newest()
    page.scheduled()
    now[0] = 3600
    with pytest.raises(OutcomeUnknown):
        page.create("نص", link=None, images=(), at=None)


def test_from_75_percent_on_the_page_says_how_far_calls_stand_apart() -> None:
    page = page_on(line(answer(MADE, headers=used(80))))
    assert page.slow_down_s == 0
    page.create("نص", link=None, images=(), at=None)
    assert page.slow_down_s == 30
    page.create("نص", link=None, images=(), at=None)


def test_a_refusal_s_headers_count_too() -> None:
    calls = line(refusal(80001, headers=used(100)))
    page = page_on(calls)
    for _ in range(2):
        with pytest.raises(Unavailable):
            page.create("نص", link=None, images=(), at=None)
    assert len(calls.requests) == 1


# laws

header_names = st.sampled_from(
    [
        "content-type",
        "content-encoding",
        "date",
        "location",
        "set-cookie",
        "x-app-usage",
        "x-business-use-case-usage",
        "retry-after",
    ]
)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
bodies = (
    st.binary(max_size=200)
    | st.text(max_size=100).map(str.encode)
    | st.fixed_dictionaries(
        {},
        optional={
            "id": st.one_of(
                st.text(max_size=10),
                st.integers(),
                st.none(),
                st.from_regex(r"[0-9]{1,9}_[0-9]{1,9}", fullmatch=True),
            ),
            "error": st.fixed_dictionaries(
                {}, optional={"code": st.integers(0, 2600), "message": st.text(max_size=20)}
            ),
        },
    ).map(lambda document: json.dumps(document).encode())
)


@given(
    status=st.integers(200, 599) | st.just(200),
    headers=st.dictionaries(header_names, header_values, max_size=3),
    body=bodies,
    name=st.sampled_from(sorted(CREATING)),
)
def test_whatever_comes_back_a_creation_gives_an_id_of_the_body_or_one_of_three_errors(
    status: int, headers: dict[str, str], body: bytes, name: str
) -> None:
    def handler(_: httpx2.Request) -> httpx2.Response:
        stream = httpx2.ByteStream(body)
        return httpx2.Response(status, headers=headers, stream=stream)

    try:
        made = CREATING[name](page_on(handler))
    except (Rejected, Unavailable, OutcomeUnknown):
        return
    assert isinstance(made, str)
    assert made
    assert made.encode() in body
    assert 200 <= status < 300


@given(
    status=st.sampled_from([200, 400, 500]),
    before=st.text(max_size=10),
    after=st.text(max_size=10),
    name=st.sampled_from(sorted(ALL)),
    place=st.sampled_from(["message", "error_user_msg", "fbtrace_id"]),
)
def test_no_error_repeats_a_secret_that_the_platform_repeats(
    status: int, before: str, after: str, name: str, place: str
) -> None:
    for secret in (TOKEN, PROOF, APP_SECRET):
        error = {"code": 190, place: f"{before}{secret}{after}"}
        calls = line(answer({"error": error}, status=status))
        with pytest.raises(PublishError) as caught:
            ALL[name](page_on(calls, app_secret=APP_SECRET))
        assert secret not in f"{caught.value} {caught.value!r}"


def test_nothing_that_the_http_library_logs_holds_a_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ALL:
        calls = line(refusal(190, 463, f"bad token {TOKEN}"))
        with pytest.raises(PublishError) as caught:
            ALL[name](page_on(calls, app_secret=APP_SECRET))
        logging.getLogger("test").error("it failed", exc_info=caught.value)
    assert "it failed" in caplog.text
    for secret in (TOKEN, PROOF, APP_SECRET):
        assert secret not in caplog.text


def test_the_page_shows_no_secret_of_its_own() -> None:
    page = page_on(line(answer(MADE)), app_secret=APP_SECRET)
    shown = f"{page!r} {vars(page)!r}"
    assert TOKEN not in shown
    assert APP_SECRET not in shown


def test_it_is_a_platform() -> None:
    platform: Platform = page_on(line(answer(MADE)))
    assert platform.create("نص", link=None, images=(), at=DUE + timedelta(days=1)) == POST_ID
