"""Many series in one call, those of one design matrix solved together."""
