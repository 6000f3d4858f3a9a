"""The quarter's reports: what a highlight and an exception report say, for each body they go to."""
