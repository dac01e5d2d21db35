"""New drafts over the desk's forms: handed in, made, shown."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_server import EXAMPLES, Answer, Client, DeskServer, serving
from made_photo import file_of, halves, with_place
from site_server import page, site
from watched_site import Watcher, news, watched_site

from composer.app.arrival import Batch
from composer.app.desk.reason import REASONS
from composer.app.desk.words import Language
from composer.app.watch_merge import Rules

TITLE = "البحرية تتسلم عشر سفن جديدة من حوض الميناء"
BODY = (
    "تسلمت البحرية عشر سفن جديدة من حوض الميناء يوم الثلاثاء بعد عام من التأخير.\n\n"
    "وقال قائد الأسطول سالم الحربي إن السفن تدخل الخدمة في ربيع عام 2027.\n\n"
    "وتبلغ سرعة السفينة 30 عقدة ومداها 4000 كيلومتر."
)
LINE = "----nashir"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as served:
        yield served


@pytest.fixture
def guest(desk: DeskServer) -> Client:
    return desk.guest()


def multipart(
    guest: Client, path: str, fields: dict[str, str], *files: tuple[str, str, bytes]
) -> Answer:
    """Send a form with files as a page of the desk does."""
    parts = [
        f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"csrf": guest.csrf, **fields}.items()
    ]
    for name, file, data in files:
        head = f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n")
        parts.append(data + b"\r\n")
    headers = {
        "Content-Type": f"multipart/form-data; boundary={LINE}",
        "Sec-Fetch-Site": "same-origin",
        "Origin": f"http://127.0.0.1:{guest.port}",
    }
    return guest.ask("POST", path, b"".join(parts) + f"--{LINE}--\r\n".encode(), headers)


def over(desk: DeskServer, answer: Answer) -> Batch:
    """Return the batch that an answer leads to, when all of it is over."""
    assert answer.status == 303, answer.text
    name = answer.headers["location"].removeprefix("/batches/")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        batch = desk.desk.arrivals.batch(name)
        assert batch is not None
        if batch.is_over:
            return batch
        time.sleep(0.02)
    pytest.fail("the batch does not end")


def test_the_form_offers_every_way_and_every_theme(guest: Client) -> None:
    text = guest.look("/new").text
    for each in ('id="way-address"', 'id="way-text"', 'id="way-file"', 'id="way-feed"'):
        assert each in text
    for theme in ("midnight", "paper", "signal"):
        assert f'name="theme" value="{theme}"' in text
        sample = guest.get(f"/new/themes/{theme}")
        assert (sample.status, sample.headers["content-type"]) == (200, "image/jpeg")
        assert len(sample.body) < 40_000
    assert guest.get("/new/themes/nothing").status == 404
    assert guest.get("/new/themes/..%2f..%2fsecret").status == 404


def test_a_pasted_text_becomes_a_draft_that_its_page_links_to(
    desk: DeskServer, guest: Client
) -> None:
    fields = {"way": "text", "title": TITLE, "text": BODY, "sizes": "square", "theme": "paper"}
    begun = guest.post("/new", fields)
    (arrival,) = over(desk, begun).arrivals
    shown = guest.get(begun.headers["location"])
    assert shown.status == 200
    assert f'href="/drafts/{arrival.draft}"' in shown.text
    assert f'data-only="{arrival.draft}"' in shown.text
    assert "hx-trigger" not in shown.text
    draft = desk.desk.newsroom.draft(str(arrival.draft))
    assert (draft.title, draft.theme, draft.cards[0].size) == (TITLE, "paper", "square")
    assert TITLE in guest.get("/new").text


def test_structure_that_was_pasted_becomes_a_table(desk: DeskServer, guest: Client) -> None:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("الدولة", "الحصة"), *ROWS))
    html = f"<p>{BODY}</p><h2>مقارنة</h2><table>{rows}</table>"
    fields = {"way": "text", "title": f"{TITLE} بالجدول", "text": "نص", "html": html}
    (arrival,) = over(desk, guest.post("/new", fields)).arrivals
    blocks = desk.desk.newsroom.draft(str(arrival.draft)).document["article"]["blocks"]
    rows_of = next(each["rows"] for each in blocks if each["type"] == "table")
    assert rows_of[1] == ["السعودية", "40%"]


ROWS = (("السعودية", "40%"), ("تركيا", "35%"), ("مصر", "25%"))


def test_several_files_are_a_batch_and_one_that_is_none_is_told(
    desk: DeskServer, guest: Client
) -> None:
    files = (
        ("files", "usv.txt", (EXAMPLES / "usv.txt").read_bytes()),
        ("files", "../../growth.md", (EXAMPLES / "growth.md").read_bytes()),
        ("files", "photo.jpg", file_of(halves())),
    )
    begun = multipart(guest, "/new", {"way": "file"}, *files)
    batch = over(desk, begun)
    assert [each.source for each in batch.arrivals] == ["usv.txt", "growth.md", "photo.jpg"]
    assert [each.stage.value for each in batch.arrivals] == ["done", "done", "failed"]
    text = guest.get(f"{begun.headers['location']}/list").text
    assert desk.desk.words[Language.ARABIC]("new.reason_binary") in text


def test_an_address_is_not_fetched_from_a_private_network(desk: DeskServer, guest: Client) -> None:
    with site({"/a": page("<p>secret</p>")}) as server:
        begun = guest.post("/new", {"way": "address", "addresses": server.url("/a")})
        (arrival,) = over(desk, begun).arrivals
        assert not server.requests
    assert arrival.stage.value == "failed"
    text = guest.get(begun.headers["location"]).text
    assert desk.desk.words[Language.ARABIC]("new.reason_private") in text
    assert 'name="addresses"' in text  # it may be tried again


@pytest.mark.parametrize("address", ["/etc/passwd", "file:///etc/passwd", "nashir", "ftp://a.b/c"])
def test_what_is_no_address_comes_back_with_what_was_typed(guest: Client, address: str) -> None:
    answer = guest.post("/new", {"way": "address", "addresses": address, "title": "<b>عنوان"})
    assert answer.status == 422
    assert f">{address}</textarea>" in answer.text
    assert "&lt;b&gt;عنوان" in answer.text
    assert 'role="alert"' in answer.text


def test_an_article_that_has_a_draft_leads_to_it(desk: DeskServer, guest: Client) -> None:
    fields = {"way": "text", "title": f"{TITLE} مرتين", "text": BODY}
    first = over(desk, guest.post("/new", fields)).arrivals[0]
    again = guest.post("/new", {**fields, "theme": "signal"})
    second = over(desk, again).arrivals[0]
    assert (second.stage.value, second.draft) == ("known", first.draft)
    assert f'href="/drafts/{first.draft}"' in guest.get(again.headers["location"]).text
    third = over(desk, guest.post("/new", {**fields, "theme": "signal", "again": "true"})).arrivals[
        0
    ]
    assert third.stage.value == "done"
    assert third.draft != first.draft


def test_the_enter_key_where_no_scripts_run_takes_the_way_that_was_filled_in(
    desk: DeskServer, guest: Client
) -> None:
    fields = {"way": "address", "addresses": "", "title": f"{TITLE} بلا نص برمجي", "text": BODY}
    assert over(desk, guest.post("/new", fields)).arrivals[0].stage.value == "done"


def test_articles_of_a_feed_are_offered_and_made(tmp_path: Path) -> None:
    with watched_site() as watched:
        allow = f'[fetch]\nallow = ["{watched.server.allow[0]}"]\n'
        watched.show(news(2, 1))
        for number in (1, 2):
            body = "".join(f"<p>{each}</p>" for each in BODY.split("\n\n"))
            head = f"{TITLE} رقم {number}"
            watched.routes[f"/{number}"] = page(f"<title>{head}</title><h1>{head}</h1>{body}")
        with serving(tmp_path, allow) as desk:
            guest = desk.guest()
            watcher = Watcher(folder=desk.desk.settings.state, site=watched, rules=Rules(newest=0))
            watcher.look()
            form = guest.look("/new").text
            assert all(f'value="{watched.server.url(f"/{number}")}"' in form for number in (1, 2))
            found = guest.post("/new/feed", {"feed": watched.feed})
            assert found.status == 200
            assert found.text.count(f'value="{watched.server.url("/1")}"') == 2
            chosen = {"way": "feed", "entries": watched.server.url("/1")}
            (arrival,) = over(desk, guest.post("/new", chosen)).arrivals
            assert (arrival.stage.value, arrival.title) == ("done", f"{TITLE} رقم 1")
            refused = guest.post("/new/feed", {"feed": watched.server.url("/nothing")})
            assert refused.status == 422


def test_a_batch_that_nobody_remembers_says_what_is_lost(desk: DeskServer, guest: Client) -> None:
    answer = guest.get("/batches/forgotten")
    assert answer.status == 404
    assert desk.desk.words[Language.ARABIC]("new.forgotten_hint") in answer.text
    assert guest.get("/batches/forgotten/list").status == 404
    assert guest.post("/batches/forgotten/cancel").status == 404


@pytest.mark.parametrize(("path", "most"), [("/new", 33 << 20), ("/drafts/abcd/picture", 21 << 20)])
def test_a_body_that_is_too_large_is_refused_before_it_comes(
    guest: Client, path: str, most: int
) -> None:
    headers = {"Content-Type": f"multipart/form-data; boundary={LINE}", "Content-Length": str(most)}
    answer = guest.ask("POST", path, b"", {**headers, "Sec-Fetch-Site": "same-origin"})
    assert answer.status == 413


def test_nothing_is_handed_in_without_the_pages_own_mark(desk: DeskServer) -> None:
    guest = desk.guest()
    guest.csrf = "forged"
    assert guest.post("/new", {"way": "text", "text": BODY}).status == 403
    assert multipart(guest, "/new", {"way": "text", "text": BODY}).status == 403
    assert multipart(desk.client(), "/new", {"text": BODY}).status in {303, 401, 403}


def test_a_photograph_goes_behind_the_headline_of_a_draft(desk: DeskServer, guest: Client) -> None:
    name = desk.compose(EXAMPLES / "fleets.txt")
    before = desk.desk.newsroom.draft(name)
    upload = file_of(halves(800, 600), exif=with_place())
    fields = {"base": str(before.revision)}
    answer = multipart(guest, f"/drafts/{name}/picture", fields, ("file", "at sea.jpg", upload))
    assert answer.status == 200, answer.text
    after = desk.desk.newsroom.draft(name)
    picture = after.document["picture"]
    assert (picture["name"], picture["width"]) == ("at sea.jpg", 800)
    kept = desk.desk.newsroom.store.blobs.get(picture["sha256"])
    assert kept != upload
    assert b"SECRET" not in kept
    assert guest.get(f"/images/{picture['sha256']}").body == kept
    assert after.cards[0].sha256 != before.cards[0].sha256


@pytest.mark.parametrize("data", [b"", b"<svg/>", file_of(halves(), "TIFF")], ids=len)
def test_an_upload_that_is_no_picture_changes_nothing(
    desk: DeskServer, guest: Client, data: bytes
) -> None:
    name = desk.desk.newsroom.drafts()[0].id
    revision = desk.desk.newsroom.draft(name).revision
    fields = {"base": str(revision)}
    answer = multipart(guest, f"/drafts/{name}/picture", fields, ("file", "a.png", data))
    assert answer.status == 422
    assert desk.desk.words[Language.ARABIC]("new.reason_picture") in answer.text
    assert desk.desk.newsroom.draft(name).revision == revision


def test_each_reason_is_one_that_the_program_gives() -> None:
    code = "".join(
        file.read_text(encoding="utf-8")
        for file in (Path(__file__).parents[2] / "composer").rglob("*.py")
        if file.name != "reason.py"
    )
    assert [phrase for phrase, _ in REASONS if phrase not in code] == []
