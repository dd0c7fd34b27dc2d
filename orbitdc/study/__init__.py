"""Studies: one run, both sides beside each other, histories drawn at random."""
