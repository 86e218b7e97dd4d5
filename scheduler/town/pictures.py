"""Pictures: small landscapes drawn by code, so that the town needs no image files; a name always gives the same picture."""

from __future__ import annotations

import math
import struct
import zlib
from functools import lru_cache
from hashlib import sha256

_SIZES = ((480, 270), (480, 320), (400, 300), (480, 300))
_SKY_STEPS = 24
_SUN, _FAR_HILL, _NEAR_HILL, _FIELD = range(_SKY_STEPS, _SKY_STEPS + 4)


def picture_size(name: str) -> tuple[int, int]:
    """Width and height in pixels of the picture with that name."""
    return _SIZES[sha256(name.encode()).digest()[0] % len(_SIZES)]


@lru_cache(maxsize=256)
def draw_picture(name: str) -> bytes:
    """A landscape under a sun as a PNG file."""
    width, height = picture_size(name)
    return _png(width, height, _pixels(name, width, height), _palette(name))


@lru_cache(maxsize=16)
def draw_icon(name: str) -> bytes:
    """A favicon: 16 by 16 pixels in the portal's colour, as a PNG file."""
    palette = _palette(name)
    return _png(16, 16, [bytes([_NEAR_HILL if 3 <= row < 13 else _SUN]) * 16 for row in range(16)], palette)


def _pixels(name: str, width: int, height: int) -> list[bytes]:
    """The rows of palette indexes, drawn column by column."""
    digest = sha256(name.encode()).digest()
    sky = bytes(y * _SKY_STEPS // height for y in range(height))
    sun_x, sun_y, radius = width * (40 + digest[1] % 160) // 240, height // 4, height // 9
    field = height - height // 7
    columns = []
    for x in range(width):
        far = int(height * (0.52 + 0.10 * math.sin(x / width * 7 + digest[2] / 40)))
        near = max(far, int(height * (0.68 + 0.09 * math.sin(x / width * 5 + digest[3] / 40))))
        above = sky[:far]
        if abs(x - sun_x) < radius:
            half = int(math.sqrt(radius**2 - (x - sun_x) ** 2))
            above = sky[: sun_y - half] + bytes([_SUN]) * (2 * half) + sky[sun_y + half : far]
        hills = bytes([_FAR_HILL]) * (near - far) + bytes([_NEAR_HILL]) * (field - near)
        columns.append(above + hills + bytes([_FIELD]) * (height - field))
    return [bytes(row) for row in zip(*columns, strict=True)]


def _palette(name: str) -> bytes:
    """Red, green and blue of every index."""
    digest = sha256(name.encode()).digest()
    tint = digest[4] % 60
    sky = [(120 + tint + 3 * step, 170 + 3 * step, min(255, 205 + 2 * step)) for step in range(_SKY_STEPS)]
    ground = [(250, 214, 120 + tint), (96, 130 + tint, 140), (52, 96 + tint, 72), (150 + tint, 170, 88)]
    return bytes(min(255, value) for colour in (*sky, *ground) for value in colour)


def _png(width: int, height: int, rows: list[bytes], palette: bytes) -> bytes:
    """A PNG with one byte a pixel (PNG specification, sections 5 and 11)."""
    scanlines = b"".join(b"\x00" + row for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(scanlines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk: length, type, data and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
