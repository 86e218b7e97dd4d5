"""Portals of tests: small real servers, each with a listing and an article, and with a fault of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

PARAGRAPH = "Sáng 5/3/2026, Ủy ban nhân dân phường tổ chức hội nghị tổng kết công tác vận động nhân dân năm qua. " * 3
ARTICLE = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Phường A tổng kết công tác</title></head><body>
<article><h1>Phường A tổng kết công tác dân vận năm 2026</h1><p>{PARAGRAPH}</p><p>Đoạn hai. {PARAGRAPH}</p></article>
</body></html>"""
LISTING = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Tin</title></head><body><ul>
<li><a href="/tin/phuong-a-tong-ket-cong-tac-dan-van-nam-2026-1.html">Phường A tổng kết công tác dân vận năm 2026</a></li>
</ul></body></html>"""


class Portal:
    """A portal on a port of its own. `fault` is called for every page asked for, before it is answered."""

    def __init__(
        self, name: str, fault: Callable[[Portal], None] = lambda _: None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.over = threading.Event()
        self.asked = 0
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/robots.txt":
                    self.send_error(404)
                    return
                portal.asked += 1
                fault(portal)
                body = (ARTICLE if self.path.startswith("/tin/") else LISTING).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 50

            def handle_error(self, request: object, client_address: object) -> None:
                """Whoever asked is gone, as these tests mean it to be."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def table(self, more: str = "") -> str:
        """The portal as a `[[source]]` table."""
        rows = ["[[source]]", f'id = "vn-{self.name}"', f'title = "{self.name}"', f'homepage = "{self.address}"']
        return "\n".join([*rows, f'listings = ["{self.address}"]', more, ""])


def hangs(portal: Portal) -> None:
    """Answer when the test is over."""
    portal.over.wait(120)


def slow(portal: Portal) -> None:
    """Take a while."""
    time.sleep(0.5)
