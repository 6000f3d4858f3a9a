"""From the rank of an area to its national decile and quintile of deprivation, and to Core20.

In: ranks and the edition that made them. Out: deciles in whole-number arithmetic, 1 being the most
deprived.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final

import pandas as pd

from evaluation.equity.deprivation.editions import Edition, one_edition
from evaluation.errors import InvalidInput

DECILES: Final = 10
CORE20_DECILES: Final = 2
"""The most deprived 20% nationally (NHS England, Core20PLUS5)."""

_CODE: Final = r"[EW]01\d{6}"

EditionChoice = Hashable | Iterable[Hashable]


def imd_decile(rank: pd.Series, edition: EditionChoice) -> pd.Series:
    """Return the national decile of each rank (Int64), 1 being the most deprived.

    Parameters
    ----------
    rank : Series of whole numbers
        National rank of each area, 1 the most deprived; missing ones stay missing.
    edition : str, int or Series
        "2019" or "2025" for England, "wales-2019"; or a column that names it for each row.

    Raises
    ------
    InvalidInput
        If a rank is no whole number from 1 to the areas of the edition, or editions are mixed.

    Notes
    -----
    England: ceil(10 r / N), as published for N = 32,844 areas in 2019 and 33,755 in 2025. Wales:
    floor(10 (r - 1) / N) + 1. Both in whole numbers: in floating point 10 r / N can land on the
    wrong side of a whole number.

    References
    ----------
    MHCLG (2019, 2025), English indices of deprivation; Welsh Government (2019), WIMD 2019.

    Examples
    --------
    >>> imd_decile(pd.Series([3284, 3285, 32844]), 2019).tolist()
    [1, 2, 10]
    """
    one = one_edition(edition)
    ranks = _ranks(rank, one)
    if one.nation == "Wales":
        return (ranks - 1) * DECILES // one.areas + 1
    return (ranks * DECILES + one.areas - 1) // one.areas


def imd_quintile(rank: pd.Series, edition: EditionChoice) -> pd.Series:
    """Return the national quintile of each rank (Int64), 1 being the most deprived.

    Parameters and errors are those of `imd_decile`; a quintile is two deciles.

    Examples
    --------
    >>> imd_quintile(pd.Series([6568, 6569, 32844]), 2019).tolist()
    [1, 2, 5]
    """
    return (imd_decile(rank, edition) + 1) // 2


def is_core20(rank: pd.Series, edition: EditionChoice) -> pd.Series:
    """Return whether each area is among the most deprived 20% of England ("boolean").

    Parameters are those of `imd_decile`. It is the national fifth (deciles 1 and 2), never the
    most deprived fifth of a place.

    Raises
    ------
    InvalidInput
        As `imd_decile`; and if the edition is not England's.

    References
    ----------
    NHS England, Core20PLUS5: an approach to reducing healthcare inequalities.

    Examples
    --------
    >>> is_core20(pd.Series([6751, 6752]), 2025).tolist()
    [True, False]
    """
    one = one_edition(edition)
    if one.nation != "England":
        remedy = "Use the quintiles of that nation's own index."
        raise InvalidInput("Core20 is defined by the ranks of England.", remedy)
    return imd_decile(rank, one.name).le(CORE20_DECILES).astype("boolean")


def require_geography(codes: pd.Series, edition: EditionChoice) -> None:
    """Refuse codes of areas that an edition cannot have ranked.

    Parameters
    ----------
    codes : Series of text
        LSOA codes, such as E01000001; missing ones pass.
    edition : str, int or Series
        As for `imd_decile`.

    Raises
    ------
    InvalidInput
        If a code is not that of an LSOA of the nation, or was made after the edition.

    Examples
    --------
    >>> require_geography(pd.Series(["E01034223"]), 2019)
    Traceback (most recent call last):
    ...
    evaluation.errors.InvalidInput: 1 code is of an area that came after the LSOA 2011 ...
    """
    one = one_edition(edition)
    given = codes.dropna().astype("string").str.strip().str.upper()
    is_code = given.str.fullmatch(_CODE) & given.str.startswith(one.code)
    if not is_code.all():
        raise InvalidInput(
            f"{int((~is_code).sum())} codes are not those of an LSOA in {one.nation}.",
            f"They begin with {one.code}01 and have six more digits.",
        )
    if one.newest_code is None:
        return
    newer = int((given.str[1:].astype("Int64") > one.newest_code).sum())
    if newer:
        noun = "code is" if newer == 1 else "codes are"
        raise InvalidInput(
            f"{newer} {noun} of an area that came after the {one.geography} that the edition "
            f"{one.name} ranks.",
            "Use the edition 2025 with LSOA 2021; the two are never mixed.",
        )


def _ranks(rank: pd.Series, edition: Edition) -> pd.Series:
    try:
        numbers = rank.astype("Float64")
    except (TypeError, ValueError):
        raise InvalidInput("A rank of deprivation is not a number.", "Use the rank.") from None
    is_rank = ((numbers % 1 == 0) & numbers.between(1, edition.areas)).fillna(value=True)
    if not is_rank.all():
        count = int((~is_rank).sum())
        noun = "rank is" if count == 1 else "ranks are"
        raise InvalidInput(
            f"{count} {noun} not among 1 to {edition.areas:,}, the ranks of the edition "
            f"{edition.name}.",
            "Check the edition, and that the column holds ranks and not scores or deciles.",
        )
    return numbers.astype("Int64")
