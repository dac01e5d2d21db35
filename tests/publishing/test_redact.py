import io
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.domain.secret import Secret
from composer.publishing.redact import RedactingFilter, scrub

WORD = "s3cret-word"

marks = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*"))
secrets = marks.filter(lambda text: len(text) >= 6) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="*"), min_size=6, max_size=30
)
tokens = st.from_regex(r"EAA[0-9A-Za-z]{12,60}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("GET /me?access_token=abc&limit=1 HTTP/1.1", "GET /me?access_token=***&limit=1 HTTP/1.1"),
        ("?appsecret_proof=0a1b", "?appsecret_proof=***"),
        ("client_secret=abc, more", "client_secret=***, more"),
        ("fb_exchange_token=abc", "fb_exchange_token=***"),
        ("input_token=abc", "input_token=***"),
        ("input_token%3Dabc%26x", "input_token%3D***"),
        ('{"access_token": "abc", "id": "1"}', '{"access_token": "***", "id": "1"}'),
        ("{'access_token': 'abc'}", "{'access_token': '***'}"),
        ("Authorization: Bearer abc", "Authorization: Bearer ***"),
        ("authorization: OAuth abc\r\nHost: x", "authorization: OAuth ***\r\nHost: x"),
        ("{'authorization': 'Bearer abc'}", "{'authorization': 'Bearer ***'}"),
        ("(b'Authorization', b'Bearer abc')", "(b'Authorization', b'Bearer ***')"),
        ("it sent Bearer 0123456789abcdef01", "it sent Bearer ***"),
        ("xEAAGm0PX4ZCpsBO7y.", "x***."),
        ("123456789|0a1b2c3d4e5f6a7b8c9d", "***"),
        ("123456789%7C0a1b2c3d4e5f6a7b8c9d", "***"),
        ("postgresql+psycopg://me:p@ss:w@host/db", "postgresql+psycopg://me:***@host/db"),
        ("http://:pw@proxy:3128", "http://:***@proxy:3128"),
        ("dbname=x password=abc host=y", "dbname=x password=*** host=y"),
    ],
)
def test_what_looks_like_a_secret_goes(text: str, wanted: str) -> None:
    assert scrub(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the user changed their password or Facebook changed the session",
        'OAuth "Facebook Platform" "invalid_token"',
        "https://example.com:8080/a@b?c=d",
        "sqlite:///.nashir/nashir.db",
        "2026-11-23 17:44:00,123 published 110000000000001_122100000000001",
        "«المقال» يقول إن EAA اختصار",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert scrub(text) == text


@given(before=st.text(), token=tokens, after=st.text())
def test_no_token_survives_anywhere(before: str, token: str, after: str) -> None:
    assert token not in scrub(f"{before}{token}{after}")


@given(before=st.text(), secret=secrets, after=st.text(), others=st.lists(secrets, max_size=3))
def test_no_known_secret_survives_anywhere(
    before: str, secret: str, after: str, others: list[str]
) -> None:
    known = [Secret(each) for each in (*others, secret)]
    assert secret not in scrub(f"{before}{secret}{after}", known)


@given(text=st.text(), secret=secrets)
def test_scrubbing_twice_changes_nothing_more(text: str, secret: str) -> None:
    once = scrub(text, [Secret(secret)])
    assert scrub(once, [Secret(secret)]) == once


@pytest.mark.parametrize(
    "spelled",
    ["a%2Fb%3Dc%20d%22e", "a/b%3Dc%20d%22e", "a%2Fb%3Dc+d%22e", 'a/b=c d\\"e', 'a/b=c d"e'],
)
def test_a_secret_goes_in_its_usual_spellings(spelled: str) -> None:
    assert scrub(f"x{spelled}y", [Secret('a/b=c d"e')]) == "x***y"


def test_of_two_secrets_that_begin_alike_nothing_is_left() -> None:
    known = [Secret("abc"), Secret("abcdefgh"), Secret("abcd")]
    assert scrub("xabcdefghy", known) == "x***y"


def test_an_empty_secret_hides_nothing() -> None:
    assert scrub("text", [Secret("")]) == "text"


def test_a_long_text_is_scrubbed_in_no_time_to_speak_of() -> None:
    for text in ("a" * 300_000, "://" * 100_000, "1" * 300_000, "EAA" * 100_000, "x:@" * 100_000):
        assert isinstance(scrub(text), str)


# logs


@dataclass
class Odd:
    """Shows the secret in one way of printing only."""

    def __str__(self) -> str:
        return f"odd {WORD}"

    def __repr__(self) -> str:
        return "Odd()"


class Broken:
    def __str__(self) -> str:
        msg = "cannot be shown"
        raise RuntimeError(msg)

    __repr__ = __str__


class Everything(logging.Formatter):
    """Prints all that a record holds, as a careless formatter might."""

    def format(self, record: logging.LogRecord) -> str:
        plain = super().format(record)
        return f"{plain}\n" + "\n".join(
            f"{name}={_shown(each)}" for name, each in vars(record).items()
        )


def _shown(value: object) -> str:
    return "broken" if isinstance(value, Broken) else f"{value} {value!r}"


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Everything())
    handler.addFilter(RedactingFilter([Secret(WORD)]))
    root = logging.getLogger("redacted")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    root.propagate = False
    yield stream
    root.removeHandler(handler)


