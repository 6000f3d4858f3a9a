"""Characters that nobody sees and nothing can show: refused in settings, left out everywhere else.

Control characters break Word files, charts and terminals; marks of direction make a text read as
another one.

References
----------
Boucher N, Anderson R. Trojan Source: invisible vulnerabilities. USENIX Security 2023.
"""

from __future__ import annotations

import re

from evaluation.errors import UNSEEN as LETTERS

UNSEEN = re.compile(f"[{LETTERS}]")


def without_unseen(text: str) -> str:
    r"""Return a text without characters that nobody sees; tabs and ends of lines stay.

    Examples
    --------
    >>> without_unseen("\x1b[31mred\u202e\tline")
    '[31mred\tline'
    """
    return text if text.isprintable() else UNSEEN.sub("", text)
