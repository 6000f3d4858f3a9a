"""Clinical audit against standards: counts, compliance with its interval, cycles compared.

The way through: `count_results` or `combine_counts` -> `protect_results` -> `compliance` and
`compare_cycles` for tables, `estimates` for what is reported. Before it, where records come
without results: `library.chain_of` -> `applying.judge`, and for long tables `scanning` and `tally`.
"""

from evaluation.audit.compliance import compliance
from evaluation.audit.counts import (
    combine_counts,
    count_results,
    exceptions_by_reason,
    protect_reasons,
    protect_results,
)
from evaluation.audit.cycles import compare_cycles
from evaluation.audit.reporting import estimates

__all__ = [
    "combine_counts",
    "compare_cycles",
    "compliance",
    "count_results",
    "estimates",
    "exceptions_by_reason",
    "protect_reasons",
    "protect_results",
]
