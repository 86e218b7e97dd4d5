"""What is posted can be checked, shown by chats and read by programs; what was not taken is said without secrets."""

from __future__ import annotations

import base64
import json
import socket
import threading
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import jsonschema
import pytest
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from news import clock
from news.errors import SettingsError
from scheduler.alerts.channel import SendError
from scheduler.alerts.webhook import LONGEST_CONTENT, LONGEST_TEXT, Webhook, payload
from tests.scheduler.alerts.conftest import NOON, Hook, listening, message

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "alert.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("secret", ["Một bí mật", "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()])
def test_a_receiver_can_check_who_sent_it_by_the_published_library(hook: Hook, secret: str) -> None:
    assert Webhook(hook.address, secret, now=clock.now).send(message("vn-a")) == "200 OK ok"
    ((headers, body),) = hook.posted
    key = secret if secret.startswith("whsec_") else base64.b64encode(secret.encode()).decode()
    Receiver(key).verify(body.decode(), headers)
    assert headers["webhook-id"] == message("vn-a").id
    with pytest.raises(WebhookVerificationError):
        Receiver(key).verify(body.decode().replace("broken", "fresh"), headers)


def test_what_is_posted_keeps_to_its_schema(hook: Hook) -> None:
    Webhook(hook.address, now=clock.now).send(message("vn-a", "service/disk"))
    (posted,) = hook.messages
    jsonschema.validate(posted, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert posted["text"].startswith("Ủy ban nhân dân Phường Ạ: broken (http 503)\n")
    assert [change["subject"] for change in posted["changes"]] == ["vn-a", "service/disk"]
    assert posted["changes"][0]["since"] == "2026-03-01T05:00:00Z"
    assert "webhook-signature" not in hook.posted[0][0]


def test_chats_are_shown_text_that_they_do_not_obey() -> None:
    posted = payload(message("vn-a", text="<!channel> @everyone <https://bad.example|good>" + "x" * 9000))
    assert "<" not in posted["text"]
    assert "@everyone" not in posted["text"]
    assert (len(posted["text"]), len(posted["content"])) == (LONGEST_TEXT, LONGEST_CONTENT)


def test_a_name_and_password_in_the_address_are_sent_and_never_told(hook: Hook) -> None:
    webhook = Webhook(hook.address.replace("://", "://loa:geheim@"), now=clock.now)
    hook.status, hook.answer = 400, b"no\nthanks"
    with pytest.raises(SendError) as caught:
        webhook.send(message("vn-a"))
    assert (str(caught.value), caught.value.everything) == ("400 Bad Request no thanks", False)
    assert hook.posted[0][0]["authorization"] == "Basic " + base64.b64encode(b"loa:geheim").decode()
    assert webhook.receiver == "127.0.0.1"


def test_an_address_in_any_letters_is_reached(hook: Hook) -> None:
    address = f"http://l%C3%B6a:m%E1%BA%ADt%20kh%E1%BA%A9u%40@127.0.0.1:{hook.server_port}/dịch vụ/%2F?khóa=é&b"
    assert Webhook(address, now=clock.now).send(message("vn-a")) == "200 OK ok"
    assert hook.targets == ["/d%E1%BB%8Bch%20v%E1%BB%A5/%2F?kh%C3%B3a=%C3%A9&b"]
    assert base64.b64decode(hook.posted[0][0]["authorization"].removeprefix("Basic ")).decode() == "löa:mật khẩu@"
    with listening("::1") as other:
        webhook = Webhook(f"http://[::1]:{other.server_port}/a", now=clock.now)
        assert webhook.send(message("vn-a")) == "200 OK ok"
        assert other.posted[0][0]["host"] == f"[::1]:{other.server_port}"
    named = Webhook("http://phường.invalid/", now=clock.now)
    assert named.receiver == "phường.invalid"
    with pytest.raises(SendError, match="gaierror"):
        named.send(message("vn-a"))


@pytest.mark.parametrize("kind", ["seconds", "date", "past", "nonsense", None])
def test_a_receiver_that_wants_rest_is_understood(hook: Hook, kind: str | None) -> None:
    dates = {"date": NOON + timedelta(hours=2), "past": NOON - timedelta(hours=2)}
    values = {"seconds": "90", "nonsense": "soon"} | {name: format_datetime(date, usegmt=True) for name, date in dates.items()}
    if kind:
        hook.headers["Retry-After"] = values[kind]
    hook.status = 429
    with pytest.raises(SendError) as caught:
        Webhook(hook.address, now=lambda: NOON).send(message("vn-a"))
    assert caught.value.everything
    expected = {"seconds": timedelta(seconds=90), "date": timedelta(hours=2), "past": timedelta()}
    assert caught.value.wait == expected.get(kind or "")


def test_a_redirect_is_no_success(hook: Hook) -> None:
    hook.status, hook.headers = 302, {"Location": "http://127.0.0.1:1/"}
    with pytest.raises(SendError, match="302"):
        Webhook(hook.address, now=clock.now).send(message("vn-a"))


def test_nobody_there_and_nothing_said_are_told(hook: Hook) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(SendError, match="ConnectionRefusedError"):
            Webhook(f"http://127.0.0.1:{closed.getsockname()[1]}/", now=clock.now).send(message("vn-a"))
    hook.free.clear()
    with pytest.raises(SendError, match=r"(?i)time"):
        Webhook(hook.address, now=clock.now, timeout=0.3).send(message("vn-a"))


def test_an_answer_that_drips_is_not_waited_for_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for sign in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + "x" * 99:
                    try:
                        connection.sendall(sign.encode())
                    except OSError:
                        return
                    threading.Event().wait(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(SendError):
            Webhook(f"http://127.0.0.1:{server.getsockname()[1]}/", now=clock.now, timeout=0.4).send(message("vn-a"))
        thread.join(20)


def test_stopping_ends_a_wait_at_once(hook: Hook) -> None:
    webhook = Webhook(hook.address, now=clock.now)
    webhook.stop()
    hook.free.clear()
    failures: list[SendError] = []

    def send() -> None:
        try:
            webhook.send(message("vn-a"))
        except SendError as error:
            failures.append(error)

    thread = threading.Thread(target=send)
    thread.start()
    assert hook.asked.wait(10)
    webhook.stop()
    thread.join(10)
    assert len(failures) == 1


def test_a_secret_that_is_no_base64_is_refused() -> None:
    with pytest.raises(SettingsError, match="no base64"):
        Webhook("https://a.example/", "whsec_!", now=clock.now)
