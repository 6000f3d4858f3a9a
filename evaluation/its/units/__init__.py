"""Several units: sites pooled, and controls that stand in as placebos."""
