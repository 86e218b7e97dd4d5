"""Mail: each message as a plain text e-mail, those about one source in one thread."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from news.alerts.message import Message
from scheduler.alerts.channel import TIMEOUT_SECONDS, SendError


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """The mail server that takes messages."""

    host: str
    port: int
    tls: str
    """starttls, tls or none."""
    user: str = ""
    """"": it is not asked to let us in."""
    password: str = ""


def mail_of(message: Message, *, sender: str, receivers: Sequence[str], list_host: str) -> EmailMessage:
    """Return a message as an e-mail.

    Its Message-ID is made of the message's id, so that one that is sent a second time is known for the same. What is about one
    subject alone refers to that subject's thread.
    """
    local, _, domain = sender.rpartition("@")
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"[Loa] {message.title}"
    mail["From"] = Address(display_name="Loa", username=local, domain=domain)
    mail["To"] = ", ".join(receivers)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    subjects = {change.subject for change in message.changes}
    if message.kind == "change" and len(subjects) == 1:
        thread = f"<{subjects.pop()}.alerts@{domain}>"
        mail["In-Reply-To"] = thread
        mail["References"] = thread
    mail["List-Id"] = f"Loa alerts <alerts.{list_host}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody who is away need answer
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(f"{message.text.rstrip()}\n", charset="utf-8")
    return mail


class Mailer:
    """Sends messages through a mail server, one connection each."""

    name = "mail"

    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        receivers: Sequence[str],
        list_host: str,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """Take whom messages come from and go to; nothing is opened yet."""
        self._server = server
        self._sender = sender
        self._receivers = tuple(receivers)
        self._list_host = list_host
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None
        self.receiver = f"{', '.join(self._receivers)} by {server.host}:{server.port}"

    def send(self, message: Message) -> str:
        """Send a message to all receivers. Raises SendError when the mail server takes it for none of them."""
        deadline = threading.Timer(2 * self._timeout, self.stop)
        deadline.daemon = True
        deadline.start()
        try:
            mail = mail_of(message, sender=self._sender, receivers=self._receivers, list_host=self._list_host)
            with self._connected() as smtp:
                refused = smtp.send_message(mail, self._sender, self._receivers)
        except smtplib.SMTPRecipientsRefused as error:
            raise SendError(f"no receiver was taken: {_refusals(error.recipients)}", everything=False) from error
        except smtplib.SMTPResponseException as error:
            everything = not isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
            raise SendError(
                f"{type(error).__name__}: {error.smtp_code} {_text(error.smtp_error)}", everything=everything
            ) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise SendError(f"{type(error).__name__}: {error}") from error
        finally:
            deadline.cancel()
            self._smtp = None
        taken = len(self._receivers) - len(refused)
        return f"taken for {taken} of {len(self._receivers)}" + (f"; refused: {_refusals(refused)}" if refused else "")

    def stop(self) -> None:
        """End whatever another thread waits for here."""
        opened = self._smtp.sock if self._smtp is not None else None
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Yield a connection that may send; what fails when saying goodbye fails nobody, for the message was taken by then."""
        server, name = self._server, socket.gethostname()  # smtplib would ask the name server, which may be what is down
        if server.tls == "tls":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, name, timeout=self._timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=self._timeout)
        try:
            self._smtp = smtp
            if server.tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
        finally:
            smtp.close()


def _refusals(refused: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{address} ({code} {_text(said)})" for address, (code, said) in sorted(refused.items()))


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
