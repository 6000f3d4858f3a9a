"""The maturity wheel: what members of the two groups scored."""
