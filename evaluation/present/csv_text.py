"""Tables as csv that a spreadsheet opens without harm: no cell of text begins a formula.

In: a frame. Out: the text of a file. Only text is changed, never a number: a cell that a
spreadsheet would run gets an apostrophe before it. Whoever reads such a file by a program takes the
apostrophe off cells that begin with one and a sign of `FORMULA_STARTS`.

References
----------
OWASP Foundation. CSV Injection. https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

# what a spreadsheet runs a cell as a formula for; the last are what full-width keyboards write
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MINUS_SIGN = "\u2212"
NUMBER = re.compile(rf"[+\-{MINUS_SIGN}]?(\d+|\d{{1,3}}(,\d{{3}})+)(\.\d+)?(e[+-]?\d+)?%?", re.I)


def safe_cell(text: str) -> str:
    """Return a text as a spreadsheet may open it; a number and nothing else stays as it is.

    Examples
    --------
    >>> [safe_cell(text) for text in ("=1+1", "-2.5", "-2+3", "A-B", " =1")]
    ["'=1+1", '-2.5', "'-2+3", 'A-B', "' =1"]
    """
    inside = text.lstrip(" \u00a0")
    is_number = NUMBER.fullmatch(inside.strip())
    return f"'{text}" if inside.startswith(FORMULA_STARTS) and not is_number else text


def csv_text(frame: pd.DataFrame) -> str:
    """Return a frame as csv with safe cells and headings, without its index.

    Parameters
    ----------
    frame : DataFrame

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"=a": ["+b", "c"], "n": [-1, 2]})).strip())
    '=a,n
    '+b,-1
    c,2
    """
    safe = frame.copy()
    for position, kind in enumerate(frame.dtypes):
        if not (is_numeric_dtype(kind) or is_datetime64_any_dtype(kind)):
            changed = [_safe(value) for value in frame.iloc[:, position]]
            safe.isetitem(position, pd.Series(changed, index=frame.index, dtype=_plain(kind)))
    safe.columns = [_safe(name) for name in frame.columns]
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _safe(value: Any) -> Any:
    return safe_cell(value) if isinstance(value, str) else value


def _plain(kind: Any) -> Any:
    """Return the type of a changed column: of categories, which may not know it, any."""
    return object if isinstance(kind, pd.CategoricalDtype) else kind
