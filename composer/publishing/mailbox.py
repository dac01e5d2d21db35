"""Tells people by mail."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr
from enum import StrEnum

from composer.domain.notice import Notice
from composer.domain.secret import Secret
from composer.errors import PublishError, Rejected, SettingsError, Unavailable
from composer.publishing.redact import scrub
from composer.publishing.wording import letter, subject

_LONGEST_REPLY = 200  # characters
_FINAL = range(500, 600)  # replies of a server that will say the same again
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Security(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Sends notices by mail.

    Args:
        host: The mail server.
        port: Its port; None for the usual one.
        security: How the way there is protected. A server that does not offer the protection is
            refused, never used without.
        user: Who logs in there; None where nobody does.
        password: Theirs.
        sender: Address, perhaps with a name: ``Nashir <nashir@example.org>``.
        recipients: The same, at least one.
        trust: Whose certificates are believed; None for those that this machine believes.
        timeout_s: Seconds for each step of the way.

    Raises:
        SettingsError: An address is none, or a password would go over the net unprotected.
    """

    host: str
    port: int | None = None
    security: Security = Security.STARTTLS
    user: str | None = None
    password: Secret | None = None
    sender: str
    recipients: tuple[str, ...]
    trust: ssl.SSLContext | None = None
    timeout_s: float = 10.0

    def __post_init__(self) -> None:
        wrong = [each for each in (self.sender, *self.recipients) if not _is_address(each)]
        if wrong or not self.recipients:
            msg = f"mail needs addresses such as desk@example.org, not {', '.join(wrong) or 'none'}"
            raise SettingsError(msg)
        if self.user and not self.password:
            msg = f"the mail server's user {self.user!r} has no password: set NASHIR_SMTP_PASSWORD"
            raise SettingsError(msg)
        if self.user and self.security is Security.NONE and self.host not in _LOOPBACK:
            msg = "a password is not sent unprotected: set smtp_security to starttls or tls"
            raise SettingsError(msg)

    def deliver(self, notice: Notice) -> None:
        """Send one notice; see ``notify.Channel``."""
        try:
            refused = self._send(self._message(notice))
        except (OSError, UnicodeError) as error:  # every error of the mail library is an OSError
            # The original is not shown: a server may repeat in it what it was sent.
            raise _translated(error, f"the mail server {self.host}") from None
        if refused:
            names = ", ".join(sorted(refused))
            msg = f"the mail server {self.host} took no mail for {names}; the others were told"
            raise Rejected(msg)

    def _message(self, notice: Notice) -> MIMEText:
        # The newer ``EmailMessage`` loses spaces where it breaks a long Arabic subject.
        message = MIMEText(letter(notice), "plain", "utf-8")
        message["Subject"] = Header(subject(notice), "utf-8", header_name="Subject").encode()
        message["From"] = formataddr(parseaddr(self.sender))
        message["To"] = ", ".join(formataddr(parseaddr(each)) for each in self.recipients)
        message["Date"] = format_datetime(notice.at)
        domain = parseaddr(self.sender)[1].rpartition("@")[2]
        message["Message-ID"] = f"<notice-{notice.id}-{notice.at:%Y%m%d%H%M%S}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
        return message

    def _send(self, message: MIMEText) -> dict[str, tuple[int, bytes]]:
        server = self._connected()
        try:
            if self.security is Security.STARTTLS:
                server.starttls(context=self._context())
            if self.user and self.password:
                server.login(self.user, self.password.reveal())
            refused = server.send_message(message)
            with suppress(OSError):  # the mail is taken: a broken farewell changes nothing
                server.quit()
        finally:
            server.close()
        return refused

    def _connected(self) -> smtplib.SMTP:
        port = self.port or _PORTS[self.security]
        if self.security is Security.TLS:
            return smtplib.SMTP_SSL(
                self.host, port, timeout=self.timeout_s, context=self._context()
            )
        return smtplib.SMTP(self.host, port, timeout=self.timeout_s)

    def _context(self) -> ssl.SSLContext:
        return self.trust or ssl.create_default_context()


def _is_address(text: str) -> bool:
    """Tell an address, perhaps with a name, from what would write headers of its own."""
    return text.isprintable() and re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]) is not None


def _translated(error: OSError | UnicodeError, server: str) -> PublishError:
    """Return what an error means for the caller."""
    match error:
        case smtplib.SMTPResponseException():
            refused = error.smtp_code in _FINAL
            return (Rejected if refused else Unavailable)(f"{server} {_reply(error)}")
        case smtplib.SMTPRecipientsRefused():
            replies = error.recipients.values()
            refused = any(code in _FINAL for code, _ in replies)
            said = "; ".join(sorted({f"{code} {_said(reply)}" for code, reply in replies}))
            return (Rejected if refused else Unavailable)(f"{server} takes no mail for us: {said}")
        case smtplib.SMTPServerDisconnected():
            return Unavailable(f"{server} broke off: {error}")
        case smtplib.SMTPException():
            return Rejected(f"{server} cannot be used as it is set up: {error}")
        case UnicodeError():
            return Rejected(f"{server} takes letters of English only in a user and a password")
        case _:
            return Unavailable(f"{server} cannot be reached: {error}")


def _reply(error: smtplib.SMTPResponseException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):  # some repeat the password in it
        advice = "look at smtp_user and NASHIR_SMTP_PASSWORD"
        return f"refused the login ({error.smtp_code}): {advice}"
    return f"answered {error.smtp_code} {_said(error.smtp_error)}"


def _said(reply: bytes | str) -> str:
    """Return what a server said as one line of reasonable length."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return scrub(" ".join(text.split()))[:_LONGEST_REPLY]
