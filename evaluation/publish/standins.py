"""Stand-ins for the charts of a Word file while it is written: as large, but empty.

pandoc and python-docx unpack and pack every picture; a stand-in costs them nothing. It carries the
name of its chart, so that the chart takes its place at the end.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"Source\0"
GREY_OF_ONE_BIT = (1, 0, 0, 0, 0)  # depth, colour type, compression, filter, interlace
BITS = 8


def standin(chart: Path, name: str) -> bytes:
    """Return an empty PNG of the size of a chart, which carries a name.

    Parameters
    ----------
    chart : Path
        A PNG file.
    name : str
        Latin letters, digits and the like.

    References
    ----------
    W3C (2003), Portable Network Graphics (PNG) Specification, second edition, sections 5 and 11.
    """
    with chart.open("rb") as stream:
        header = stream.read(len(SIGNATURE) + 16)
    width, height = struct.unpack(">II", header[16:24])
    rows = bytes((width + BITS - 1) // BITS + 1) * height
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">II5B", width, height, *GREY_OF_ONE_BIT)),
            _chunk(b"tEXt", KEYWORD + name.encode("latin-1")),
            _chunk(b"IDAT", zlib.compress(rows, 1)),
            _chunk(b"IEND", b""),
        )
    )


def name_in(picture: bytes) -> str:
    """Return the name that a stand-in carries; empty for any other picture.

    Examples
    --------
    >>> name_in(b"GIF89a")
    ''
    """
    start = picture.find(KEYWORD)
    if not picture.startswith(SIGNATURE) or start < 0:
        return ""
    (length,) = struct.unpack(">I", picture[start - 8 : start - 4])
    return picture[start + len(KEYWORD) : start + length].decode("latin-1")


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
