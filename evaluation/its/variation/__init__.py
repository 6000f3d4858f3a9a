"""The same series with another design, fewer rows or another method."""
