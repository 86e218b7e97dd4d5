"""`loa alerts` as an operator types it, and a fault that a crawl finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from news.settings import Settings
from scheduler.alerts.looking import writer_of
from tests.conftest import Loa, free_ports
from tests.scheduler.alerts.conftest import Hook, MailAt


def write(folder: Path, text: str) -> None:
    (folder / "loa.toml").write_text(text, encoding="utf-8")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_test_message_says_what_happened_and_no_secret(loa: Loa, tmp_path: Path, hook: Hook, mail_at: MailAt) -> None:
    post, port = mail_at(login=("loa", "mat khau"))
    (tmp_path / "password").write_text("mat khau\n", encoding="utf-8")
    write(
        tmp_path,
        f"""[alerts]
webhook = "{hook.address}"
webhook_secret = "geheim"
mail_to = ["op@c.example", "two@c.example"]
mail_from = "loa@b.example"
smtp_port = {port}
smtp_user = "loa"
smtp_password_file = "password"
""",
    )
    done = loa("alerts", "test")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "webhook to 127.0.0.1: taken (200 OK ok)",
        f"mail to op@c.example, two@c.example by 127.0.0.1:{port}: taken (taken for 2 of 2)",
    ]
    assert hook.messages[0]["kind"] == "test"
    assert post.mails[0]["Subject"] == "[Loa] A test: alerts arrive"
    hook.status = 404
    failed = loa("alerts", "test", LOA_ALERTS_SMTP_PASSWORD_FILE="", LOA_ALERTS_SMTP_PASSWORD="falsch")
    assert failed.returncode != 0
    for secret in ("mat khau", "geheim", "secret-part", "falsch"):
        assert secret not in done.stdout + done.stderr + failed.stdout + failed.stderr
    assert "No message was sent yet." in loa("alerts", "list").stdout or "no store" in loa("alerts", "list").stderr


def test_what_cannot_work_is_told_at_once(loa: Loa, tmp_path: Path) -> None:
    write(tmp_path, "")
    assert "set alerts.webhook or alerts.mail_to" in loa("alerts", "test").stderr
    write(tmp_path, '[alerts]\nmail_to = ["op@c.example"]\nsmtp_password = "geheim"\n')
    told = loa("alerts", "test")
    assert (told.returncode, told.stderr.strip()) == (
        2,
        f"loa: {tmp_path}/loa.toml, line 1: alerts: mail_from is required where mail_to names somebody",
    )
    write(tmp_path, '[alerts]\nmail_to = ["op"]\nmail_from = "a@b.example"\n')
    assert "'op' is no mail address" in loa("alerts", "test").stderr
    write(tmp_path, '[alerts]\nwebhook = "https://a.example/"\nwebhook_secret_file = "none"\n')
    told = loa("alerts", "test")
    assert told.stderr.strip() == f"loa: alerts.webhook_secret_file: {tmp_path}/none: No such file or directory"
    write(
        tmp_path,
        '[alerts]\nmail_to = ["a@b.example"]\nmail_from = "a@b.example"\nsmtp_host = "mx.example"\nsmtp_user = "u"\n'
        'smtp_tls = "none"',
    )
    assert "only encrypted" in loa("alerts", "test").stderr
    write(tmp_path, '[alerts]\nwebhook = "https://a.example/"\nwebhook_secret = "a"\nwebhook_secret_file = "b"')
    assert "leave one out" in loa("alerts", "test").stderr
    write(tmp_path, '[alerts]\nwebhook = "geheim"\ndigest = "25:00"')
    told = loa("alerts", "test")
    assert "geheim" not in told.stderr
    assert "absolute http or https" in told.stderr


def test_a_crawl_that_finds_a_source_broken_says_so_once(loa: Loa, tmp_path: Path, hook: Hook) -> None:
    port = free_ports(1)
    write(
        tmp_path,
        f"""[alerts]
webhook = "{hook.address}"
timezone = "UTC"
[crawl]
delay_seconds = 0
[[source]]
id = "vn-gone"
title = "Phường Vắng"
homepage = "http://127.0.0.1:{port}/"
listings = ["http://127.0.0.1:{port}/tin"]
""",
    )
    for _ in range(3):
        loa("crawl", "vn-gone")
    (posted,) = hook.messages
    assert posted["title"].startswith("Phường Vắng: broken (")
    listed = loa("alerts", "list").stdout
    assert "webhook Phường Vắng: broken (" in listed
    assert "[arrived " in listed


def test_messages_lead_to_the_status_page_where_one_gets_in() -> None:
    token = {"token": "correct horse battery"}
    for settings, address in (
        (Settings(), "http://127.0.0.1:8080/operator/"),
        (Settings(public_url="https://loa.example/"), "https://loa.example/health/feed.atom"),
        (Settings(public_url="https://loa.example/", operator=token), "https://loa.example/health/feed.atom"),
        (Settings(public_url="https://loa.example/", operator={**token, "public": True}), "https://loa.example/operator/"),
    ):
        assert writer_of(settings, ()).status == address
