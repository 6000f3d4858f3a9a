"""Developing the impact: what partners presented in the two groups."""
