"""What was interrupted, when, and by which method it is to be fitted: descriptions only."""
