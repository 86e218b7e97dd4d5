"""A browser in small: keeps the cookie it is given, sends forms as browsers do, follows nothing by itself."""

from __future__ import annotations

import http.client
import re
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.feeds.web.serving import Answer

TOKEN = "correct horse battery"


@dataclass
class Visitor:
    port: int
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str = "", **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        sent = {"Origin": f"http://127.0.0.1:{self.port}", "Sec_Fetch_Site": "same-origin", **headers}
        return self._ask("POST", path, urlencode(fields), sent)

    def log_in(self, token: str = TOKEN, **fields: str) -> Answer:
        return self.post("log-in", {"token": token, **fields})

    def key(self, path: str = "") -> str:
        """The key that the forms of a page bring back."""
        found = re.search(r'name="key" value="([^"]+)"', self.text(path))
        assert found is not None
        return found[1]

    def text(self, path: str = "") -> str:
        answer = self.get(path)
        assert answer.status == 200, answer.status
        return answer.body.decode()

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in {**self.headers, **headers}.items()}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path if path.startswith("/") else f"/operator/{path}", body=body, headers=sent)
            answer = Answer(connection.getresponse())
        if given := answer.headers["Set-Cookie"]:
            self.cookie = given.partition(";")[0]
        return answer
