"""Studies: one run, both sides beside each other."""