logger = logging.getLogger("redacted.below")


def test_a_message_and_its_arguments_are_scrubbed(output: io.StringIO) -> None:
    logger.info("token %s of %d, %r", WORD, 7, [WORD, "kept"])
    assert "token *** of 7, ['***', 'kept']" in output.getvalue()
    assert WORD not in output.getvalue()


@pytest.mark.parametrize(
    "args",
    [
        ("plain s3cret-word",),
        ("s3cret-%s", "word"),
        ("%(a)s-%(b)s", {"a": "s3cret", "b": "word"}),
        ("%s", Odd()),
        ("%s", {"deep": [({"deeper": WORD},)]}),
        ("%s", {WORD: 1}),
        ("%s", httpx2.URL(f"https://x/?q={WORD}")),
        ("%s", ValueError(WORD)),
        (ValueError(WORD),),
        ("%s", WORD.encode()),
        ("%s %s", WORD),
        ("%d", WORD),
        ("no place", WORD),
        ("%s", Broken(), WORD),
    ],
)
def test_no_form_of_a_message_lets_a_secret_through(
    args: tuple[object, ...], output: io.StringIO
) -> None:
    logger.warning(*args)
    assert "levelname=WARNING" in output.getvalue()
    assert WORD not in output.getvalue()


def test_extra_fields_are_scrubbed_and_harmless_ones_kept(output: io.StringIO) -> None:
    extra = {"url": f"x?{WORD}", "facts": {"a": [WORD]}, "count": 3, "place": Odd(), "no": None}
    logger.info("event", extra=extra)
    text = output.getvalue()
    assert WORD not in text
    for each in ("url=x?***", "facts={'a': ['***']}", "count=3 3", "place=odd ***", "no=None"):
        assert each in text


def test_the_text_of_exceptions_is_scrubbed_with_all_their_causes(output: io.StringIO) -> None:
    def fail() -> None:
        facts: dict[str, str] = {}
        try:
            facts[WORD]
        except KeyError as error:
            msg = f"access_token={WORD}"
            raise ValueError(msg) from error

    try:
        fail()
    except ValueError:
        logger.exception("it failed", stack_info=True)
    text = output.getvalue()
    assert WORD not in text
    assert "KeyError: '***'" in text
    assert "ValueError: access_token=***" in text
    assert "Stack (most recent call last)" in text


def test_a_harmless_record_keeps_its_arguments(output: io.StringIO) -> None:
    seen: list[object] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.args)

    keeper = Keeper()
    logging.getLogger("redacted").addHandler(keeper)
    logger.info("%s %d %s", "GET", 200, Mapping)
    logging.getLogger("redacted").removeHandler(keeper)
    assert seen == [("GET", 200, Mapping)]
    assert "GET 200" in output.getvalue()


def test_a_secret_learnt_later_is_scrubbed_too() -> None:
    redacting = RedactingFilter()
    record = logging.makeLogRecord({"msg": WORD})
    redacting.register(Secret(WORD))
    assert redacting.filter(record)
    assert record.getMessage() == "***"


@given(
    message=st.text(max_size=20),
    secret=st.sampled_from([WORD]) | tokens,
    place=st.sampled_from(["msg", "args", "mapping", "extra", "key", "exc_text", "stack_info"]),
    around=st.tuples(st.text(max_size=5), st.text(max_size=5)),
)
def test_no_secret_survives_in_any_part_of_a_record(
    message: str, secret: str, place: str, around: tuple[str, str]
) -> None:
    held = f"{around[0]}{secret}{around[1]}"
    parts: dict[str, dict[str, object]] = {
        "msg": {"msg": held},
        "args": {"msg": "%s", "args": (held,)},
        "mapping": {"msg": "%(a)s", "args": {"a": held}},
        "extra": {"msg": message, "fact": [held]},
        "key": {"msg": message, "fact": {held: 1}},
        "exc_text": {"msg": message, "exc_text": held},
        "stack_info": {"msg": message, "stack_info": held},
    }
    record = logging.makeLogRecord(parts[place])
    assert RedactingFilter([Secret(WORD)]).filter(record)
    assert secret not in f"{record.getMessage()} {vars(record)}"


def test_a_client_that_logs_each_address_leaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(redacting := RedactingFilter([Secret(WORD)]))
    caplog.set_level(logging.DEBUG)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200))
    try:
        with httpx2.Client(transport=transport) as client:
            client.get("https://x.example/", params={"access_token": "abc", "other": WORD})
    finally:
        caplog.handler.removeFilter(redacting)
    assert "access_token=***" in caplog.text
    assert "other=***" in caplog.text
    assert WORD not in caplog.text
