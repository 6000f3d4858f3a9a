"""The rules for counts of people, each as data with the place where it is published.

References
----------
NHS Digital (2018), Disclosure control methodology for Hospital Episode Statistics and the
Emergency Care Data Set, from September 2018; NHS Digital, Data Quality Maturity Index:
suppression rules; OpenSAFELY, Statistical disclosure control of outputs, and ehrQL's disclosure
control.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import pandas as pd

from evaluation.errors import nearest

RuleName = Literal[
    "hes",
    "nhs-digital-5",
    "mhsds",
    "opensafely",
    "midpoint-6",
    "round-5",
    "under-5",
    "under-10",
    "none",
]
Rounding = Literal["nearest", "midpoint"]

SUPPRESSED: Final = "*"
"""What a reader sees in place of a suppressed count."""

SOURCE_HES: Final = (
    "https://digital.nhs.uk/data-and-information/data-tools-and-services/data-services/"
    "hospital-episode-statistics/"
    "change-to-disclosure-control-methodology-for-hes-and-ecds-from-september-2018"
)
SOURCE_CENTRAL: Final = "https://github.com/codonlibrary/codonPython (suppression)"
SOURCE_DQMI: Final = "NHS Digital, Data Quality Maturity Index: suppression rules by data set"
SOURCE_OPENSAFELY: Final = "https://docs.opensafely.org/outputs/sdc/"
SOURCE_THRESHOLD: Final = "A threshold that data sharing agreements and local policies commonly set"


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """One rule for counts of people.

    Parameters
    ----------
    name : str
        What a project's file calls it.
    largest_suppressed : int
        Counts up to this are suppressed; below `smallest_suppressed` nothing is.
    rounded_to : int
        Other counts are rounded to multiples of this; 1 leaves them as they are.
    guards_whole : bool
        Whether a numerator is also suppressed where it would tell how many are *not* in it: where
        rounding makes it equal to a denominator that it does not reach, or, under a rule that
        does not round, where the rest is small. The HES rule is silent here; without the guard 38
        of 40 would print as 100%.
    source : str
        Where the rule is published.
    smallest_suppressed : int
        1 where nought is shown, 0 where it is suppressed too.
    rounding : {"nearest", "midpoint"}
        "midpoint" takes the middle of each stretch of `rounded_to` counts: of 1 to 6, 7 to 12.
    mark : str
        What is printed in place of a suppressed count. Nothing is computed from it.
    fewest_for_mean : int
        A mean, median or percentile of fewer people is not shown.
    """

    name: RuleName
    largest_suppressed: int
    rounded_to: int
    guards_whole: bool
    source: str
    smallest_suppressed: int = 1
    rounding: Rounding = "nearest"
    mark: str = SUPPRESSED
    fewest_for_mean: int = 1

    @property
    def rounds(self) -> bool:
        """Whether counts are rounded, so that hidden ones can rarely be found by subtraction."""
        return self.rounded_to > 1

    @property
    def hides(self) -> bool:
        """Whether some counts are suppressed, which margins could then give away."""
        return self.largest_suppressed > 0

    @property
    def words(self) -> str:
        """What the rule does, for a reader.

        Examples
        --------
        >>> HES.words
        'counts from 1 to 7 are not shown, others are rounded to the nearest 5'
        >>> UNDER_10.words, MIDPOINT_6.words
        ('counts from 1 to 9 are not shown', 'counts are given as the middle of stretches of 6')
        """
        parts = []
        if self.hides:
            span = f"{self.smallest_suppressed} to {self.largest_suppressed}"
            parts.append(f"counts from {span} are not shown")
        if self.rounds:
            who = "others" if self.hides else "counts"
            is_midpoint = self.rounding == "midpoint"
            how = (
                f"are given as the middle of stretches of {self.rounded_to}"
                if is_midpoint
                else f"are rounded to the nearest {self.rounded_to}"
            )
            parts.append(f"{who} {how}")
        return ", ".join(parts) or "counts are shown in full"

    def suppresses(self, counts: pd.Series) -> pd.Series:
        """Return which counts are too small to show; a missing count is not among them."""
        span = (self.smallest_suppressed, self.largest_suppressed)
        is_small: pd.Series = counts.between(*span).fillna(value=False)
        return is_small.astype("bool")

    def may_show(self, published: int) -> bool:
        """Return whether some count that is not suppressed would be published as this number.

        Examples
        --------
        >>> [HES.may_show(count) for count in (0, 3, 5, 10, 12)]
        [True, False, False, True, False]
        """
        least = max(published - self.rounded_to, 0)
        counts = pd.Series(range(least, published + self.rounded_to + 1), dtype="float64")
        shown = self.rounded(counts)[~self.suppresses(counts)]
        return bool(shown.eq(published).any())

    def suppresses_mean(self, people: pd.Series) -> pd.Series:
        """Return which means rest on too few people to be shown."""
        is_few: pd.Series = people.between(1, self.fewest_for_mean - 1).fillna(value=False)
        return is_few.astype("bool")

    def rounded(self, counts: pd.Series) -> pd.Series:
        """Return whole numbers rounded as the rule says, before suppression."""
        base = self.rounded_to
        if self.rounding == "midpoint":
            return (counts + base - 1) // base * base - (counts > 0) * (base // 2)
        return (counts + base // 2) // base * base

    def possible(self, published: int | None) -> tuple[int, int]:
        """Return the smallest and largest true count behind what was published on its own.

        Parameters
        ----------
        published : int or None
            A count after protection; None where it is suppressed.

        Returns
        -------
        tuple of int
            Both ends included.

        Examples
        --------
        >>> HES.possible(10), HES.possible(None), HES.possible(0)
        ((8, 12), (1, 7), (0, 0))
        """
        if published is None:
            return self.smallest_suppressed, self.largest_suppressed
        reach = self.rounded_to // 2
        if self.rounding == "midpoint":
            return (published - reach + 1, published + reach) if published else (0, 0)
        if published == 0 and self.largest_suppressed:
            return 0, 0
        least = self.largest_suppressed + 1 if self.largest_suppressed else 0
        return max(least, published - reach), published + reach


HES: Final = DisclosureRule(
    name="hes",
    largest_suppressed=7,
    rounded_to=5,
    guards_whole=True,
    source=SOURCE_HES,
    fewest_for_mean=8,
)
NHS_DIGITAL_5: Final = DisclosureRule(
    name="nhs-digital-5",
    largest_suppressed=7,
    rounded_to=5,
    guards_whole=True,
    source=SOURCE_CENTRAL,
    mark="5",
    fewest_for_mean=8,
)
MHSDS: Final = DisclosureRule(
    name="mhsds",
    largest_suppressed=4,
    rounded_to=5,
    guards_whole=True,
    source=SOURCE_DQMI,
    smallest_suppressed=0,
    fewest_for_mean=5,
)
OPENSAFELY: Final = DisclosureRule(
    name="opensafely",
    largest_suppressed=7,
    rounded_to=5,
    guards_whole=True,
    source=SOURCE_OPENSAFELY,
    smallest_suppressed=0,
    mark="0",
    fewest_for_mean=8,
)
MIDPOINT_6: Final = DisclosureRule(
    name="midpoint-6",
    largest_suppressed=0,
    rounded_to=6,
    guards_whole=True,
    source=SOURCE_OPENSAFELY,
    rounding="midpoint",
    fewest_for_mean=7,
)
ROUND_5: Final = DisclosureRule(
    name="round-5",
    largest_suppressed=0,
    rounded_to=5,
    guards_whole=True,
    source=SOURCE_DQMI,
    fewest_for_mean=8,
)
UNDER_5: Final = DisclosureRule(
    name="under-5",
    largest_suppressed=4,
    rounded_to=1,
    guards_whole=True,
    source=SOURCE_THRESHOLD,
    fewest_for_mean=5,
)
UNDER_10: Final = DisclosureRule(
    name="under-10",
    largest_suppressed=9,
    rounded_to=1,
    guards_whole=True,
    source=SOURCE_THRESHOLD,
    fewest_for_mean=10,
)
NONE: Final = DisclosureRule(
    name="none", largest_suppressed=0, rounded_to=1, guards_whole=False, source=""
)
RULES: Final = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            HES,
            NHS_DIGITAL_5,
            MHSDS,
            OPENSAFELY,
            MIDPOINT_6,
            ROUND_5,
            UNDER_5,
            UNDER_10,
            NONE,
        )
    }
)


def rule_named(name: str, reason: str = "") -> DisclosureRule:
    """Return the rule of that name.

    Parameters
    ----------
    name : str
        The rule: one of `RULES`.
    reason : str
        Why "none" may be used, as written in the project's file.

    Raises
    ------
    ValueError
        If there is no such rule, or if "none" comes without a reason.

    Examples
    --------
    >>> rule_named("hes").largest_suppressed
    7
    """
    for known, rule in RULES.items():
        if known == name:
            if rule is NONE and not reason.strip():
                raise ValueError("the disclosure rule 'none' needs a reason")
            return rule
    near = nearest(name, RULES)
    hint = f"is {near!r} meant? " if near else ""
    raise ValueError(f"there is no disclosure rule {name!r}; {hint}use one of {', '.join(RULES)}")
