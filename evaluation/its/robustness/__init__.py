"""The same question under other choices, and whether the answers agree."""
