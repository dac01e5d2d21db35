import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email import message_from_bytes
from email.generator import BytesGenerator
from email.policy import default
from io import BytesIO
from typing import Any

import own_certificate
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_notice import HEADLINE, NOTICE
from mail_server import PASSWORD, USER, MailServer, mailing

from composer.domain.secret import Secret
from composer.errors import Rejected, SettingsError, Unavailable
from composer.publishing.mailbox import Mailbox, Security
from composer.publishing.wording import letter, subject

SENDER = "Nashir <nashir@example.org>"
DESK = "desk@example.org"
NIGHT = "night@example.org"
arabic = st.lists(
    st.sampled_from(["مقاتلة", "F-35", "«سو-57»", "في", "", "تدريب،", "\U0001f534"])
).map(" ".join)


def mailbox(port: int, **given: Any) -> Mailbox:  # noqa: ANN401 - a mailbox's own
    facts = {"host": "127.0.0.1", "security": Security.NONE, "sender": SENDER, **given}
    return Mailbox(port=port, **{"recipients": (DESK, NIGHT), **facts})


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mailing() as running:
        yield running


@contextmanager
def talking(*replies: str) -> Iterator[int]:
    """Run a server that gives these replies, one to each command, and hangs up."""

    def talk() -> None:
        connection, _ = listening.accept()
        with suppress(OSError), connection, connection.makefile("rw", newline="\r\n") as lines:
            for reply in replies:
                lines.write(f"{reply}\n")
                lines.flush()
                heard = lines.readline()
                while reply.startswith("354") and heard not in ("", ".\r\n"):
                    heard = lines.readline()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=talk)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def test_a_notice_comes_as_a_mail_in_arabic_and_english(server: MailServer) -> None:
    mailbox(server.port).deliver(NOTICE)
    (mail,) = server.mails
    assert mail["Subject"] == subject(NOTICE)
    assert HEADLINE in mail["Subject"]
    assert mail.get_content() == letter(NOTICE)
    assert (mail["From"], mail["To"]) == (SENDER, f"{DESK}, {NIGHT}")
    assert mail["Date"] == "Tue, 24 Nov 2026 15:00:30 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    (envelope,) = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("nashir@example.org", [DESK, NIGHT])


def test_a_mail_is_plain_ascii_on_its_way_and_no_line_is_too_long(server: MailServer) -> None:
    mailbox(server.port).deliver(replace(NOTICE, title=HEADLINE * 40, text=HEADLINE * 100))
    content = server.envelopes[0].original_content
    assert content is not None
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998  # RFC 5322, section 2.1.1
    assert server.mails[0].get_content() == letter(
        replace(NOTICE, title=HEADLINE * 40, text=HEADLINE * 100)
    )


def test_a_notice_that_is_sent_again_is_known_as_the_same(server: MailServer) -> None:
    for notice in (NOTICE, NOTICE, replace(NOTICE, id=18)):
        mailbox(server.port).deliver(notice)
    first, again, other = (mail["Message-ID"] for mail in server.mails)
    assert first == again != other
    assert re.fullmatch(r"<notice-17-\d+@example\.org>", first)


def test_mail_goes_by_starttls_with_a_login() -> None:
    with mailing(
        tls_context=own_certificate.of_the_server(),
        require_starttls=True,
        auth_required=True,
    ) as server:
        mailbox(
            server.port,
            security=Security.STARTTLS,
            trust=own_certificate.of_who_believes_it(),
            user=USER,
            password=Secret(PASSWORD),
        ).deliver(NOTICE)
        assert len(server.mails) == len(server.logins) == 1


def test_mail_goes_by_tls_with_a_login() -> None:
    with mailing(
        ssl_context=own_certificate.of_the_server(),
        auth_require_tls=False,  # the server does not see that it is behind TLS
    ) as server:
        mailbox(
            server.port,
            security=Security.TLS,
            trust=own_certificate.of_who_believes_it(),
            user=USER,
            password=Secret(PASSWORD),
        ).deliver(NOTICE)
        assert len(server.mails) == len(server.logins) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_that_nobody_vouches_for_is_not_believed(security: Security) -> None:
    context = own_certificate.of_the_server()
    options = {"tls_context" if security is Security.STARTTLS else "ssl_context": context}
    with mailing(**options) as server:
        with pytest.raises(Unavailable, match="certificate verify failed"):
            mailbox(server.port, security=security).deliver(NOTICE)
        assert server.mails == []


def test_a_server_without_the_protection_asked_for_is_not_used(server: MailServer) -> None:
    given = {"security": Security.STARTTLS, "user": USER, "password": Secret(PASSWORD)}
    with pytest.raises(Rejected, match="STARTTLS"):
        mailbox(server.port, **given).deliver(NOTICE)
    assert server.logins == []
    assert server.mails == []


def test_a_wrong_password_is_told_without_it() -> None:
    with mailing(auth_require_tls=False) as server:
        wrong = mailbox(server.port, user=USER, password=Secret("abracadabra"))
        with pytest.raises(Rejected, match=r"refused the login \(535\)") as caught:
            wrong.deliver(NOTICE)
        assert "NASHIR_SMTP_PASSWORD" in str(caught.value)
        assert "abracadabra" not in str(caught.value) + repr(wrong)
        assert server.mails == []


