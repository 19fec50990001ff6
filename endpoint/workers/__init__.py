"""Queries run here: processes that open a release read-only, and the pool that starts and ends them."""
