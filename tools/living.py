"""A programme that lives: the example's plan acted out in October 2024 through the product's own actions.

For pictures and for walking through by hand, in a place that runs with the example. The clock of the house is moved in
this process alone; `Example(clock)` and its steps, in their order, are called by tools/pictures.py.
"""

import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from PIL import Image, ImageDraw

SILENT = ("tg-h-tan-phu-dong", "tg-tx-cai-lay-doan", "tg-hoi-tin-hoc", "tg-cap-nuoc", "tg-h-go-cong-dong-doan")
"""Say nothing at all."""
LATE = ("tg-h-tan-phuoc", "tg-so-ct", "tg-so-gtvt")
"""Have received, do not report."""
OWN = "tg-h-cai-be"
"""The unit of the demo clerk: its report waits for the pictures."""
SIZES = {
    "ho-da-den": 300, "luot-huong-dan": 640, "to-ra-quan": 24, "to-hien-co": 26, "thanh-vien-ra-quan": 130,
    "ap-co-to-di": 24, "ap-cua-dia-ban": 26, "diem-huong-dan": 9, "tk-dich-vu-cong": 90, "ho-so-truc-tuyen": 60,
    "tk-thanh-toan": 45, "tk-san": 8, "diem-nhan-qr": 36, "dinh-danh-thu-nhan": 40, "dinh-danh-kich-hoat": 34,
    "tin-bai": 14, "chuong-trinh-phat-song": 4, "luot-phat-thanh": 60, "bang-ron": 36, "man-hinh": 5, "to-roi": 800,
    "bai-mang-xa-hoi": 22, "luot-tiep-can": 5200, "nguoi-dang-ky": 640, "nguoi-du-thi": 520, "luot-du-thi": 780,
    "don-vi-du-thi": 30, "luot-xem-trang-thi": 2100, "bai-dung-het": 35, "mo-hinh": 4, "xa-co-mo-hinh": 3,
    "nguoi-dung-mo-hinh": 240, "tieu-chi": 15, "dai-bieu": 120, "doanh-nghiep": 6, "luot-giao-dich": 320,
}  # fmt: skip
"""About how large a figure is, by its code; 12 for another."""


def move(year: int, month: int, day: int, hour: int = 9) -> None:
    """What time it is in Vietnam from now on."""
    from ngayso.core import clock

    at = dt.datetime(year, month, day, hour, tzinfo=clock.HERE).astimezone(dt.UTC)
    clock.timezone = SimpleNamespace(now=lambda: at)  # type: ignore[attr-defined, assignment]