def test_a_password_that_a_server_repeats_is_not_told() -> None:
    replies = ["220 hello", "250-hello\n250 AUTH LOGIN", "334 VXNlcm5hbWU6", "535 abracadabra?"]
    with talking(*replies, "535 abracadabra!") as port:
        wrong = mailbox(port, user=USER, password=Secret("abracadabra"))
        with pytest.raises(Rejected) as caught:
            wrong.deliver(NOTICE)
    assert "abracadabra" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_password_beyond_ascii_is_refused_without_telling_it() -> None:
    with mailing(auth_require_tls=False) as server:
        arabic = mailbox(server.port, user=USER, password=Secret("افتح يا سمسم"))
        with pytest.raises(Rejected, match="letters of English only") as caught:
            arabic.deliver(NOTICE)
    assert "سمسم" not in str(caught.value)


def test_a_server_without_any_login_is_told_as_set_up_wrongly() -> None:
    with mailing(auth_exclude_mechanism=["LOGIN", "PLAIN"], auth_require_tls=False) as server:
        asking = mailbox(server.port, user=USER, password=Secret(PASSWORD))
        with pytest.raises(Rejected, match="cannot be used as it is set up"):
            asking.deliver(NOTICE)


@pytest.mark.parametrize(
    ("reply", "error"),
    [("451 try later", Unavailable), ("552 too big", Rejected), ("554 spam", Rejected)],
)
def test_what_a_server_says_to_a_mail_is_told(
    server: MailServer, reply: str, error: type[Exception]
) -> None:
    server.data_reply = reply
    with pytest.raises(error, match=f"the mail server 127.0.0.1 answered {reply}"):
        mailbox(server.port).deliver(NOTICE)


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        ("450 busy", "451 greylisted", Unavailable),
        ("550 unknown", "450 busy", Rejected),
        ("550 unknown", "550 unknown", Rejected),
    ],
)
def test_a_server_that_takes_mail_for_nobody_is_told(
    server: MailServer, first: str, second: str, error: type[Exception]
) -> None:
    server.recipient_replies = {DESK: first, NIGHT: second}
    with pytest.raises(error, match=f"takes no mail for us: .*{second}"):
        mailbox(server.port).deliver(NOTICE)
    assert server.mails == []


def test_one_recipient_that_is_refused_keeps_no_other_from_being_told(server: MailServer) -> None:
    server.recipient_replies = {DESK: "550 unknown"}
    with pytest.raises(Rejected, match=f"took no mail for {DESK}; the others were told"):
        mailbox(server.port).deliver(NOTICE)
    assert [each.rcpt_tos for each in server.envelopes] == [[NIGHT]]


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        (["421 closing down"], Unavailable),
        (["554 not for you"], Rejected),
        (["220 hello"], Unavailable),
        (["220 hello", "250 hello", "421 closing down"], Unavailable),
        (["220 hello", "250 hello", "553 that sender is not ours"], Rejected),
    ],
)
def test_a_server_that_breaks_off_is_told(replies: list[str], error: type[Exception]) -> None:
    with talking(*replies) as port, pytest.raises(error, match="the mail server"):
        mailbox(port).deliver(NOTICE)


def test_a_mail_that_was_taken_is_not_sent_again_for_a_rude_farewell() -> None:
    to_the_mail = ["220 hello", "250 hello", "250 OK", "250 OK", "354 go on"]
    with talking(*to_the_mail) as port, pytest.raises(Unavailable, match="broke off"):
        mailbox(port, recipients=(DESK,)).deliver(NOTICE)
    for farewell in ([], ["421 closing down"], ["500 what?"]):
        with talking(*to_the_mail, "250 taken", *farewell) as port:
            mailbox(port, recipients=(DESK,)).deliver(NOTICE)


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unavailable, match="timed out"):
            mailbox(port, timeout_s=0.05).deliver(NOTICE)


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(Unavailable, match="cannot be reached"):
        mailbox(port).deliver(NOTICE)


@pytest.mark.parametrize(
    "given",
    [
        {"sender": "nobody"},
        {"sender": "Nashir <nashir@example.org>\nBcc: all@example.org"},
        {"recipients": (DESK, "no address")},
        {"recipients": ()},
        {"recipients": ("",)},
    ],
)
def test_what_is_no_address_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"mail needs addresses such as desk@example\.org"):
        mailbox(25, **given)


def test_a_password_goes_unprotected_within_this_machine_only() -> None:
    given = {"user": USER, "password": Secret(PASSWORD)}
    assert mailbox(25, **given)
    with pytest.raises(SettingsError, match="starttls or tls"):
        mailbox(25, host="smtp.example.org", **given)


def test_a_user_without_a_password_is_refused() -> None:
    with pytest.raises(SettingsError, match="NASHIR_SMTP_PASSWORD"):
        mailbox(25, user=USER)


def test_a_name_beside_an_address_may_be_arabic(server: MailServer) -> None:
    names = {
        "sender": "ناشر الأخبار <nashir@example.org>",
        "recipients": (f"قسم التحرير <{DESK}>",),
    }
    mailbox(server.port, **names).deliver(NOTICE)
    (mail,) = server.mails
    assert (mail["From"], mail["To"]) == (names["sender"], names["recipients"][0])


@given(st.text(max_size=300) | arabic)
def test_any_headline_is_read_as_it_was_written(title: str) -> None:
    notice = replace(NOTICE, title=title)
    message = mailbox(25)._message(notice)  # noqa: SLF001 - what goes out, without a server
    wire = BytesIO()
    BytesGenerator(wire).flatten(message, linesep="\r\n")  # as the mail library writes it
    read = message_from_bytes(wire.getvalue(), policy=default)
    assert read["Subject"] == subject(notice)
    assert read.get_content().replace("\r\n", "\n") == letter(notice)
