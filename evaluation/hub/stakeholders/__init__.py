"""Stakeholder evaluation: surveys, events, themes, documents and recommendations."""
