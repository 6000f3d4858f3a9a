"""Characters that nobody sees and nothing can show: refused in settings, left out everywhere else.

Control characters break Word files, charts and terminals; marks of direction make a text read as
another one.

References
----------
Boucher N, Anderson R. Trojan Source: invisible vulnerabilities. USENIX Security 2023.
"""

from __future__ import annotations

import re

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_DIRECTIONS = r"\u202a-\u202e\u2066-\u2069"
UNSEEN = re.compile(f"[{_CONTROLS}{_DIRECTIONS}]")


def without_unseen(text: str) -> str:
    r"""Return a text without characters that nobody sees; tabs and ends of lines stay.

    Examples
    --------
    >>> without_unseen("\x1b[31mred\u202e\tline")
    '[31mred\tline'
    """
    return text if text.isprintable() else UNSEEN.sub("", text)
