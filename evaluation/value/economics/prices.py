"""Amounts of different years brought to the prices of one year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluation.errors import InvalidInput


@dataclass(frozen=True)
class Deflator:
    """A price index by financial year.

    Parameters
    ----------
    index : mapping of str to float
        By financial year such as "2024/25"; the level does not matter, only ratios do.
    source : str
        What it is and where it comes from.
    """

    index: Mapping[str, float] = field(default_factory=dict)
    source: str = ""

    def factor(self, from_year: str, to_year: str) -> float:
        """Return what an amount is multiplied by.

        Parameters
        ----------
        from_year, to_year : str
            Financial years of its prices now and of those wanted.

        Raises
        ------
        InvalidInput
            If the two differ and the index lacks one of them.

        Notes
        -----
        real amount = amount x index(to_year) / index(from_year).

        Examples
        --------
        >>> Deflator({"2018/19": 80.0, "2024/25": 100.0}).factor("2018/19", "2024/25")
        1.25
        """
        if from_year == to_year:
            return 1.0
        missing = [year for year in (from_year, to_year) if year not in self.index]
        if missing:
            years = sorted(self.index)
            known = f"It has {years[0]} to {years[-1]}." if years else "There is none."
            raise InvalidInput(
                f"The price index has no figure for {missing[0]}. {known}",
                "Add the year to data/deflator.csv, or give the amount in prices of another year.",
            )
        return self.index[to_year] / self.index[from_year]
