"""Windows, audit cycles and months that follow from a go-live date."""

from __future__ import annotations

import datetime as dt
from typing import Final

MONTHS: Final = 12
YEARS_AT_MOST: Final = 40  # of months in a table
CYCLE_MONTHS: Final = 3
SETTLING_MONTHS: Final = 6  # before care after the change is audited
Window = tuple[dt.date, dt.date]


def shifted(month: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months later.

    Examples
    --------
    >>> shifted(dt.date(2024, 10, 15), 3), shifted(dt.date(2024, 1, 1), -1)
    (datetime.date(2025, 1, 1), datetime.date(2023, 12, 1))
    """
    count = month.year * MONTHS + month.month - 1 + months
    return dt.date(count // MONTHS, count % MONTHS + 1, 1)


def proposed_windows(go_live: dt.date) -> tuple[Window, Window]:
    """Return the twelve whole months before go-live and the first twelve whole months after it.

    A month in which the change came midway is in neither.

    Examples
    --------
    >>> before, after = proposed_windows(dt.date(2024, 10, 14))
    >>> print(*before, *after)
    2023-10-01 2024-09-30 2024-11-01 2025-10-31
    """
    first = first_whole_month(go_live)
    return (_window(shifted(go_live, -MONTHS), MONTHS), _window(first, MONTHS))


def proposed_cycles(go_live: dt.date) -> dict[str, Window]:
    """Return a cycle just before go-live and one when the change has settled, by name.

    Examples
    --------
    >>> {name: str(start) for name, (start, _) in proposed_cycles(dt.date(2024, 10, 1)).items()}
    {'First audit': '2024-07-01', 'Re-audit': '2025-04-01'}
    """
    settled = shifted(first_whole_month(go_live), SETTLING_MONTHS)
    return {
        "First audit": _window(shifted(go_live, -CYCLE_MONTHS), CYCLE_MONTHS),
        "Re-audit": _window(settled, CYCLE_MONTHS),
    }


def first_whole_month(go_live: dt.date) -> dt.date:
    """Return the first day of the first month that is wholly after go-live."""
    return go_live if go_live.day == 1 else shifted(go_live, 1)


def months_between(first: dt.date | None, today: dt.date) -> list[dt.date]:
    """Return the months from the first to the last whole one before today; none without a first.

    Examples
    --------
    >>> [str(month) for month in months_between(dt.date(2024, 11, 1), dt.date(2025, 1, 20))]
    ['2024-11-01', '2024-12-01']
    """
    found: list[dt.date] = []
    month = first
    while month is not None and shifted(month, 1) <= today and len(found) < MONTHS * YEARS_AT_MOST:
        found.append(month)
        month = shifted(month, 1)
    return found


def _window(start: dt.date, months: int) -> Window:
    return start, shifted(start, months) - dt.timedelta(days=1)
