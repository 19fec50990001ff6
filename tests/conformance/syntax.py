"""Syntax tests: what is SPARQL is run on whatever data there are, what is none is refused as that."""

from tests.conformance.outcomes import Fault, MismatchError, RefusedError
from tests.conformance.suites import MF, Case
from tests.conformance.targets import Target


def run_syntax(case: Case, target: Target) -> None:
    """Run a syntax test of a query or an update. Raises MismatchError."""
    address = case.entry.need(f"{MF}action").value
    text = case.text(address)
    try:
        target.parse(text, update=address.endswith(".ru"))
        refused = None
    except RefusedError as error:
        refused = error
    if case.kind.startswith("Positive") and refused and refused.fault is not Fault.UNRUNNABLE:
        raise MismatchError(f"\n{text}\nrefused: {refused}")
    if case.kind.startswith("Negative") and (refused is None or refused.fault is not Fault.MALFORMED):
        raise MismatchError(f"\n{text}\nnot refused as malformed: {refused or 'it was run'}")
