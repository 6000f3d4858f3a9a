"""Secondary suppression: which further cells to hide so that no small count can be worked out.

In: true counts, the sums that tie them, a rule that suppresses. Out: the cells to hide, each small
one proved to have several possible counts left. Rounding mostly does that by itself, but not
always: of 1, 8 and 8 with the total 17 the HES rule prints a star, 10, 10 and 15, and two counts of
8 or more leave only 1 of at most 17.

Cells are hidden where that costs least. For each small cell that is not safe, an integer programme
looks for another table that fits everything published, differs in that cell, and needs the
cheapest further cells to be hidden. What turns out not to be needed is shown again. At the end
each small cell is attacked anew with everything a reader has (`attack.possible_range`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evaluation.disclosure.attack import Cell, Span
from evaluation.disclosure.margins import Margins
from evaluation.disclosure.rules import DisclosureRule
from evaluation.disclosure.search import Search

FEWEST_POSSIBLE: Final = 2
"""So many counts each hidden small cell keeps possible: it is never known exactly."""


@dataclass(frozen=True)
class Suppression:
    """What is hidden, and the proof.

    Parameters
    ----------
    primary : frozenset of cells
        Small counts.
    secondary : frozenset of cells
        Hidden to protect them.
    ranges : mapping of cell to (least, most)
        What a reader can find out about each small count.
    """

    primary: frozenset[Cell]
    secondary: frozenset[Cell]
    ranges: Mapping[Cell, Span]

    @property
    def hidden(self) -> frozenset[Cell]:
        """Every cell that is not shown."""
        return self.primary | self.secondary


def suppress(margins: Margins, rule: DisclosureRule, fewest: int = FEWEST_POSSIBLE) -> Suppression:
    """Return the cells to hide, each small count being proved safe.

    Parameters
    ----------
    margins : Margins
    rule : DisclosureRule
        A rule that suppresses.
    fewest : int
        How many counts must stay possible for each small one.

    Raises
    ------
    InvalidInput
        If a small count stays open to the reader whatever else is hidden.
    ValueError
        If more counts are to stay possible than are small, or a small count is to be kept.

    Notes
    -----
    The reader is taken to know the rule, which counts were hidden because they are small (from 1
    to the rule's largest) and which only to protect them (larger): whoever knows less finds out
    less. Only where no table fits that, as when four ones add up to a hidden four, is the reader
    taken to see no more than is printed: that a count is hidden.

    References
    ----------
    Fischetti M, Salazar JJ (2001), doi:10.1287/mnsc.47.7.1008.9834; Hundepool A and others (2012),
    Statistical Disclosure Control, chapter 4.

    Examples
    --------
    >>> from evaluation.disclosure import UNDER_5, Sum
    >>> table = Margins(
    ...     {"total": 100, "A": 3, "B": 20, "C": 31, "D": 46}, (Sum("total", tuple("ABCD")),)
    ... )
    >>> found = suppress(table, UNDER_5)
    >>> sorted(found.primary), sorted(found.secondary), dict(found.ranges)
    (['A'], ['B'], {'A': (1, 4)})
    """
    small = range(rule.smallest_suppressed, rule.largest_suppressed + 1)
    if fewest > len(small):
        raise ValueError(
            f"the rule has {len(small)} small counts, so {fewest} cannot stay possible"
        )
    primary = frozenset(cell for cell, n in margins.counts.items() if n in small)
    if primary & margins.kept:
        raise ValueError("a small count is to be kept")
    search = Search(margins, rule, primary, fewest)
    for cell in sorted(margins.counts, key=lambda name: -margins.counts[name]):  # ties as entered
        if cell in primary:
            search.make_safe(cell)
    search.show_again()
    if not all(map(search.is_safe, primary)):
        raise AssertionError("a small count is not safe")  # a defect of ours, never published
    return Suppression(primary, frozenset(search.hidden - primary), search.proof())
