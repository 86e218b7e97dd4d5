"""Small sites for tests, served for real: what each path answers is a function's business."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TEXT = "Sáng 5/3, Ủy ban nhân dân phường tổ chức hội nghị tổng kết công tác vận động nhân dân năm vừa qua. " * 4
Answer = tuple[int, dict[str, str], bytes]
Site = Callable[[str], Answer]


def page(body: str, *, title: str = "Trang") -> Answer:
    html = f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"
    return 200, {"Content-Type": "text/html; charset=utf-8"}, html.encode()


def listing(*paths: str) -> Answer:
    items = "".join(
        f'<li><h3><a href="{path}">Phường tổ chức hội nghị tổng kết số {number}</a></h3></li>'
        for number, path in enumerate(paths)
    )
    return page(f"<main><ul class=news>{items}</ul></main>", title="Tin tức")


def article(number: str = "1", more: str = "") -> Answer:
    paragraphs = "".join(f"<p>Đoạn {count}. {TEXT}</p>" for count in range(4))
    return page(
        f"<article><h1>Hội nghị tổng kết số {number} của phường</h1>{paragraphs}{more}</article>",
        title=f"Hội nghị tổng kết số {number} của phường",
    )


def allowing(pages: dict[str, Answer]) -> Site:
    return lambda path: pages.get(path, (404, {}, b""))


def offering(first: Answer) -> Site:
    """A site that lists two articles, of which the first is answered so and the second is in order."""
    pages = {"/": listing("/tin-1001.html", "/tin-1002.html"), "/tin-1001.html": first, "/tin-1002.html": article("2")}
    return lambda path: pages.get(path, (404, {}, b""))


def with_robots(status: int, body: bytes) -> Site:
    return lambda path: (status, {}, body) if path == "/robots.txt" else offering(article())(path)


class Handler(BaseHTTPRequestHandler):
    """Answers as its server's site says."""

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        self.server.paths.append(self.path)  # type: ignore[attr-defined]
        status, headers, body = site(self.path)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 http.server names it

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def server_of(site: Site) -> ThreadingHTTPServer:
    """A server of the site on a free port of 127.0.0.1; `paths` will hold what was asked for. The caller serves and closes it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.site, server.paths = site, []  # type: ignore[attr-defined]
    return server
