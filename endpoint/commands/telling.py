"""What the verbs of the way in say of a build: its release, findings, differences. An Outcome in, lines out."""

import re
from typing import Any

from endpoint.commands.terminal import print_json, print_line, say
from loaders.checking.findings import Finding, to_json, to_text, violations
from loaders.outcome import Outcome

FORWARD = "It stays current until `samspil publish` or `samspil build --force` goes forward."
# What proves and connects statements, beside the things that they are about.
_PROOF = re.compile(r"/id/(?:evidence|passage|run|membership|rule)/|/graph/[^/]+$")


def tell_published(outcome: Outcome, as_json: bool) -> None:
    """What a build came to."""
    release = outcome.release
    assert release is not None
    manifest = release.manifest
    held = outcome.held
    if held is not None:
        reason = f": {held.why}" if held.why else ""
        say(f"Nothing was built: {held.who} went back to release {held.number} ({held.time}{reason}). {FORWARD}")
    if as_json:
        print_json({key: manifest[key] for key in ("number", "parent", "time", "digest", "triples", "findings")})
        return
    if held is not None:
        return
    if not outcome.fresh:
        say(f"Nothing has changed: release {release.number} stays current.")
        return
    counted = ", ".join(f"{count} {name}" for name, count in manifest["findings"].items()) or "no findings"
    tell_notes(outcome)
    for statement, reason in outcome.unmapped:
        say(f"not mapped: {statement.document}, {statement.relation} at {statement.start}: {reason}")
    say(f"Release {release.number}: {manifest['triples']} triples, {sum(manifest['statements'].values())} statements "
        f"from {len(manifest['statements'])} documents, {len(outcome.proposals)} proposals, {counted}.")  # fmt: skip


def tell_notes(outcome: Outcome) -> None:
    """What of the sources was not read, or is in another language."""
    for note in outcome.notes:
        say(f"note: {note}")


def tell_findings(findings: tuple[Finding, ...], as_json: bool) -> None:
    """The findings of a check, one a line, and how many there are."""
    for finding in findings:
        print_line(to_json(finding) if as_json else to_text(finding))
    say(f"{len(violations(findings))} violations, {len(findings)} findings in all.")


def tell_diff(difference: dict[str, Any], as_json: bool, everything: bool = False) -> None:
    """What a build changes, thing by thing; evidence and the like only where ``everything`` is wanted."""
    if as_json:
        print_json(difference)
        return
    shown = [one for one in difference["entities"] if everything or not _PROOF.search(one["iri"])]
    for entity in shown:
        print_line(f"{entity['change']:8} {entity['label']}  <{entity['iri']}>")
        for sign, key in (("+", "added"), ("-", "removed")):
            for line in entity[key]:
                print_line(f"    {sign} {line}")
    for query in difference["queries"]:
        print_line(f"answer   {query['name']}: {query['rows_before']} rows before, {query['rows']} now")
    total = difference["triples"]
    hidden = len(difference["entities"]) - len(shown)
    more = f" {hidden} pieces of evidence and the like are not listed; --all lists them." if hidden else ""
    say(f"{total['added']} triples added, {total['removed']} removed.{more}")
