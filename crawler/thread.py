"""Thread: reads in this process beside everything else, a page after the other; nobody waits for it when the process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

_Asked = tuple[Future[Any], Callable[..., object], tuple[object, ...]]


class ReadingThread:
    """A thread, begun with the first question. One that hangs is left behind: make another, and ask that what still waits."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[_Asked] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def ask(self, function: Callable[..., object], *given: object) -> Future[Any]:
        """Ask for what a function returns or raises; the answer is `running` once it is begun, and can be cancelled before."""
        if self._thread is None:
            # A daemon: the standard library's pools wait for their threads at the end of a process, also for one that hangs.
            self._thread = threading.Thread(target=self._answer, daemon=True, name="reader")
            self._thread.start()
        answer: Future[Any] = Future()
        self._queue.put((answer, function, given))
        return answer

    def leave(self) -> None:
        """Leave it behind: what it has not begun is cancelled."""
        # It may come to itself at this very moment, and take what was seen to be there.
        with suppress(Empty):
            while True:
                self._queue.get_nowait()[0].cancel()

    def _answer(self) -> None:
        while True:
            answer, function, given = self._queue.get()
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(function(*given))
            except BaseException as error:  # noqa: BLE001 handed on to who asks
                answer.set_exception(error)
