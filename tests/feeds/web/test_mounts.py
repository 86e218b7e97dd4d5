"""Mounts: paths whose every method is answered by somebody else, who is given what a form sends."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feeds.web.answer import Answer, text_answer
from feeds.web.app import MAX_BODY_BYTES, Application, Serving, create_app
from feeds.web.request import Request
from tests.feeds.web.serving import Client, served


async def mount(request: Request) -> Answer:
    return text_answer(200, f"{request.method} {request.path} {request.query} {request.body.decode()}")


@pytest.fixture
def application(tmp_path: Path) -> Application:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "index.html").write_text("published")
    (tmp_path / "all.rss").write_text("<rss/>")
    return create_app(tmp_path, Serving(public_url="http://a.example/"), mounts={"desk": mount})


@pytest.fixture(params=["ours", "h11"])
def ask(request: pytest.FixtureRequest, application: Application) -> Iterator[Client]:
    with served(application, **({} if request.param == "ours" else {"http": "h11"})) as client:
        yield client


def post(ask: Client, path: str, *pieces: bytes) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", ask.port, timeout=10)) as connection:
        connection.request("POST", path, body=iter(pieces), headers={"Content-Length": str(sum(map(len, pieces)))})
        answer = connection.getresponse()
        return answer.status, answer.read().decode().strip()


def test_every_method_below_the_step_is_the_mounts(ask: Client) -> None:
    assert ask("/desk/?a=1").body == b"GET /desk/ a=1 \n", "not what lies in the folder"
    assert ask("/desk").body == b"GET /desk  \n"
    assert ask("/desk/x", "DELETE").body.startswith(b"DELETE")
    head = ask("/desk/x", "HEAD")
    assert head.body == b""
    assert head["Content-Length"] == str(len(b"HEAD /desk/x  \n"))
    assert ask("/all.rss").body == b"<rss/>"
    assert ask("/desks", "POST").status == 405


def test_what_a_mount_answers_is_shared_with_nobody(ask: Client) -> None:
    for method in ("GET", "OPTIONS"):
        answer = ask("/desk/sources.json", method, Origin="https://reader.example")
        assert answer.body.startswith(method.encode())
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_a_form_arrives_whole_and_nobody_else_is_given_one(ask: Client) -> None:
    assert post(ask, "/desk/act", b"source=vn-a", b"&act=", b"pause") == (200, "POST /desk/act  source=vn-a&act=pause")
    assert post(ask, "/desk/act", b"x" * 20_000)[1].count("x") == 20_000
    assert post(ask, "/all.rss", b"source=vn-a")[0] == 405


def test_more_than_a_form_is_refused(application: Application) -> None:
    with served(application) as ask, pytest.raises((http.client.HTTPException, OSError)):  # noqa: PT012
        status, _ = post(ask, "/desk/act", *([b"x" * 1024] * (MAX_BODY_BYTES // 1024 + 200)))
        raise http.client.BadStatusLine(str(status)) if status == 413 else AssertionError(status)


def test_two_forms_on_one_connection_are_kept_apart(application: Application) -> None:
    with served(application) as ask:
        connection = http.client.HTTPConnection("127.0.0.1", ask.port, timeout=10)
        for body in (b"one", b"two"):
            connection.request("POST", "/desk/", body=body)
            assert connection.getresponse().read().split()[-1] == body
        connection.close()


def test_answers_are_counted_by_purpose_and_status(application: Application) -> None:
    with served(application) as ask:
        etag = ask("/all.rss")["ETag"]
        ask("/all.rss")
        ask("/all.rss", If_None_Match=etag)
        ask("/desk/")
        ask("/nothing")
        ask("/all.rss", "POST")
    assert application.answered == {
        ("feed", 200): 2,
        ("feed", 304): 1,
        ("operator", 200): 1,
        ("page", 404): 1,
        ("refused", 405): 1,
    }
