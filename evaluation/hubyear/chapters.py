"""Every chapter of the hub's year, by name, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from evaluation.hubyear import (
    education,
    funding,
    governance,
    horizon,
    maturity,
    partners,
    patients,
    presentations,
    programme,
    stakeholders,
)
from evaluation.hubyear.year import HubYear
from evaluation.study.section import Section

CHAPTERS: Final[MappingProxyType[str, Callable[[HubYear], Section]]] = MappingProxyType(
    {
        "programme": programme.chapter,
        "maturity": maturity.chapter,
        "education": education.chapter,
        "presentations": presentations.chapter,
        "partners": partners.chapter,
        "patients": patients.chapter,
        "stakeholders": stakeholders.chapter,
        "horizon": horizon.chapter,
        "funding": funding.chapter,
        "governance": governance.chapter,
    }
)
