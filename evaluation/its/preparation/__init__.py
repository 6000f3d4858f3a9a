"""From a table to a checked series on its calendar, and to the design matrix."""
