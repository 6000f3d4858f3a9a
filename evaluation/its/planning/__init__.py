"""What a series not yet collected would find."""
