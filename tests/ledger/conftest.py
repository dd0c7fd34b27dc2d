"""Property tests without a time limit per example: a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")
