"""Tell what is wrong with a table by the names that its file gives its columns.

In: faults and texts with columns as they are known here. Out: the same as the file writes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from evaluation.tables.sentences import Fault, in_words

# after these words a name in quotation marks is an id, even if a column is called so
_OF_IDS = ("KPI", "analysis", "group", "groups of", "by", "cycle", "criterion", "Criterion")
_NO_ID = "".join(f"(?<!{word} )" for word in (*_OF_IDS, "version", "comparison"))
_QUOTED = re.compile(rf"{_NO_ID}'([^']+)'")
_CHOICES = " must be one of "
_OF_ALL_ROWS = ("kpi", "dimension", "group")  # the same in every row where a file has them not
_SAME = re.compile(r"(?<=the same )'[^']+'(?:(?:, | and )'[^']+')*")


def in_their_words(text: str, written: Mapping[str, str]) -> str:
    """Return a text with the columns in quotation marks as the file writes them.

    Parameters
    ----------
    text : str
    written : mapping of a column's name here to that in the file

    Examples
    --------
    >>> in_their_words("'value' must be a number.", {"value": "Falls"})
    "'Falls' must be a number."
    >>> in_their_words("The KPI 'value' has no row.", {"value": "Falls"})
    "The KPI 'value' has no row."
    """
    told, choices, listed = text.partition(_CHOICES)
    told = _QUOTED.sub(lambda found: f"'{written.get(found[1], found[1])}'", told)
    return f"{told}{choices}{listed}"


def with_keys(sentence: str, present: Collection[str]) -> str:
    """Return a sentence on rows that are alike, without keys that the table does not have.

    Examples
    --------
    >>> with_keys("A row above has the same 'kpi', 'period' and 'group'.", ["period", "value"])
    "A row above has the same 'period'."
    """

    def kept(found: re.Match[str]) -> str:
        named = re.findall(r"'([^']+)'", found[0])
        told = [name for name in named if name in present or name not in _OF_ALL_ROWS]
        return in_words([f"'{name}'" for name in told])

    return _SAME.sub(kept, sentence)


@dataclass(frozen=True)
class TheirNames:
    """How a file names its columns.

    Parameters
    ----------
    written : mapping of a column's name here to that in the file
        Of every column that it has.
    """

    written: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str], written: Iterable[str]) -> TheirNames:
        """Return the names of a header: as they are known here, and as it writes them."""
        return cls(dict(zip(names, written, strict=True)))

    def told(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults by the names of the file; a column that it does not have is none."""
        return [
            replace(
                fault,
                sentence=in_their_words(with_keys(fault.sentence, self.written), self.written),
                remedy=in_their_words(fault.remedy, self.written),
                column=self.written.get(fault.column, ""),
            )
            for fault in faults
        ]
