"""Which claims are summed, and which are left out because their worth is summed elsewhere.

In: claims of a portfolio. Out: those that count, and a line with the reason for each other one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evaluation.value.benefits.claims import Claim

Reason = Literal["counted elsewhere", "counted nowhere", "same effect"]
HARM = "dis-benefit"


@dataclass(frozen=True, eq=False)
class LeftOut:
    """A claim that is not summed.

    Parameters
    ----------
    claim : Claim
    reason : {"counted elsewhere", "counted nowhere", "same effect"}
        "counted nowhere" is a fault of the registers: the project that should count it sums
        nothing. "same effect": another benefit of the project rests on the same indicator.
    where : str
        The project or benefit that holds it.
    """

    claim: Claim
    reason: Reason
    where: str


def order(claim: Claim) -> tuple[str, str]:
    """Return what claims are sorted by, so that the order of a register changes nothing."""
    return claim.project, claim.benefit


def summed_once(claims: Sequence[Claim]) -> tuple[list[Claim], list[LeftOut]]:
    """Return the claims that count, and those left out with the reason.

    A claim with `counted_in` is left out. Of the benefits of one project that rest on the same
    indicator's effect and have the same sign, only the one with the greatest total counts, unless
    it says under `separate_because` why its money is another. Only claims with money overlap.

    Parameters
    ----------
    claims : sequence of Claim
    """
    own = sorted((claim for claim in claims if claim.counted_in is None), key=order)
    counted, overlapping = _without_overlap(own)
    summing = {claim.project for claim in counted}
    elsewhere = [
        LeftOut(
            claim,
            "counted elsewhere"
            if claim.counted_in in summing - {claim.project}
            else "counted nowhere",
            str(claim.counted_in),
        )
        for claim in claims
        if claim.counted_in is not None
    ]
    left_out = sorted([*overlapping, *elsewhere], key=lambda item: order(item.claim))
    return counted, left_out


def _without_overlap(own: Sequence[Claim]) -> tuple[list[Claim], list[LeftOut]]:
    groups: dict[tuple[str, str, bool], list[Claim]] = defaultdict(list)
    counted: list[Claim] = []
    for claim in own:
        if claim.value is None or not claim.outcome or claim.separate_because:
            counted.append(claim)
        else:
            groups[claim.project, claim.outcome, claim.kind == HARM].append(claim)
    left_out: list[LeftOut] = []
    for group in groups.values():
        first, *others = sorted(group, key=lambda item: (-abs(item.total), item.benefit))
        counted.append(first)
        left_out.extend(LeftOut(other, "same effect", first.benefit) for other in others)
    return sorted(counted, key=order), left_out
