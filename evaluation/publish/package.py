"""Rewrites a Word file's zip so that the same parts always give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

# A zip entry cannot be older than this.
# Pictures, which do not get smaller by packing them again.
PACKED_ALREADY = (".png", ".jpg", ".jpeg")
EARLIEST_ZIP_DATE = datetime(1980, 1, 1, tzinfo=UTC)


def parts_of(package: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reproducible(
    package: bytes,
    timestamp: datetime,
    edit: Callable[[str, bytes], bytes] = lambda _, content: content,
) -> bytes:
    """Return a Word file whose parts are edited and whose entries all bear one date.

    Parameters
    ----------
    package : bytes
    timestamp : datetime
        Date of every entry.
    edit : callable, optional
        Takes the name and content of a part, returns its new content.
    """
    moment = max(timestamp.astimezone(UTC), EARLIEST_ZIP_DATE)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(package).items():
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            is_packed = name.endswith(PACKED_ALREADY)
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, edit(name, content))
    return made.getvalue()
