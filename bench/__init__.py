"""Measurements: always as a ratio against a named peer in the same run, never asserted in a test."""

import os

# Vectors are short here: threads of the linear algebra would mostly wait for each other, on a busy machine for long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
