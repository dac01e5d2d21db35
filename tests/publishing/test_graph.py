import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.domain.secret import Secret
from composer.errors import OutcomeUnknown, PublishError, Rejected, Unavailable
from composer.publishing.graph import Answer, lost, understand
from composer.publishing.refusal import REFUSALS, Fault, refusal_of

HOUR = 3600.0


@dataclass(frozen=True, kw_only=True)
class Row:
    code: int
    subcode: int | None = None
    message: str = "(#1) words"
    status: int = 400
    create: type[PublishError]
    other: type[PublishError]
    wait_s: float | None = None


def away(code: int, subcode: int | None = None, *, status: int = 500) -> Row:
    return Row(code=code, subcode=subcode, status=status, create=OutcomeUnknown, other=Unavailable)


def twice(code: int, subcode: int | None = None, message: str = "words") -> Row:
    return Row(code=code, subcode=subcode, message=message, create=OutcomeUnknown, other=Rejected)


def wait(code: int, subcode: int | None = None, *, status: int = 400, wait_s: float = HOUR) -> Row:
    return Row(
        code=code,
        subcode=subcode,
        status=status,
        create=Unavailable,
        other=Unavailable,
        wait_s=wait_s,
    )


def never(code: int, subcode: int | None = None, message: str = "words", status: int = 400) -> Row:
    return Row(
        code=code, subcode=subcode, message=message, status=status, create=Rejected, other=Rejected
    )


ROWS = (
    away(1),
    away(1, status=400),
    away(1, 99),
    never(1, message="Error validating client secret."),
    never(101),
    away(2),
    away(2, status=400),
    never(3),
    wait(4, status=403),
    never(10, status=403),
    *(never(code, status=403) for code in (200, 201, 230, 299)),
    never(200, message="(#200) Unpublished posts must be posted to a page as the page itself"),
    never(200, 1609008),
    never(200, 2069030),
    never(283),
    wait(17),
    twice(20, 1772107),
    wait(32),
    never(100),
    never(100, message="(#100) The specified scheduled publish time is invalid"),
    never(100, 33),
    never(100, 1366046),
    never(1366046),
    never(2069019),
    never(100, 2069019),
    twice(1366051),
    twice(100, 1366051),
    never(102, status=401),
    never(104),
    never(100, message="Invalid appsecret_proof provided in the API argument"),
    never(100, message="This requires either app secret proof or an app token"),
    never(190, status=401),
    *(never(190, subcode, status=401) for subcode in (458, 459, 460, 463, 464, 467, 492)),
    never(324),
    wait(341),
    never(368),
    wait(368, 1390008),
    never(368, 4854002),
    twice(368, message="You've already posted this"),
    twice(506),
    wait(613),
    wait(613, 1996),
    never(803),
    wait(1500, wait_s=600.0),
    wait(1609005, wait_s=600.0),
    wait(100, 1609005, wait_s=600.0),
    never(1346003),
    never(1404102),
    never(1404006),
    never(1404078),
    never(1404112),
    never(368, 1404112),
    never(1349125),
    never(2500),
    wait(80000),
    wait(80001),
    wait(80014),
    *(away(code, status=400) for code in (6000, 1363019, 1363030, 1363033)),
    never(1363037),
    never(1363041),
)


def body_of(row: Row) -> bytes:
    error: dict[str, object] = {"message": row.message, "type": "OAuthException", "code": row.code}
    if row.subcode is not None:
        error["error_subcode"] = row.subcode
    return json.dumps({"error": error | {"fbtrace_id": "AbC123"}}).encode()


def error_of(
    body: bytes,
    *,
    status: int = 400,
    creates: bool = False,
    headers: dict[str, str] | None = None,
    secrets: tuple[Secret, ...] = (),
) -> PublishError:
    with pytest.raises(PublishError) as caught:
        understand(
            Answer(status=status, headers=headers or {}, body=body),
            creates=creates,
            secrets=secrets,
        )
    return caught.value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code}-{row.subcode}-{row.status}")
def test_a_code_tells_what_to_do_and_what_happened(row: Row) -> None:
    for creates, wanted in ((True, row.create), (False, row.other)):
        error = error_of(body_of(row), status=row.status, creates=creates)
        assert type(error) is wanted
        assert (error.code, error.subcode) == (row.code, row.subcode)
        ending = "" if row.subcode is None else f"/{row.subcode}"
        assert f"code {row.code}{ending}, trace AbC123" in str(error)
        assert row.message in str(error)
        if isinstance(error, Unavailable):
            assert error.wait_s == row.wait_s


def test_the_status_decides_nothing_where_the_code_is_known() -> None:
    for status in (200, 400, 401, 403, 429, 500, 503):
        for row in ROWS:
            assert type(error_of(body_of(row), status=status, creates=True)) is row.create


def test_every_row_of_the_table_can_be_reached() -> None:
    reached = {
        refusal_of(Fault(code=row.code, subcode=row.subcode, text=row.message)) for row in ROWS
    }
    assert reached == set(REFUSALS)


def test_a_message_says_what_to_do_and_quotes_the_platform() -> None:
    body = json.dumps(
        {
            "error": {
                "message": "Invalid parameter",
                "type": "OAuthException",
                "code": 100,
                "error_subcode": 1366046,
                "is_transient": False,
                "error_user_title": "Can't Read Files",
                "error_user_msg": "Your photos couldn't be uploaded.",
                "fbtrace_id": "A1b2",
            }
        }
    ).encode()
    assert str(error_of(body)) == (
        "a photo cannot be read, or is too big: export the cards as JPEG or PNG below 4 MB and"
        " approve the draft again (code 100/1366046, trace A1b2; Facebook says: «Invalid parameter"
        " Your photos couldn't be uploaded.»)"
    )


