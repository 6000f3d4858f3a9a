"""Statistical process control charts, run charts and funnel plots."""
