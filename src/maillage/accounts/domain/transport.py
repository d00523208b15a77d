"""The way out: how a row becomes a message, and how it is handed to the server that EMAIL_URL names."""

import os
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import smtp
from django.core.mail.message import sanitize_address
from django.utils.module_loading import import_string

from maillage.accounts.domain.addresses import message_id_of, return_address
from maillage.accounts.domain.marks import Mark
from maillage.accounts.models import OutboundMail

TIMEOUT = 30  # seconds for each answer of the server
DOT_TIMEOUT = 120  # and for the one that takes the letter: some servers read it first
DOT = b".\r\n"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class CannotConnectError(Exception):
    """No server at the other end, or one that does not want us: the letter has nothing to do with it."""


class NoReceiptError(Exception):
    """The whole letter was handed over, and the answer never came."""


class WithMarks:
    """A session that says when the final dot leaves, and when the server takes the letter."""

    say: Callable[[Mark], None]

    def data(self, msg):
        self.putcmd("data")
        code, words = self.getreply()
        if code != 354:  # noqa: PLR2004  RFC 5321, 4.3.2
            raise smtplib.SMTPDataError(code, words)
        body = re.sub(rb"(?m)^\.", b"..", msg)
        self.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        self.say(Mark.DOT)
        self.send_dot()
        self.sock.settimeout(DOT_TIMEOUT)
        try:
            code, words = self.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise NoReceiptError(str(error)) from error
        self.say(Mark.TAKEN if code == 250 else Mark.TRYING)  # noqa: PLR2004  same
        if self.sock:
            self.sock.settimeout(TIMEOUT)
        return code, words

    def send_dot(self) -> None:
        """One system call right after the mark: a kill finds nothing to slip into."""
        try:
            if isinstance(self.sock, ssl.SSLSocket) or os.write(self.sock.fileno(), DOT) != len(DOT):
                self.send(DOT)
        except BlockingIOError:  # its buffer is full: wait, as for any other line
            self.send(DOT)
        except OSError as error:
            self.say(Mark.TRYING)
            self.close()
            raise smtplib.SMTPServerDisconnected(str(error)) from error


class Session(WithMarks, smtplib.SMTP):
    pass


class SecureSession(WithMarks, smtplib.SMTP_SSL):
    pass


class Backend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return SecureSession if self.use_ssl else Session


class SmtpTransport:
    """One connection, kept open from letter to letter."""

    def __init__(self, backend: Backend):
        self.backend = backend

    def send(self, mail: OutboundMail, say: Callable[[Mark], None]) -> None:
        message = message_of(mail)
        content = message.message().as_bytes(linesep="\r\n")
        charset = message.encoding or settings.DEFAULT_CHARSET
        session = self.session()
        session.say = say
        sender = return_address(mail) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        session.sendmail(sanitize_address(sender, charset), [sanitize_address(mail.to, charset)], content)

    def session(self):
        if self.backend.connection is not None and self.backend.connection.sock is None:
            self.backend.connection = None  # the server hung up
        if self.backend.connection is None:
            try:
                self.backend.open()
                self.backend.connection.ehlo_or_helo_if_needed()
            except (OSError, smtplib.SMTPException) as error:
                self.close()
                raise CannotConnectError(f"{type(error).__name__} : {error}") from error
            # the dot is a packet of its own: it must not wait for the answer to the one before
            self.backend.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.backend.connection

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):  # they hung up first
            self.backend.connection = self.backend._partial_connection = None  # noqa: SLF001  the backend's own way


class OtherTransport:
    """Any other way out that Django or Anymail knows: a provider's API, a file, the console, nothing."""

    def __init__(self, backend):
        self.backend = backend

    def send(self, mail: OutboundMail, say: Callable[[Mark], None]) -> None:
        message = message_of(mail)
        say(Mark.DOT)
        try:
            self.backend.send_messages([message])
        except Exception:
            say(Mark.TRYING)
            raise
        say(Mark.TAKEN)

    def close(self) -> None:
        self.backend.close()


def message_of(mail: OutboundMail) -> EmailMultiAlternatives:
    """The mail as it travels: no tracking, no answer asked of machines, one name for all its copies."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Auto-Submitted": "auto-generated", "Message-ID": message_id_of(mail), **mail.headers},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:  # twice: readers show the first as an invitation, people open the second by hand
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("invitation.ics", mail.calendar.encode(), "application/ics")
    return message


def open_transport() -> SmtpTransport | OtherTransport:
    """The way out that EMAIL_URL names; settings.EMAIL_BACKEND itself is walled up. Connects at the first letter."""
    url = settings.MAIL_TRANSPORT
    options = {
        "host": url.get("EMAIL_HOST"),
        "port": url.get("EMAIL_PORT"),
        "username": url.get("EMAIL_HOST_USER") or "",
        "password": url.get("EMAIL_HOST_PASSWORD") or "",
        "use_tls": url.get("EMAIL_USE_TLS", False),
        "use_ssl": url.get("EMAIL_USE_SSL", False),
        "timeout": TIMEOUT,
    }
    if url["EMAIL_BACKEND"] == SMTP:
        return SmtpTransport(Backend(**options))
    if url["EMAIL_BACKEND"].startswith("anymail."):
        options = {}
    elif url.get("EMAIL_FILE_PATH"):
        options["file_path"] = url["EMAIL_FILE_PATH"]
    return OtherTransport(import_string(url["EMAIL_BACKEND"])(**options))
