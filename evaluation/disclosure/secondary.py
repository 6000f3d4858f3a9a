"""Secondary suppression: which further cells to hide so that no small count can be worked out.

In: true counts, the sums that tie them, a rule that suppresses. Out: the cells to hide, each small
one proved to have several possible counts left. Rounding mostly does that by itself, but not
always: of 1, 8 and 8 with the total 17 the HES rule prints a star, 10, 10 and 15, and two counts of
8 or more leave only 1 of at most 17.

Cells are hidden where that costs least. For each small cell that is not safe, an integer programme
looks for another table that fits everything published, differs in that cell, and needs the
cheapest further cells to be hidden. What turns out not to be needed is shown again. At the end
each small cell has such tables as witnesses, checked in whole numbers, and can be attacked anew
with everything a reader has (`Suppression.ranges`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evaluation.disclosure.attack import Cell, Span, Sum, possible_range
from evaluation.disclosure.margins import Margins
from evaluation.disclosure.rules import DisclosureRule
from evaluation.disclosure.search import Search

FEWEST_POSSIBLE: Final = 2
"""So many counts each hidden small cell keeps possible: it is never known exactly."""


@dataclass(frozen=True)
class Suppression:
    """What is hidden, and what a reader has to work with.

    Parameters
    ----------
    primary : frozenset of cells
        Small counts.
    secondary : frozenset of cells
        Hidden to protect them, or not printed anyway.
    sums : tuple of Sum
        Which cells add up to which.
    seen : mapping of cell to mapping of cell to (least, most)
        For each small count, what every cell may be by itself to its reader.
    """

    primary: frozenset[Cell]
    secondary: frozenset[Cell]
    sums: tuple[Sum, ...]
    seen: Mapping[Cell, Mapping[Cell, Span]]

    @property
    def hidden(self) -> frozenset[Cell]:
        """Every cell that is not shown."""
        return self.primary | self.secondary

    @property
    def ranges(self) -> dict[Cell, Span]:
        """What a reader can find out about each small count, attacked anew: least and most."""
        found = {cell: possible_range(self.sums, spans, cell) for cell, spans in self.seen.items()}
        return {cell: span for cell, span in found.items() if span is not None}


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
        If a small count stays open to the reader whatever else is hidden, under a rule that does
        not round.
    ValueError
        If more counts are to stay possible than are small, or a small count is to be kept.

    Notes
    -----
    The reader is taken to know the rule, which counts were hidden because they are small (from 1
    to the rule's largest) and which only to protect them (larger): whoever knows less finds out
    less. Only where no table fits that, as when four ones add up to a hidden four, is the reader
    taken to see no more than is printed: that a count is hidden. A rule that rounds is published
    as needing no secondary suppression; what it leaves open and no further hiding could close, as
    three sites with one each of a whole whose parts round tightly, is left as that rule has it.

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
    >>> sorted(found.primary), sorted(found.secondary), found.ranges
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
    for cell in sorted(search.small, key=lambda name: -margins.counts[name]):
        search.make_safe(cell)
    search.show_again()
    if not search.all_safe(search.small):
        raise AssertionError("a small count is not safe")  # a defect of ours, never published
    strict, loose = (search.spans(knows_why=knows_why) for knows_why in (True, False))
    seen = {cell: loose if cell in search.seen_as_hidden else strict for cell in search.small}
    return Suppression(primary, frozenset(search.hidden - primary), margins.sums, seen)
