"""A programme as JSON: the exchange form between systems, and everything else that the programme knows.

    {"format": "ngayso.programme/1",
     "exchange": {"document": {"kind", "issuer", "number", "place", "date", "title",
                               "signer": {"authority", "position", "name"}},
                  "bases": [number], "activities": [{"ref", "title", "leads": [name], "partners": [name], "time",
                  "start", "end", "place", "audience"}], "duties": [{"ref", "units": [name], "items": [80 characters]}],
                  "reports": [{"to", "due", "due_text"}], "funding", "recipients": [name]},
     "programme": {"id", "name", "title", "theme", "day", "as_of", "focal": unit, "confirmed_at", "file": sha256,
                   "units": {code: {"name", "level", "kind"}},
                   "activities": [{"id", "key", "ref", "kind", "title", "content", "time", "start", "end", "precision",
                   "tentative", "place", "audience", "by_hand", "cancelled_at", "cancelled_why", "targets": [{"amount",
                   "unit", "text"}], "assignments": [{"part", "printed", "group", "by_hand", "units": [code]}]}],
                   "duties": [{"id", "key", "ref", "items": [text], "assignments": […]}],
                   "deadlines": [{"key", "ref", "duty": key, "to", "to_unit": code, "due", "due_text"}],
                   "sources": [{"owner": "activity", "key", "field", "start", "end", "text", "rule", "confidence",
                   "checked_by"}]}}

Days are YYYY-MM-DD, times ISO 8601 in UTC; what is not known is null, in "exchange" also for empty text.
"""

from typing import Any

from django.db.models import Q

from ngayso.people.models import Unit
from ngayso.plans.models import Activity, Assigned, Duty, Part, Plan

Meant = dict[int, list[str]]

FORMAT = "ngayso.programme/1"
ITEM = 80


def programme(plan: Plan) -> dict[str, Any]:
    """The whole programme as plain data. A fixed number of queries."""
    activities = list(plan.activities.prefetch_related("assignments", "targets"))
    duties = list(plan.duties.prefetch_related("assignments", "items"))
    deadlines = list(plan.deadlines.select_related("duty", "to_unit"))
    meant = _meant(plan)
    units = Unit.objects.filter(code__in={code for codes in meant.values() for code in codes}).order_by("code")
    keys = {
        "plan": {str(plan.pk): ""},
        "activity": {str(a.pk): a.key for a in activities},
        "duty": {str(d.pk): d.key for d in duties},
        "deadline": {str(d.pk): d.key for d in deadlines},
    }
    return {
        "format": FORMAT,
        "exchange": {
            "document": {
                "kind": "Kế hoạch",
                "issuer": plan.issuer or None,
                "number": plan.number or None,
                "place": plan.place or None,
                "date": _day(plan.issued_on),
                "title": plan.title,
                "signer": {
                    "authority": plan.signer_authority or None,
                    "position": plan.signer_position or None,
                    "name": plan.signer_name or None,
                },
            },
            "bases": plan.bases,
            "activities": [_exchanged(a) for a in activities],
            "duties": [
                {
                    "ref": d.ref,
                    "units": [a.printed for a in d.assignments.all()],
                    "items": [item.text[:ITEM] for item in d.items.all()],
                }
                for d in duties
            ],
            "reports": [{"to": d.to or None, "due": _day(d.due), "due_text": d.due_text or None} for d in deadlines],
            "funding": plan.funding or None,
            "recipients": plan.recipients,
        },
        "programme": {
            "id": str(plan.pk),
            "name": plan.name,
            "title": plan.title,
            "theme": plan.theme,
            "day": _day(plan.day),
            "as_of": _day(plan.as_of),
            "focal": {"code": plan.focal.code, "name": plan.focal.name} if plan.focal else None,
            "confirmed_at": _moment(plan.confirmed_at),
            "file": plan.file.sha256 if plan.file else None,
            "units": {unit.code: {"name": unit.name, "level": unit.level, "kind": unit.kind} for unit in units},
            "activities": [_activity(a, meant) for a in activities],
            "duties": [
                {
                    "id": str(d.pk),
                    "key": d.key,
                    "ref": d.ref,
                    "items": [item.text for item in d.items.all()],
                    "assignments": _assignments(d, meant),
                }
                for d in duties
            ],
            "deadlines": [
                {
                    "key": d.key,
                    "ref": d.ref,
                    "duty": d.duty.key if d.duty else None,
                    "to": d.to,
                    "to_unit": d.to_unit.code if d.to_unit else None,
                    "due": _day(d.due),
                    "due_text": d.due_text,
                }
                for d in deadlines
            ],
            "sources": [
                {
                    "owner": s.owner_model,
                    "key": keys[s.owner_model].get(s.owner_id),
                    "field": s.field,
                    "start": s.start,
                    "end": s.end,
                    "text": s.text,
                    "rule": s.rule,
                    "confidence": s.confidence,
                    "checked_by": s.checked_by,
                }
                for s in plan.sources.order_by("pk")
            ],
        },
    }


def _exchanged(activity: Activity) -> dict[str, Any]:
    named = list(activity.assignments.all())
    return {
        "ref": activity.ref or None,
        "title": activity.title,
        "leads": [a.printed for a in named if a.part == Part.LEAD],
        "partners": [a.printed for a in named if a.part == Part.PARTNER],
        "time": activity.time or None,
        "start": _day(activity.start),
        "end": _day(activity.end),
        "place": activity.place or None,
        "audience": activity.audience or None,
    }


def _activity(activity: Activity, meant: Meant) -> dict[str, Any]:
    plain = ("key", "ref", "kind", "title", "content", "time", "precision", "tentative", "place", "audience", "by_hand")
    return {
        "id": str(activity.pk),
        **{name: getattr(activity, name) for name in plain},
        "start": _day(activity.start),
        "end": _day(activity.end),
        "cancelled_at": _moment(activity.cancelled_at),
        "cancelled_why": activity.cancelled_why,
        "targets": [{"amount": float(t.amount), "unit": t.unit, "text": t.text} for t in activity.targets.all()],
        "assignments": _assignments(activity, meant),
    }


def _meant(plan: Plan) -> Meant:
    """Codes of the units that each printed name means. Rows, not objects: there may be thousands."""
    found: Meant = {}
    rows = Assigned.objects.filter(Q(assignment__activity__plan=plan) | Q(assignment__duty__plan=plan))
    for assignment, code in rows.order_by("unit__code").values_list("assignment_id", "unit__code"):
        found.setdefault(assignment, []).append(code)
    return found


def _assignments(owner: Activity | Duty, meant: Meant) -> list[dict[str, Any]]:
    return [
        {
            "part": assignment.part,
            "printed": assignment.printed,
            "group": assignment.group_id,
            "by_hand": assignment.by_hand,
            "units": meant.get(assignment.pk, []),
        }
        for assignment in owner.assignments.all()
    ]


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: Any) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
