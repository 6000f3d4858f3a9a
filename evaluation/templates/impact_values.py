"""Puts beside each formula of a workbook the value that it has now.

In: a workbook whose formulas have no values, and the values. Out: the same workbook with them, so
that a reader that does not calculate shows numbers too; one that does calculates them anew.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>', re.S)


def with_values(
    content: bytes, titles: Sequence[str], values: Mapping[tuple[str, str], float | str]
) -> bytes:
    """Return a workbook with the value of each formula.

    Parameters
    ----------
    content : bytes
        As openpyxl writes it.
    titles : sequence of str
        Of its sheets, in their order.
    values : mapping
        By title of the sheet and address of the cell.

    Raises
    ------
    KeyError
        If a formula has no value.
    """
    names = {f"xl/worksheets/sheet{at}.xml": title for at, title in enumerate(titles, start=1)}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename in names:
                text = _filled(data.decode("utf-8"), names[item.filename], values)
                data = text.encode("utf-8")
            target.writestr(item, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _filled(text: str, title: str, values: Mapping[tuple[str, str], float | str]) -> str:
    def cell(found: re.Match[str]) -> str:
        value = values[title, found[1]]
        kind = ' t="str"' if isinstance(value, str) else ""
        shown = escape(value) if isinstance(value, str) else repr(float(value))
        return f'<c r="{found[1]}"{found[2]}{kind}><f>{found[3]}</f><v>{shown}</v></c>'

    return _FORMULA.sub(cell, text)
