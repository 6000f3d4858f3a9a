"""Says whether an improvement was held: three or more cycles of one audit compared."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import pandas as pd

from evaluation.audit.bounded import BoundedResults
from evaluation.audit.cycles import IMPROVED, NOT_COMPARABLE, WORSENED, compare_cycles
from evaluation.audit.precision import USUAL, Precision

FEWEST_CYCLES: Final = 3
SUSTAINED: Final = "sustained improvement"
NOT_SUSTAINED: Final = "improvement not sustained"
NONE_SHOWN: Final = "no improvement shown"


def sustained_improvement(
    counts: pd.DataFrame,
    targets: Mapping[str, float | None],
    cycles: Sequence[Hashable],
    level: float = 0.95,
    precision: Precision = USUAL,
    bounded: BoundedResults | None = None,
) -> dict[str, str]:
    """Return for each criterion whether an improvement was held until the last cycle.

    Parameters
    ----------
    counts, targets, level, precision, bounded
        As for `compare_cycles`, not by group.
    cycles : sequence of cycle
        In their order, three or more.

    Returns
    -------
    dict of criterion to verdict
        "sustained improvement" where the last cycle is improved against the first, and so was
        an earlier one against which the last is not worsened; "improvement not sustained" where an
        earlier one was improved but this does not hold; "no improvement shown"; or
        "not comparable" where the first or the last cycle cannot be compared.

    Raises
    ------
    ValueError
        If there are fewer than three cycles.

    Notes
    -----
    Every comparison is by its interval: what is no clear change is neither improved nor worsened.

    References
    ----------
    HQIP (2020), Best practice in clinical audit, stage 4: sustaining improvement.
    """
    if len(cycles) < FEWEST_CYCLES:
        raise ValueError("sustained improvement needs three cycles or more")
    first, *between, last = cycles

    def verdicts(one: Hashable, two: Hashable) -> dict[str, str]:
        table = compare_cycles(
            counts, targets, one, two, level, precision=precision, bounded=bounded
        )
        return dict(zip(table["criterion"].astype(str), table["verdict"].astype(str), strict=True))

    in_all = verdicts(first, last)
    early = {cycle: verdicts(first, cycle) for cycle in between}
    late = {cycle: verdicts(cycle, last) for cycle in between}
    return {
        criterion: _verdict(
            found,
            [cycle for cycle in between if early[cycle].get(criterion) == IMPROVED],
            {cycle: late[cycle].get(criterion, NOT_COMPARABLE) for cycle in between},
        )
        for criterion, found in in_all.items()
    }


def _verdict(in_all: str, improved: Sequence[Hashable], since: Mapping[Hashable, str]) -> str:
    if in_all == NOT_COMPARABLE:
        return NOT_COMPARABLE
    if in_all == IMPROVED and any(since[cycle] != WORSENED for cycle in improved):
        return SUSTAINED
    if improved:
        return NOT_SUSTAINED
    return NONE_SHOWN
