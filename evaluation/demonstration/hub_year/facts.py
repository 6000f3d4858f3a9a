"""What more than one table of the demonstration hub says: partners, places, roles and times."""

from __future__ import annotations

from typing import Final

PARTNERS: Final = (
    "icb",
    "trust-a",
    "trust-b",
    "community",
    "ambulance",
    "council-east",
    "council-west",
    "gp",
    "university",
    "college",
    "hin",
    "vcse",
)
LOCALITIES: Final = ("East", "West")
ROLES: Final = ("clinical", "managerial", "research", "support", "lay")
GROUPS: Final = ("programme group", "core team")
PROJECTS: Final = ("plgf", "gammacore", "feno", "falls", "nutrition")
YEARS: Final = ("2024/25", "2025/26")
QUARTERS: Final = tuple(f"{year}-Q{number}" for year in YEARS for number in range(1, 5))
# members of the community of practice, who meet in the online workspace, by quarter
COMMUNITY_MEMBERS: Final = (110, 125, 140, 155, 170, 180, 205, 220)
