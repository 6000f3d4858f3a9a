"""Which version of a criterion applied to how many records, where an audit spans a change.

In: the project's audit as records. Out: a section that is empty where nothing changed and no
record was set aside or judged by a version that was not in force.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from evaluation import audit
from evaluation.audit.library import chain_of
from evaluation.audit.versions import Chain, Version
from evaluation.disclosure import DisclosureRule, protect_one, shown
from evaluation.estimate import CheckResult
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import NamedCheck, Section
from evaluation.tables import AuditTable
from evaluation.workspace import Audit

CHECK = "Versions in force"
VERSION = "version"


def section(
    inputs: StudyInputs, table: AuditTable, plan: Audit, targets: Mapping[str, float | None]
) -> Section:
    """Return the results by version, what was judged out of force, and what was set aside.

    Parameters
    ----------
    inputs : StudyInputs
    table : AuditTable
        Counts have no versions and give an empty section.
    plan : Audit
    targets : mapping of criterion to percent or None
    """
    if table.kind != "records":
        return Section(())
    criteria = inputs.workspace.criteria
    chains = [chain_of(item.id, criteria) for item in plan.criteria if item.id in criteria]
    blocks: list[Block] = []
    if VERSION in table.frame:
        blocks += _by_version(inputs, table.frame, plan, chains, targets)
        blocks += _set_aside(table.set_aside, inputs.rule)
        return Section(tuple(blocks))
    checks = _checks(table.frame, chains, inputs.rule)
    blocks += [Prose(escape(check.result.text)) for check in checks]
    return Section(tuple(blocks), checks=tuple(checks))


def _by_version(
    inputs: StudyInputs,
    frame: pd.DataFrame,
    plan: Audit,
    chains: list[Chain],
    targets: Mapping[str, float | None],
) -> list[Block]:
    """Return the results before and after each change; nothing where no criterion changed."""
    used = frame.groupby("criterion")[VERSION].nunique()
    spanning = [chain for chain in chains if used.get(chain.criterion, 0) > 1]
    if not spanning:
        return []
    rows = frame[frame["criterion"].isin([chain.criterion for chain in spanning])]
    counts = audit.protect_results(audit.count_results(rows, [VERSION]), inputs.rule)
    results = audit.compliance(counts, targets).to_dict("records")
    keyed = {(row["criterion"], row["cycle"], row[VERSION]): row for row in results}
    shown_rows = [
        _row(chain, number, version, keyed[chain.criterion, cycle.id, version.id])
        for chain in spanning
        for number, cycle in enumerate(plan.cycles, start=1)
        for version in chain.versions
        if (chain.criterion, cycle.id, version.id) in keyed
    ]
    table = Table(
        pd.DataFrame(shown_rows),
        "Results by the version of the criterion that was in force on the day of each record, "
        "with 95% intervals.",
        f"{inputs.slug}-audit-versions",
        right=("Eligible", "Exceptions", "Result, %"),
    )
    return [Prose(_sentence(spanning)), table]


def _sentence(spanning: list[Chain]) -> str:
    named = ", ".join(escape(chain.criterion) for chain in spanning)
    return (
        f"The standard changed during the audit ({named}). Each record is judged by the version "
        "of its day, so a difference between cycles can come from the change itself: the table "
        "shows the results before and after it."
    )


def _row(
    chain: Chain, cycle: int, version: Version, result: Mapping[Hashable, Any]
) -> dict[str, str]:
    return {
        "Criterion": chain.criterion,
        "Cycle": str(cycle),
        "Version": f"{version.id} ({version.guideline})",
        "In force": validity(version),
        "Eligible": shown(result["eligible"]),
        "Exceptions": shown(result["exceptions"]),
        "Result, %": _percent(result),
    }


def _percent(result: Mapping[Hashable, Any]) -> str:
    if pd.isna(result["percent"]):
        return numbers.SUPPRESSED
    limits = numbers.limits_text(result["lower"], result["upper"], 1)
    return numbers.with_limits(numbers.number(result["percent"], 1), limits)


def validity(version: Version) -> str:
    """Return the days on which a version held, as a cell of a table."""
    first = "" if version.valid_from is None else f"from {numbers.day_text(version.valid_from)}"
    last = "" if version.valid_to is None else f"to {numbers.day_text(version.valid_to)}"
    return f"{first} {last}".strip()


def _set_aside(aside: pd.DataFrame | None, rule: DisclosureRule) -> list[Block]:
    if aside is None or aside.empty:
        return []
    counted = aside.groupby(["criterion", "reason"], sort=False).size().rename("n").reset_index()
    parts = [
        f"{escape(row['criterion'])}: {count_in_words(int(row['n']), rule)}, {row['reason']}"
        for row in counted.to_dict("records")
    ]
    return [Prose(f"Records that were set aside and are in no percentage: {'; '.join(parts)}.")]


def _checks(frame: pd.DataFrame, chains: list[Chain], rule: DisclosureRule) -> list[NamedCheck]:
    """Return a failed check for each criterion that was not in force on the day of a record."""
    checks: list[NamedCheck] = []
    for chain in chains:
        named = next(each for each in chain.versions if each.id == chain.criterion)
        own = frame[frame["criterion"].eq(chain.criterion) & frame["date"].notna()]
        first = pd.Timestamp.min if named.valid_from is None else pd.Timestamp(named.valid_from)
        last = pd.Timestamp.max if named.valid_to is None else pd.Timestamp(named.valid_to)
        out = int((~own["date"].between(first, last)).sum())
        if not out:
            continue
        number = count_in_words(out, rule)
        were = "was" if number.startswith("1 ") else "were"
        text = (
            f"{named.id} is of {named.guideline}, in force {validity(named)}; {number} {were} of "
            "a day on which it was not in force."
        )
        checks.append(
            NamedCheck("audit", chain.criterion, CheckResult(CHECK, passed=False, text=text))
        )
    return checks


def count_in_words(records: int, rule: DisclosureRule) -> str:
    """Return a number of records as it may be published.

    Examples
    --------
    >>> from evaluation.disclosure import HES
    >>> count_in_words(1253, HES), count_in_words(3, HES)
    ('1,255 records', 'fewer than 8 records')
    """
    safe = protect_one(records, rule)
    if safe is None:
        return f"fewer than {rule.largest_suppressed + 1} records"
    return "1 record" if safe == 1 else f"{safe:,} records"
