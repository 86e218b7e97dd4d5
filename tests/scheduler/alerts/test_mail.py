"""Mails are proper, threaded by source, encrypted where they leave the machine, and sent once."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from scheduler.alerts.channel import SendError
from scheduler.alerts.mail import Mailer, MailServer
from tests.crawler.guards.test_certificates import Authority
from tests.scheduler.alerts.conftest import MailAt, message


def mailer(
    port: int, *, tls: str = "none", user: str = "", password: str = "", receivers: tuple[str, ...] = ("op@c.example",)
) -> Mailer:
    server = MailServer(host="127.0.0.1", port=port, tls=tls, user=user, password=password)
    return Mailer(server, sender="loa@b.example", receivers=receivers, list_host="loa.example", timeout=5)


def test_a_mail_has_what_mail_programs_want(mail_at: MailAt) -> None:
    post, port = mail_at()
    long = "Từ hôm nay không đọc được. " * 60
    assert mailer(port, receivers=("op@c.example", "đội@d.example")[:1]).send(message("vn-a", text=long)) == "taken for 1 of 1"
    (mail,) = post.mails
    assert mail["Subject"] == "[Loa] Ủy ban nhân dân Phường Ạ: broken (http 503)"
    assert all(byte < 128 for byte in post.raw[0].split(b"\r\n\r\n")[0])
    assert max(len(line) for line in post.raw[0].split(b"\r\n")) <= 998
    assert (mail["From"], mail["To"]) == ("Loa <loa@b.example>", "op@c.example")
    assert mail["Message-ID"] == f"<{message('vn-a').id}@b.example>"
    assert mail["List-Id"] == "Loa alerts <alerts.loa.example>"
    assert mail["Date"].datetime == message("vn-a").at
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert long.strip() in mail.get_content()


def test_what_is_about_one_source_is_one_thread(mail_at: MailAt) -> None:
    post, port = mail_at()
    for number, subjects in enumerate([("vn-a",), ("vn-a",), ("service/disk",), ("vn-a", "vn-b")]):
        mailer(port).send(message(*subjects, number=number))
    threads = [mail["References"] for mail in post.mails]
    assert threads == ["<vn-a.alerts@b.example>"] * 2 + ["<service/disk.alerts@b.example>", None]
    assert len({mail["Message-ID"] for mail in post.mails}) == 4


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("implicit", [False, True])
def test_the_way_out_is_encrypted_verified_and_let_in(
    mail_at: MailAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, implicit: bool
) -> None:
    authority = Authority(tmp_path, "mail-authority")
    post, port = mail_at(tls=authority.serving("127.0.0.1"), implicit=implicit, login=("loa", "geheim"))
    tls = "tls" if implicit else "starttls"
    with pytest.raises(SendError, match=r"(?i)certificate"):
        mailer(port, tls=tls, user="loa", password="geheim").send(message("vn-a"))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with pytest.raises(SendError, match="535") as caught:
        mailer(port, tls=tls, user="loa", password="falsch").send(message("vn-a"))
    assert "falsch" not in str(caught.value)
    assert caught.value.everything
    assert mailer(port, tls=tls, user="loa", password="geheim").send(message("vn-a")) == "taken for 1 of 1"
    assert len(post.mails) == 1


def test_who_is_refused_is_told_and_the_others_have_it(mail_at: MailAt) -> None:
    post, port = mail_at()
    post.refused = {"gone@c.example": "550 5.1.1 no such\x01 user"}
    said = mailer(port, receivers=("op@c.example", "gone@c.example")).send(message("vn-a"))
    assert said.startswith("taken for 1 of 2; refused: gone@c.example (550")
    assert post.receivers == [["op@c.example"]]
    with pytest.raises(SendError, match="no receiver was taken") as caught:
        mailer(port, receivers=("gone@c.example",)).send(message("vn-a"))
    assert not caught.value.everything
    post.refusal = "552 too large"
    with pytest.raises(SendError, match="552 too large") as caught:
        mailer(port).send(message("vn-a"))
    assert not caught.value.everything


def test_a_server_that_is_not_there_or_silent_is_told(mail_at: MailAt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        patient = Mailer(
            MailServer(host="127.0.0.1", port=silent.getsockname()[1], tls="none"),
            sender="loa@b.example",
            receivers=("op@c.example",),
            list_host="b.example",
            timeout=0.3,
        )
        with pytest.raises(SendError, match=r"(?i)time"):
            patient.send(message("vn-a"))
        port = silent.getsockname()[1]
    with pytest.raises(SendError, match="refused"):
        mailer(port).send(message("vn-a"))
    _, port = mail_at()
    with pytest.raises(SendError, match="STARTTLS"):
        mailer(port, tls="starttls").send(message("vn-a"))


def test_stopping_ends_a_wait_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        slow = mailer(server.getsockname()[1])
        slow.stop()
        greeted = threading.Event()

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"220 hello\r\n")
                connection.recv(999)
                greeted.set()
                connection.recv(999)

        failures: list[SendError] = []

        def send() -> None:
            try:
                slow.send(message("vn-a"))
            except SendError as error:
                failures.append(error)

        threads = [threading.Thread(target=greet), threading.Thread(target=send)]
        for thread in threads:
            thread.start()
        assert greeted.wait(10)
        slow.stop()
        for thread in threads:
            thread.join(10)
        assert len(failures) == 1