class Example:
    """The plan, its people, and what they do."""

    def __init__(self) -> None:
        from ngayso.people.models import Membership, Unit, User
        from ngayso.plans.models import Assigned, Plan

        move(2024, 9, 12)
        plan = Plan.objects.order_by("confirmed_at").first()
        assert plan is not None
        self.focal = User.objects.get(login="demo-focal")
        # As if it had been confirmed when it was sent out, not when the place was made.
        Plan.objects.filter(pk=plan.pk).update(confirmed_at=dt.datetime(2024, 9, 10, 2, tzinfo=dt.UTC))
        self.plan = Plan.objects.get(pk=plan.pk)
        given = Assigned.objects.filter(assignment__activity__plan=plan).values("unit")
        self.units = {unit.code: unit for unit in Unit.objects.filter(pk__in=given).order_by("order", "name")}
        self.clerks = {}
        for code, unit in self.units.items():
            if code == OWN:
                self.clerks[code] = User.objects.get(login="demo-clerk")
            else:
                user, made = User.objects.get_or_create(
                    login=f"{code}@thu.vn", defaults={"name": f"Chuyên viên {unit.short or unit.name}"[:80]}
                )
                if made:
                    Membership.objects.create(user=user, unit=unit, role="clerk", since=dt.date(2024, 1, 1))
                self.clerks[code] = user

    def receive(self) -> None:
        """All but the silent say "đã nhận"; one asks a question, one asks to hand an activity over."""
        from ngayso.core.ids import uuid7
        from ngayso.desks import actions, hand_overs, questions

        for code, unit in self.units.items():
            if code not in SILENT:
                actions.acknowledge(self.plan, unit, actor=self.clerks[code])
        campaign = self.plan.activities.get(ref="III.2.c")
        question = questions.ask_question(
            self.plan,
            self.units["tg-h-cho-gao"],
            key=uuid7(),
            text="Tổ công nghệ số cộng đồng ở ấp ra quân ngày nào cũng được trong đợt, hay phải cùng ngày 10/10?",
            activity=campaign,
            actor=self.clerks["tg-h-cho-gao"],
        )
        questions.answer_question(
            question,
            answer="Ngày nào trong đợt từ 01/10 đến 10/10 cũng được; ngày 10/10 ra quân đồng loạt.",
            shared=True,
            seen=questions.stamp(question),
            actor=self.focal,
        )
        questions.ask_question(
            self.plan,
            self.units["tg-h-cai-lay"],
            key=uuid7(),
            text="Người đã được hướng dẫn năm trước, năm nay hướng dẫn lại thì có tính không?",
            activity=campaign,
            actor=self.clerks["tg-h-cai-lay"],
        )
        hand_overs.ask_hand_over(
            hand_overs.Piece(self.plan, self.units["tg-h-chau-thanh"], campaign),
            key=uuid7(),
            to=self.units["tg-h-chau-thanh-doan"],
            reason="Huyện Đoàn đang phụ trách các tổ, đề nghị chuyển để một đầu mối ghi số.",
            actor=self.clerks["tg-h-chau-thanh"],
        )

    def work(self) -> None:
        """Entries of several days, with figures; a photograph of Cái Bè."""
        from ngayso.core.ids import uuid7
        from ngayso.desks import actions
        from ngayso.plans.models import Assigned

        for at, (code, unit) in enumerate(self.units.items()):
            if code in SILENT or at % 7 == 6:
                continue
            given = self.plan.activities.filter(assignments__assigned__in=Assigned.objects.filter(unit=unit)).distinct()
            for activity in given:
                part = actions.part_of(unit, activity)
                for day in (2, 6):
                    if (at + day) % 3 == 0:
                        continue
                    move(2024, 10, day, 16)
                    daily = actions.daily_indicators(activity, part)
                    stuck = at % 17 == 5 and day == 6
                    actions.add_progress(
                        self.plan,
                        unit,
                        activity=activity,
                        id=uuid7(),
                        state="stuck" if stuck else "done" if day == 6 and at % 2 else "go",
                        day=dt.date(2024, 10, day),
                        text="Đã phân công và làm theo kế hoạch của đơn vị."
                        if day == 2
                        else "Làm tiếp các ấp còn lại.",
                        reason="Đường truyền ở ba ấp chưa có, cần doanh nghiệp viễn thông hỗ trợ." if stuck else "",
                        figures={i.code: sized(i.code, at) // 2 for i in daily},
                        actor=self.clerks[code],
                    )
        move(2024, 10, 8, 17)
        own, campaign = self.units[OWN], self.plan.activities.get(ref="III.2.c")
        entry = actions.add_progress(
            self.plan,
            own,
            activity=campaign,
            id=uuid7(),
            state="go",
            day=dt.date(2024, 10, 8),
            text="Đi từng nhà ở ba ấp, hướng dẫn nộp hồ sơ trực tuyến và quét mã trả tiền ở chợ.",
            place="Chợ Cái Bè",
            figures={
                i.code: sized(i.code, 7) for i in actions.daily_indicators(campaign, actions.part_of(own, campaign))
            },
            actor=self.clerks[OWN],
        )
        actions.add_evidence(
            actions.work_of(self.plan, own, activity=campaign),
            id=uuid7(),
            sort="photo",
            source=io.BytesIO(photograph()),
            name="ra-quan-cho-cai-be.png",
            caption="Ra quân ở chợ Cái Bè",
            progress=entry,
            actor=self.clerks[OWN],
        )

    def follow_up(self) -> None:
        """Reminders of the day, and an urging letter to who is late, as a draft."""
        from ngayso.core import clock
        from ngayso.core.ids import uuid7
        from ngayso.follow import letters, reminders
        from ngayso.follow.lateness import late_units

        move(2024, 10, 8, 9)
        reminders.send_now(actor=self.focal)
        late = late_units(self.plan, clock.today())
        codes = {*SILENT}
        letters.draft_letter(
            self.plan,
            key=uuid7(),
            units=[one.unit.pk for one in late if one.unit.code in codes],
            day=clock.today(),
            actor=self.focal,
        )

    def report(self) -> None:
        """The round of the plan's own duty is open; most send, Cái Bè has begun."""
        from ngayso.reports import flow, rounds
        from ngayso.reports.asked import expected_units

        move(2024, 10, 11, 8)
        deadline = self.plan.deadlines.exclude(due=None).get()
        self.round = rounds.open_round(
            rounds.make_round(self.plan, deadline=deadline, actor=self.focal), actor=self.focal
        )
        expected = expected_units(self.round)
        for at, unit in enumerate(unit for unit in self.units.values() if unit.pk in expected):
            if unit.code in (*SILENT, *LATE):
                continue
            move(2024, 10, 14, 8 + at % 9)
            report = self.fill(unit, at, begun=unit.code == OWN)
            if unit.code != OWN:
                flow.submit_report(report, way="web", actor=self.clerks[unit.code])

    def fill(self, unit: Any, at: int, *, begun: bool = False) -> Any:
        """Types numbers that fit and words; `begun` leaves all but the first activity open."""
        from ngayso.reports import cells
        from ngayso.reports.asked import asked_of

        actor = self.clerks[unit.code]
        report = cells.open_report(self.round, unit, actor=actor)
        for activity in asked_of(self.round, unit)[: 1 if begun else None]:
            entries = []
            for ask in (ask for ask in activity.asks if ask.indicator.numerator_id is None):
                size = sized(ask.indicator.code, at)
                period = size if ask.indicator.course == "flow" else None
                entries.append(cells.CellEntry(ask, period, size, "Theo sổ của đơn vị.", 0))
            text = "Đã thực hiện theo kế hoạch, có phân công từng bộ phận."
            hard = "Người lớn tuổi cần người giúp tại chỗ." if at % 4 == 0 else ""
            words = cells.PassageEntry(activity.activity, text, hard, "", 0)
            cells.save(report, cells=entries, passages=[words], actor=actor)
        report.refresh_from_db()
        general = "Một số ấp sóng yếu." if at % 5 == 0 else ""
        wish = "Hỗ trợ máy tính bảng cho các tổ." if at % 5 == 0 else ""
        cells.save(report, general=cells.GeneralEntry(general, wish, report.version), actor=actor)
        report.refresh_from_db()
        return report

    def review(self) -> None:
        """One report goes back with a mark, some wait, the rest is taken."""
        from ngayso.reports import flow
        from ngayso.reports.models import UnitReport

        move(2024, 10, 15, 9)
        sent = UnitReport.objects.filter(round=self.round, state="submitted").select_related("round", "unit")
        for at, report in enumerate(sent.order_by("unit__order")):
            last = report.submissions.latest("number")
            if report.unit.code == "tg-h-cho-gao":
                ask = self.round.asks.filter(activity__ref="III.2.c").earliest("order")
                marks = [
                    {
                        "activity": str(ask.activity_id),
                        "indicator": ask.indicator.code,
                        "text": "Xem lại: hơn số tổ của huyện.",
                    }
                ]
                flow.return_report(
                    report, note="Sửa chỗ đã đánh dấu rồi gửi lại.", marks=marks, actor=self.focal, seen=last.pk
                )
            elif at % 6:
                flow.accept_report(report, actor=self.focal, note="Đã xem, số liệu phù hợp.", seen=last.pk)

    def issue(self) -> None:
        """Cái Bè sends, all is taken, the round is locked; the edition to the Chairman is issued."""
        from ngayso.core.ids import uuid7
        from ngayso.reports import consolidation, flow, locks
        from ngayso.reports.models import UnitReport

        move(2024, 10, 15, 15)
        flow.submit_report(self.fill_rest(), way="web", actor=self.clerks[OWN])
        move(2024, 10, 16, 9)
        for report in UnitReport.objects.filter(round=self.round, state="submitted"):
            last = report.submissions.latest("number")
            flow.accept_report(report, actor=self.focal, note="Đã xem, số liệu phù hợp.", seen=last.pk)
        move(2024, 10, 17, 9)
        locks.lock_round(self.round, actor=self.focal)
        head = {"position": "GIÁM ĐỐC", "name": "Nguyễn Văn Thử"}
        consolidation.save_head(self.round, "province", head, seen=0, actor=self.focal)
        self.version = consolidation.issue_version(
            self.round,
            "province",
            key=uuid7(),
            number=212,
            day=dt.date(2024, 10, 17),
            typed_said=True,
            actor=self.focal,
        )

    def fill_rest(self) -> Any:
        from ngayso.reports import cells
        from ngayso.reports.asked import asked_of
        from ngayso.reports.models import Cell, Passage

        unit, actor = self.units[OWN], self.clerks[OWN]
        report = cells.open_report(self.round, unit, actor=actor)
        for activity in asked_of(self.round, unit)[1:]:
            entries = []
            for ask in (ask for ask in activity.asks if ask.indicator.numerator_id is None):
                seen = Cell.objects.filter(report=report, ask=ask).values_list("version", flat=True).first() or 0
                size = sized(ask.indicator.code, 7)
                period = size if ask.indicator.course == "flow" else None
                entries.append(cells.CellEntry(ask, period, size, "Theo sổ của đơn vị.", seen))
            there = Passage.objects.filter(report=report, activity=activity.activity).first()
            words = cells.PassageEntry(activity.activity, "Đã thực hiện.", "", "", there.version if there else 0)
            cells.save(report, cells=entries, passages=[words], actor=actor)
        report.refresh_from_db()
        return report


def sized(code: str, at: int) -> Decimal:
    """The figure of the unit at that place of the list."""
    return Decimal(SIZES.get(code, 12) * (10 + at % 7) // 10)


def photograph() -> bytes:
    """A market, drawn: nobody's face is shown."""
    picture = Image.new("RGB", (1200, 800), (196, 222, 232))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 560, 1200, 800), fill=(204, 190, 160))
    for at, colour in enumerate(((10, 77, 92), (180, 92, 40), (60, 110, 70))):
        left = 90 + at * 370
        pen.polygon(((left, 330), (left + 150, 230), (left + 300, 330)), fill=colour)
        pen.rectangle((left + 20, 330, left + 280, 580), fill=(240, 236, 226), outline=colour, width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
