"""Funding: awards, spend, and the measures of comparable hubs."""
