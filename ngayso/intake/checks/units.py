"""Rules on who: nobody leads, only a group leads, a partner leads, a lead has no duty, a unit does not receive the plan."""

import re
from collections.abc import Iterator

from ngayso.intake.checks.dates import subject_of
from ngayso.intake.checks.finding import ASK, KEEP, Change, Finding, Place, Rule, Way, clip, made, of_title, of_value
from ngayso.intake.checks.gaps import MOST_ALONE, each_or_all
from ngayso.intake.checks.names import covers, is_whole, same_unit, shared_words
from ngayso.intake.checks.norms import norm
from ngayso.reader.reading import Activity, Duty, Reading, Value
from ngayso.words.fold import small
from ngayso.words.units import is_collective


def no_lead(reading: Reading) -> Iterator[Finding]:
    """An activity that names nobody who leads it; who has the work in the organisation part is proposed."""
    bare = [a for a in reading.activities if not a.leads and not is_whole(reading, a)]
    known = [(a, found) for a in bare if (found := _organised_by(reading, a)) is not None]
    for activity, (duty, item) in known:
        unit = duty.units[0].text
        yield made(
            "units.no_lead",
            f"Ai chủ trì “{clip(activity.title.text)}”?",
            f"Mục {duty.ref} giao việc này cho {unit} nhưng phần nội dung không ghi cơ quan chủ trì.",
            (of_title(reading, activity), of_value(reading, duty.ref, item, entry=duty.id)),
            (Way("lead", f"Giao {unit}", (Change(activity.id, "leads", unit),)), Way("name", "Giao cơ quan khác"), ASK),
            weight=2,
            citation=norm(reading, "duty.clear"),
        )
    yield from each_or_all(
        reading,
        "units.no_lead",
        [a for a in bare if a not in [one for one, _ in known]],
        lambda a: f"Ai chủ trì “{clip(a.title.text)}”?",
        "hoạt động chưa có cơ quan chủ trì",
        "Không có cơ quan chủ trì thì không ai chịu trách nhiệm chuẩn bị, báo cáo.",
        of_title,
        weight=3,
        ways=(Way("name", "Giao cơ quan chủ trì"), ASK),
        citation=norm(reading, "duty.clear"),
    )


def _organised_by(reading: Reading, activity: Activity) -> tuple[Duty, Value] | None:
    """The one duty of a single body whose words name the activity and order to lead or hold it."""
    found = []
    for duty in reading.duties:
        if len(duty.units) != 1 or is_collective(duty.units[0].text):
            continue
        for item in duty.items:
            if _HOLDS.search(small(item.text)) and shared_words(activity.title.text, item.text) >= 0.7:
                found.append((duty, item))
    return found[0] if len(found) == 1 else None


_HOLDS = re.compile(r"(?<![^\W_])(?:chủ trì|tổ chức|xây dựng|tham mưu)(?![^\W_])")


def collective_lead(reading: Reading) -> Iterator[Finding]:
    """Only groups lead: everybody's work is nobody's. Committees of an area, each for its own, are no such group."""
    found = [a for a in reading.activities if a.leads and all(_nobody(lead.text) for lead in a.leads)]
    yield from each_or_all(
        reading,
        "units.collective_lead",
        found,
        lambda a: f"{subject_of(reading, a)}: cơ quan nào đứng ra chịu trách nhiệm?",
        "hoạt động chỉ giao cho nhóm đơn vị, không có cơ quan đứng ra chịu trách nhiệm",
        "Chủ trì là một nhóm đơn vị; nên có một cơ quan làm đầu mối, tổng hợp.",
        lambda r, a: of_value(r, a.ref, a.leads[0], entry=a.id),
        weight=1,
        ways=(Way("name", "Chọn một cơ quan đầu mối"), KEEP, ASK),
        citation=norm(reading, "duty.clear"),
    )


def _nobody(name: str) -> bool:
    own_area = (
        "ủy ban nhân dân",
        "ubnd",
        "trường",
        "công an",
        "đảng ủy",
        "chi bộ",
        "gvcn",
        "giáo viên",
        "ban công tác",
    )
    return is_collective(name) and not small(name).startswith(own_area)


def partner_leads(reading: Reading) -> Iterator[Finding]:
    """A unit stands as lead and as partner of one activity."""
    for activity in reading.activities:
        for partner in activity.partners:
            lead = next((x for x in activity.leads if same_unit(x.text, partner.text)), None)
            if lead is not None and not is_collective(lead.text):
                yield made(
                    "units.partner_leads",
                    f"{partner.text} chủ trì hay phối hợp?",
                    f"“{clip(activity.title.text)}” ghi một đơn vị ở cả hai vai.",
                    (
                        of_value(reading, activity.ref, lead, entry=activity.id),
                        of_value(reading, activity.ref, partner, entry=activity.id),
                    ),
                    (Way("lead", "Chủ trì"), Way("partner", "Phối hợp"), ASK),
                    weight=3,
                )


