"""A local page on which a scenario is changed and answered at once; nothing in it asks the network for anything."""
