"""Describe a brief as an object for JSON: every entry of every section, on the page or not."""

from __future__ import annotations

from dipgraph.briefing.brief_contents import BriefContents
from dipgraph.briefing.brief_sheet import shares_of, tell_caveat
from dipgraph.briefing.memberships import CAVEAT
from dipgraph.showing.dossier_text import describe_line


def describe(brief: BriefContents) -> dict[str, object]:
    """Return a brief for JSON: every entry of every section, and whether the page shows it.

    Where ``rest`` is set, what the page leaves out, and that alone.
    """
    counts = brief.counts
    relation = brief.relation
    shares = shares_of(brief)
    shown = {
        (title, entry.line.iri, iri)
        for title, share in shares.items()
        for entry in share.shown
        for iri in ("", *(act.iri for act in entry.acts))
    }
    sections = (
        {title: share.rest for title, share in shares.items() if share.rest}
        if brief.rest
        else relation.sections
    )
    return {
        "states": [
            {
                "name": side.node.name,
                "iri": side.node.iri,
                "label": side.node.label,
                "codes": list(side.codes),
                "regions": list(side.regions),
                "also_written": list(side.names),
            }
            for side in (brief.one, brief.other)
        ],
        "period": {
            "since": brief.period.since.isoformat() if brief.period.since else None,
            "until": brief.period.until.isoformat() if brief.period.until else None,
        },
        "caveat": tell_caveat(brief),
        "account": brief.account.to_dict(),
        "records": {
            "both": brief.records,
            "of_few": len(relation.few),
            "of_many": len(relation.many),
            "speaking": len(relation.speaking),
            "undated_left_out": relation.undated,
        },
        "counts": {
            "visits": {
                "there": counts.visits_there,
                "back": counts.visits_back,
                "way_not_told": counts.visits_other,
            },
            "meetings_by_level": {label or "not told": n for label, n in counts.meetings},
            "consultations_by_kind": dict(counts.consultations),
            "agreements": counts.agreements,
            "acts_on_agreements_by_kind": dict(counts.acts_on_agreements),
            "aid_by_kind": dict(counts.aid),
            "sums_of_aid": [
                {"currency": currency, "sum": str(amount), "acts": number}
                for currency, amount, number in counts.sums
            ],
            "not_yet_done": counts.ahead,
        },
        "last_contact": describe_line(brief.last_contact) if brief.last_contact else None,
        "last_contact_on_record": describe_line(brief.last_on_record)
        if brief.last_on_record
        else None,
        "first_times": list(map(describe_line, brief.firsts)),
        "sections": {
            title: [
                {
                    **describe_line(entry.line),
                    "speaks_of_the_other": entry.speaks,
                    "shown": (title, entry.line.iri, "") in shown,
                    "acts": [
                        {
                            **describe_line(act),
                            "outside": act.iri in entry.outside,
                            "shown": (title, entry.line.iri, act.iri) in shown,
                        }
                        for act in entry.acts
                    ],
                }
                for entry in entries
            ]
            for title, entries in sections.items()
        },
        "shared_memberships": {
            "caveat": CAVEAT,
            "organisations": [
                {
                    "name": shared.organisation.name,
                    "label": shared.organisation.label,
                    "places": list(shared.places),
                }
                for shared in brief.shared
            ],
        },
    }
