"""Hostile input, generated: what to send, and a siege that sends it while good clients work."""
