"""Sealed years: what was reviewed and published, kept as it was, and compared with the next."""

from evaluation.release.comparison import Change, Kind, compare, current_year
from evaluation.release.publication import (
    NOTE_ENDING,
    Publication,
    read_publication,
    write_publication,
)
from evaluation.release.readiness import obstacles
from evaluation.release.sealed import Sealed, earlier_release, read_sealed, releases_folder
from evaluation.release.sealing import seal
from evaluation.release.state import published_state

__all__ = [
    "NOTE_ENDING",
    "Change",
    "Kind",
    "Publication",
    "Sealed",
    "compare",
    "current_year",
    "earlier_release",
    "obstacles",
    "published_state",
    "read_publication",
    "read_sealed",
    "releases_folder",
    "seal",
    "write_publication",
]
