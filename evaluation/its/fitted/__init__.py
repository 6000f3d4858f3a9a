"""A fit and what follows from it: effects, lines, forecasts, verdicts."""