def lead_without_duty(reading: Reading) -> Iterator[Finding]:
    """A unit that leads work but has no duty in the organisation part, neither by name nor by its group."""
    if not reading.duties:
        return
    named = [unit.text for duty in reading.duties for unit in duty.units]
    without = [
        (lead, activities) for lead, activities in _leads(reading)
        if not is_collective(lead.text)
        and not _is_own(reading, lead.text)
        and not any(covers(name, lead.text) for name in named)
    ]  # fmt: skip
    if len(without) > MOST_ALONE:
        names = ", ".join(clip(lead.text, 40) for lead, _ in without[:3])
        yield made(
            "units.lead_without_duty",
            f"{len(without)} cơ quan chủ trì không có trong phần tổ chức thực hiện",
            f"{names}{'…' if len(without) > 3 else ''} chủ trì hoạt động mà không được giao nhiệm vụ.",
            [of_value(reading, acts[0].ref, lead, entry=acts[0].id) for lead, acts in without],
            (Way("duty", "Thêm nhiệm vụ"), KEEP, ASK),
            about="many",
        )
        return
    for lead, activities in without:
        yield made(
            "units.lead_without_duty",
            f"{lead.text} chủ trì nhưng không có trong phần tổ chức thực hiện",
            f"Chủ trì {len(activities)} hoạt động mà không được giao nhiệm vụ ở phần tổ chức thực hiện.",
            [
                of_value(reading, a.ref, next(x for x in a.leads if x.text == lead.text), entry=a.id)
                for a in activities[:4]
            ],
            (Way("duty", "Thêm nhiệm vụ"), KEEP, ASK),
            about=lead.text[:40],
        )


def _leads(reading: Reading) -> list[tuple[Value, list[Activity]]]:
    found: list[tuple[Value, list[Activity]]] = []
    for activity in reading.activities:
        for lead in activity.leads:
            known = next((acts for value, acts in found if value.text == lead.text), None)
            if known is None:
                found.append((lead, [activity]))
            elif activity not in known:
                known.append(activity)
    return found


def not_recipient(reading: Reading) -> Iterator[Finding]:
    """A unit that leads or has a duty but stands nowhere under "Nơi nhận"."""
    if not reading.recipients:
        return
    got = [value.text for value in reading.recipients]
    seen: list[str] = []
    places: list[Place] = []
    work = [(d.ref, d.id, unit) for d in reading.duties for unit in d.units]
    work += [(a.ref, a.id, lead) for a in reading.activities for lead in a.leads]
    for ref, entry, unit in work:
        if any(same_unit(unit.text, name) for name in seen) or _is_own(reading, unit.text):
            continue
        seen.append(unit.text)
        if not any(covers(name, unit.text) for name in got):
            places.append(of_value(reading, ref, unit, entry=entry))
    if places:
        names = ", ".join(clip(p.quote, 40) for p in places[:3]) + ("…" if len(places) > 3 else "")
        yield made(
            "units.not_recipient",
            f"Nơi nhận thiếu {names}",
            "Đơn vị được giao việc mà không có trong Nơi nhận thì có thể không nhận được Kế hoạch.",
            places,
            (Way("add", "Thêm vào Nơi nhận", tuple(Change("head", "recipients", p.quote) for p in places)), KEEP, ASK),
            citation=norm(reading, "document.form"),
            weight=1,
            about="all",
        )


_PERSONS = (
    "đồng chí", "các đồng chí", "đ/c", "ông ", "bà ", "phó ", "chủ tịch", "bí thư", "hiệu trưởng", "gvcn", "giáo viên", "trưởng ",
    "ban giám hiệu", "đại diện", "chuyên viên", "công chức", "các phó", "bộ phận", "tổ ", "chi bộ", "nhà trường",
)  # fmt: skip


def _is_own(reading: Reading, name: str) -> bool:
    """Persons, parts of the issuing body and the body itself need no line of their own under "Nơi nhận"."""
    issuer, authority = reading.header.issuer, reading.header.signer_authority
    bare = small(name)
    if bare.startswith(_PERSONS) or (name[:1].islower() and not is_collective(name)):
        return True
    if issuer is not None and (same_unit(issuer.text, name) or small(issuer.text).startswith("trường ")):
        return True
    signs_for = re.sub(r"^[a-z./\s]{1,5}[./]\s*", "", small(authority.text)) if authority is not None else ""
    return len(signs_for) > 5 and bare.startswith(signs_for)


RULES: dict[str, Rule] = {
    "units.no_lead": no_lead,
    "units.collective_lead": collective_lead,
    "units.partner_leads": partner_leads,
    "units.lead_without_duty": lead_without_duty,
    "units.not_recipient": not_recipient,
}
