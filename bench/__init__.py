"""Measurements: always as a ratio against a named peer in the same run, never asserted in a test."""
