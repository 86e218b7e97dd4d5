"""Worker: a forked process that answers one question after the other, and ends with the process that asks."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import select
import signal
import socket
import struct
import threading
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

_LENGTH = struct.Struct("!I")
_PIECE = 1 << 18
_IGNORED = (signal.SIGINT, signal.SIGTERM)
"""The crawl is told too, and ends its workers when it needs them no more."""
ENDS = "ends the process that reads it"
LASTS = "takes too long to read"


class Worker:
    """A process that gives the answers of one function, in the order of the questions; both cross by pickle.

    What an answer raises is the answer. Nothing that this process has open stays open in it.
    """

    def __init__(self, answer: Callable[[Any], object]) -> None:
        """Start it: a fork, which knows what was imported."""
        self._socket, there = socket.socketpair()
        # Until the fork ignores what stops the crawl, it is not to hear of it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _IGNORED)
        self.pid = os.fork()
        if self.pid == 0:
            _work(there, answer)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        there.close()
        self._socket.setblocking(False)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting = 0
        self._since = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._sent, self._got = bytearray(), bytearray()
        self._told: Callable[[Worker, Any], None]
        self._ended: Callable[[Worker, str], None]

    def ask(
        self, question: object, *, told: Callable[[Worker, Any], None], ended: Callable[[Worker, str], None], longest: float
    ) -> None:
        """Ask; `told` is called with the answer, which may be an exception, in the running loop.

        `ended` is called with the reason when the process ends instead, or when an answer takes longer than `longest` seconds.
        """
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            loop.add_reader(self._socket, self._readable)
            self._loop = loop
        self._told, self._ended = told, ended
        if not self._waiting:
            self._since = loop.time()
        self._waiting += 1
        if self._watch is None:
            self._watch = loop.call_later(longest, self._look, longest)
        self._send(pickle.dumps(question, pickle.HIGHEST_PROTOCOL))

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._watch is not None:
            self._watch.cancel()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
        self._socket.close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _look(self, longest: float) -> None:
        """See whether an answer takes too long."""
        self._watch = None
        assert self._loop is not None
        if not self._waiting:
            return
        left = self._since + longest - self._loop.time()
        if left <= 0:
            self._ended(self, LASTS)
        else:
            self._watch = self._loop.call_later(left, self._look, longest)

    def _send(self, data: bytes) -> None:
        assert self._loop is not None
        head = _LENGTH.pack(len(data))
        sent = 0
        if not self._sent:
            try:
                sent = self._socket.sendmsg((head, data))
            except BlockingIOError:
                pass
            except OSError:  # it has ended, which is read too
                return
            if sent == len(head) + len(data):
                return
            self._loop.add_writer(self._socket, self._writable)
        self._sent += (head + data)[sent:]

    def _writable(self) -> None:
        assert self._loop is not None
        try:
            del self._sent[: self._socket.send(self._sent)]
        except BlockingIOError:
            return
        except OSError:
            self._sent.clear()
        if not self._sent:
            self._loop.remove_writer(self._socket)

    def _readable(self) -> None:
        assert self._loop is not None
        try:
            piece = self._socket.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._ended(self, ENDS)
            return
        self._got += piece
        while (answer := _taken(self._got)) is not None:
            self._waiting -= 1
            self._since = self._loop.time()
            self._told(self, pickle.loads(answer))  # noqa: S301 what our own fork has written


def _framed(value: object) -> bytes:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


def _taken(got: bytearray) -> bytes | None:
    """Take the first whole message off what was got; None where there is none yet."""
    if len(got) < _LENGTH.size:
        return None
    end = _LENGTH.size + _LENGTH.unpack_from(got)[0]
    if len(got) < end:
        return None
    message = bytes(got[_LENGTH.size : end])
    del got[:end]
    return message


def _work(there: socket.socket, answer: Callable[[Any], object]) -> NoReturn:
    """Be the process: never come back to what the fork was made in."""
    try:
        gc.freeze()  # nothing that came with the fork is ever given up here, where it would close what is not ours
        for each in _IGNORED:
            signal.signal(each, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _IGNORED)
        own = there.fileno()
        os.closerange(3, own)
        os.closerange(own + 1, os.sysconf("SC_OPEN_MAX"))
        threading.Thread(target=_end_with_parent, args=(own,), daemon=True).start()
        while question := _received(there):
            there.sendall(_said(answer, question))
        os._exit(0)
    finally:
        os._exit(1)


def _received(there: socket.socket) -> bytearray:
    """Wait for a whole message; empty when none will come any more. A page is large: it is not copied on its way."""
    head = bytearray(_LENGTH.size)
    if not _fill(there, head):
        return bytearray()
    message = bytearray(_LENGTH.unpack(head)[0])
    return message if _fill(there, message) else bytearray()


def _fill(there: socket.socket, message: bytearray) -> bool:
    """Read until it is full; return whether it is, or the other end was closed before."""
    left = memoryview(message)
    while left:
        got = there.recv_into(left, 0, socket.MSG_WAITALL)
        if not got:
            return False
        left = left[got:]
    return True


def _said(answer: Callable[[Any], object], question: bytearray) -> bytes:
    try:
        try:
            return _framed(answer(pickle.loads(question)))  # noqa: S301 what our own parent has written
        except Exception as error:  # noqa: BLE001 handed on to who asks
            error.add_note(traceback.format_exc())
            data = _framed(error)
            pickle.loads(data[_LENGTH.size :])  # noqa: S301 not every error can be made again
            return data
    except Exception:  # noqa: BLE001 the same
        return _framed(RuntimeError(traceback.format_exc()))


def _end_with_parent(own: int) -> None:
    """Wait until nobody holds the other end."""
    poll = select.poll()
    poll.register(own, 0)
    poll.poll()
    os._exit(1)