def test_an_unknown_code_is_a_refusal_only_where_the_platform_calls_the_call_wrong() -> None:
    def envelope(*, transient: bool) -> bytes:
        error = {"message": "new", "code": 987654, "is_transient": transient}
        return json.dumps({"error": error}).encode()

    assert type(error_of(envelope(transient=False), creates=True)) is Rejected
    assert type(error_of(envelope(transient=True), creates=True)) is OutcomeUnknown
    assert type(error_of(envelope(transient=True))) is Unavailable
    assert type(error_of(envelope(transient=False), status=500, creates=True)) is OutcomeUnknown
    assert type(error_of(envelope(transient=False), status=500)) is Unavailable
    crowded = error_of(envelope(transient=False), status=429, creates=True)
    assert isinstance(crowded, Unavailable)
    assert crowded.wait_s == HOUR


def test_an_error_without_a_code_is_trusted_by_no_call_that_creates() -> None:
    assert type(error_of(b'{"error": {"message": "?"}}', creates=True)) is OutcomeUnknown
    assert type(error_of(b'{"error": "invalid_request"}', creates=True)) is OutcomeUnknown
    assert type(error_of(b'{"error": "invalid_request"}')) is Unavailable


def test_an_id_beside_an_error_is_no_refusal_of_a_call_that_creates() -> None:
    body = b'{"id": "1_2", "error": {"message": "no", "code": 100}}'
    assert type(error_of(body, status=200, creates=True)) is OutcomeUnknown
    assert type(error_of(body, status=200)) is Rejected


def test_the_form_of_the_login_pages_is_understood() -> None:
    body = b'{"error_type":"OAuthException","code":190,"error_message":"Bad token"}'
    error = error_of(body)
    assert type(error) is Rejected
    assert error.code == 190


def test_a_code_may_stand_as_text() -> None:
    error = error_of(b'{"error": {"message": "no", "code": "190", "error_subcode": "463"}}')
    assert (error.code, error.subcode) == (190, 463)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<!DOCTYPE html><title>Facebook | Error</title>"),
        (500, b""),
        (200, b"Service Unavailable"),
        (200, b""),
        (200, b"[1, 2]"),
        (200, b"true"),
        (200, b"\xff\xfe\x00"),
        (200, b"[" * 100_000),
        (200, b'{"id": ' + b"9" * 5000 + b"}"),
        (302, b'{"id": "1_2"}'),
        (500, b'{"id": "1_2"}'),
        (403, b"<html>blocked by a proxy</html>"),
    ],
)
def test_what_cannot_be_understood_leaves_a_creation_open(status: int, body: bytes) -> None:
    assert type(error_of(body, status=status, creates=True)) is OutcomeUnknown
    assert type(error_of(body, status=status)) is Unavailable


def test_an_object_is_returned_as_it_is() -> None:
    answer = Answer(status=200, headers={}, body=b'{"id": "1_2", "success": true}')
    assert understand(answer, creates=True) == {"id": "1_2", "success": True}


THROTTLED = b'{"error": {"message": "Wait a bit", "code": 80001}}'


def test_the_wait_is_the_one_that_the_headers_say() -> None:
    business = json.dumps(
        {"110": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 7}]}
    )
    told = error_of(THROTTLED, headers={"x-business-use-case-usage": business})
    assert isinstance(told, Unavailable)
    assert told.wait_s == 7 * 60
    after = error_of(THROTTLED, headers={"retry-after": "90"})
    assert isinstance(after, Unavailable)
    assert after.wait_s == 90


def test_a_page_that_posts_too_fast_waits_an_hour_at_least() -> None:
    body = b'{"error": {"message": "fast", "code": 368, "error_subcode": 1390008}}'
    for after, wanted in (("60", HOUR), ("7200", 7200.0)):
        error = error_of(body, creates=True, headers={"retry-after": after})
        assert isinstance(error, Unavailable)
        assert error.wait_s == wanted


def test_no_message_repeats_a_secret_or_a_control_character() -> None:
    odd = "not-a-usual-form-of-token-77"
    words = f"Malformed access token {odd}\n\x1b[31m EAAGm0PX4ZCpsBO7abc"
    body = json.dumps({"error": {"message": words, "code": 190, "fbtrace_id": odd}}).encode()
    said = str(error_of(body, secrets=(Secret(odd),)))
    assert "Malformed access token ***" in said
    assert odd not in said
    assert "EAA" not in said
    assert said.isprintable()


def test_an_answer_that_did_not_come_says_what_follows() -> None:
    assert "the page is looked at first" in str(lost("it broke", creates=True))
    assert "tried again" in str(lost("it broke", creates=False))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
envelopes = st.fixed_dictionaries(
    {},
    optional={
        "id": json_values,
        "error": json_values
        | st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("code", "error_subcode", "message", "is_transient", "fbtrace_id"), json_values
            ),
        ),
        "error_message": json_values,
    },
)


@given(document=envelopes, status=st.integers(100, 599), creates=st.booleans())
def test_whatever_comes_back_is_an_object_or_one_of_three_errors(
    document: object, status: int, *, creates: bool
) -> None:
    body = json.dumps(document).encode()
    try:
        found = understand(Answer(status=status, headers={}, body=body), creates=creates)
    except OutcomeUnknown:
        assert creates
    except (Rejected, Unavailable):
        pass
    else:
        assert 200 <= status < 300
        assert json.dumps(found) == body.decode()
