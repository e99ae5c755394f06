"""The plan check: contradictions and gaps of a plan, each a question with the places quoted. Pure; no Django."""

from ngayso.intake.checks import dates, duties, papers, reports, units
from ngayso.intake.checks.finding import Change, Citation, Finding, Place, Rule, Way
from ngayso.reader.reading import Reading

RULES: dict[str, Rule] = {**dates.RULES, **units.RULES, **duties.RULES, **reports.RULES, **papers.RULES}
"""Every rule by its stable slug, in the order in which they are told within one weight."""


def check(reading: Reading) -> list[Finding]:
    """Everything that the rules find, contradictions first, then in the order of the document. Each key once."""
    found: dict[str, Finding] = {}
    for rule in RULES.values():
        for finding in rule(reading):
            found.setdefault(finding.key, finding)
    return sorted(found.values(), key=lambda f: (-f.weight, _at(f)))


def _at(finding: Finding) -> int:
    return min((p.span.start for p in finding.places if p.span is not None), default=0)


__all__ = ["RULES", "Change", "Citation", "Finding", "Place", "Way", "check"]
