"""Editions of the Index of Multiple Deprivation: how many areas each ranks, and which areas.

Two editions never go into one analysis: they rank different areas, and an area can change its
decile without any change in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import pandas as pd

from evaluation.errors import InvalidInput

EditionName = Literal["2019", "2025", "wales-2019"]
Nation = Literal["England", "Wales"]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of an index.

    Parameters
    ----------
    name : {"2019", "2025", "wales-2019"}
        What it is called here.
    nation : {"England", "Wales"}
        Whose areas it ranks; ranks of two nations cannot be compared.
    areas : int
        How many areas it ranks; rank 1 is the most deprived.
    geography : str
        The areas.
    code : str
        First letter of the areas' codes.
    newest_code : int or None
        Digits of the newest code that these areas can have; None where there is no bound.
    source : str
        Where it is published.
    """

    name: EditionName
    nation: Nation
    areas: int
    geography: str
    code: str
    newest_code: int | None
    source: str

    @property
    def title(self) -> str:
        """What a reader calls it."""
        return f"Index of Multiple Deprivation {self.name.removeprefix('wales-')}, {self.nation}"


ENGLAND_2019: Final = Edition(
    name="2019",
    nation="England",
    areas=32_844,
    geography="LSOA 2011",
    code="E",
    newest_code=1_033_768,  # codes after it were made for the LSOAs of 2021
    source="MHCLG (2019), English indices of deprivation 2019, technical report",
)
ENGLAND_2025: Final = Edition(
    name="2025",
    nation="England",
    areas=33_755,
    geography="LSOA 2021",
    code="E",
    newest_code=None,
    source="MHCLG (2025), English indices of deprivation 2025, technical report",
)
WALES_2019: Final = Edition(
    name="wales-2019",
    nation="Wales",
    areas=1_909,
    geography="LSOA 2011",
    code="W",
    newest_code=None,
    source="Welsh Government (2019), Welsh Index of Multiple Deprivation 2019, technical report",
)

EDITIONS: Final = MappingProxyType(
    {edition.name: edition for edition in (ENGLAND_2019, ENGLAND_2025, WALES_2019)}
)


def one_edition(named: Hashable | Iterable[Hashable]) -> Edition:
    """Return the edition that is named, by one name or by all of several.

    Parameters
    ----------
    named : str, int or iterable of them
        "2019", 2025 or "wales-2019"; a column that names the edition of each row.

    Raises
    ------
    InvalidInput
        If an edition is not known or missing, or there are two: they rank different areas.

    Examples
    --------
    >>> one_edition(2025).areas, one_edition(["2019", "2019"]).geography
    (33755, 'LSOA 2011')
    """
    if isinstance(named, str) or not isinstance(named, Iterable):
        names = {_name(named)}
    else:
        names = {_name(name) for name in pd.Series(list(named), dtype=object).unique()}
    found = [edition for edition in EDITIONS.values() if edition.name in names]
    if not names or len(found) < len(names):
        raise InvalidInput(
            "An edition of the Index of Multiple Deprivation is missing or not known here.",
            f"Name one of {', '.join(EDITIONS)}.",
        )
    if len(found) > 1:
        raise InvalidInput(
            f"The editions {' and '.join(sorted(names))} of the Index of Multiple Deprivation are "
            "mixed.",
            "They rank different areas: analyse each edition apart, or rank all rows by one.",
        )
    return found[0]


def _name(named: Hashable) -> str:
    """Return an edition's name as text: 2019, 2019.0 and "2019" are one."""
    if isinstance(named, float) and named == named and named.is_integer():
        named = int(named)
    return str(named).strip().lower()
