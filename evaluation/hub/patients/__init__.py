"""Patients and the public: the log of involvement."""
