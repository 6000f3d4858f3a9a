"""What people or places may be grouped by, in tables and in a project's file."""

from typing import Literal

Dimension = Literal["site", "practice", "deprivation", "ethnicity", "age_band", "sex", "locality"]
