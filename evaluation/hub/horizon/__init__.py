"""Horizon scanning: the long list, criteria with weights, and scores."""
