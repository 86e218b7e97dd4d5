"""Supervisor: systemd is told when the service is ready, that it is alive, and when it stops (sd_notify(3))."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket

_SHARE = 0.25
"""Of the time after which a silent service counts as hanging, how much passes between two signs of life."""


def tell(state: str) -> None:
    """Tell it a state, such as READY=1; where there is no supervisor do nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.setblocking(False)
        out.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)


async def show_life() -> None:
    """Say that the loop turns, as often as the supervisor wants it, until cancelled.

    Where it wants none (WATCHDOG_USEC, WATCHDOG_PID) return at once.
    """
    micros = os.environ.get("WATCHDOG_USEC", "")
    if not micros.isdecimal() or os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    while True:
        tell("WATCHDOG=1")
        await asyncio.sleep(int(micros) / 1e6 * _SHARE)
