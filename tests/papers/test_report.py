"""What the first report says, and that it says no more than is known."""

import datetime

import msgspec
import pytest

from ngayso.papers.naming import in_text, named_plan, result_title
from ngayso.papers.parts import Annex, Block, Bullets, Heading, Note, OfficialDocument, Paragraph, Table, Text
from ngayso.papers.programme import ActivityLine, DueReport
from ngayso.papers.report import AHEAD, ENDED, NOTHING_REPORTED, RUNNING, UNDATED, first_report, timing


def plain(text: Text) -> str:
    return text if isinstance(text, str) else "".join(span.text for span in text)


def lines(block: Block) -> list[str]:
    match block:
        case Bullets():
            return [plain(item) for item in block.items]
        case Table():
            return [" | ".join(row.cells) for row in block.rows]
        case Heading() | Paragraph() | Note():
            return [plain(block.text)]
    return []


def told(document: OfficialDocument | Annex) -> list[str]:
    return [line for block in document.body for line in lines(block)]


def under(document: OfficialDocument, heading: str) -> list[str]:
    """What stands under a heading, up to the next one of its level or above."""
    found, level = [], 0
    for block in document.body:
        if isinstance(block, Heading) and (not level or block.level <= level):
            level = block.level if heading in block.text else 0
        elif level:
            found += lines(block)
    return found


@pytest.fixture
def report(programme):
    return first_report(programme)


def test_its_parts_are_those_of_a_report(report):
    assert report.kind == "Báo cáo"
    assert report.title == (
        "Kết quả tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số quốc gia, Ngày Chuyển đổi số tỉnh Tiền Giang "
        "năm 2024"
    )
    assert [block.text for block in report.body if isinstance(block, Heading) and block.level == 1] == [
        "Tình hình triển khai",
        "Kết quả theo từng hoạt động",
        "Thời hạn báo cáo",
        "Nhiệm vụ tiếp theo và kiến nghị",
    ]
    assert [(annex.title, annex.landscape) for annex in report.annexes] == [
        ("Tổng hợp các hoạt động", True),
        ("Nhiệm vụ theo đơn vị", False),
        ("Số hoạt động, nhiệm vụ theo đơn vị", False),
    ]
    assert (report.number, report.day, report.year) == (None, None, 2024)


def test_each_activity_says_what_the_plan_says_and_that_nothing_was_reported(report):
    contest = under(report, "Tổ chức cuộc thi")
    assert contest == [
        "Đơn vị chủ trì: Sở Thông tin và Truyền thông.",
        "Đơn vị phối hợp: các sở, ban, ngành, đoàn thể tỉnh; Ủy ban nhân dân các huyện, thị xã, thành phố.",
        "Thời gian: Cuộc thi sẽ tiến hành triển khai, thực hiện và hoàn thành trước ngày 30/10/2024.",
        "Đối tượng: công dân Việt Nam từ đủ 11 tuổi trở lên hiện đang sinh sống và làm việc trên địa bàn tỉnh Tiền "
        "Giang.",
        "Tình hình đến hết ngày 16/10/2024: đang trong thời gian thực hiện.",
        "Kết quả: Chưa có số liệu báo cáo.",
    ]
    exercise = under(report, "Tập huấn và tổ chức diễn tập")
    assert exercise[0] == "Đơn vị chủ trì: Kế hoạch chưa nêu."
    assert [line for line in told(report) if line.startswith("Kết quả:")] == [f"Kết quả: {NOTHING_REPORTED}"] * 9


def test_what_was_reported_is_printed_with_its_teller(programme):
    said = "Công an tỉnh: đã hướng dẫn 120 lượt người"
    activities = tuple(
        msgspec.structs.replace(activity, results=(said,), state="đã hoàn thành")
        if activity.ref == "III.2.e"
        else activity
        for activity in programme.activities
    )
    report = first_report(msgspec.structs.replace(programme, activities=activities))
    found = under(report, "Triển khai chiến dịch")
    assert found[-3:] == ["Tình hình đến hết ngày 16/10/2024: đã hoàn thành.", "Kết quả đã báo cáo:", f"{said}."]
    assert "Số hoạt động đã có kết quả báo cáo: 01/09." in told(report)
    assert said in "".join(told(report.annexes[0]))


def test_no_figure_is_printed_that_was_not_given(programme, report):
    """Every number of the text is one of the programme's, or a count of its parts."""
    given = msgspec.json.encode(programme).decode()
    counts = {f"{count:02d}" for count in range(10)} | {"21"}
    for line in told(report):
        for word in line.replace("/", " ").replace(".", " ").split():
            digits = word.strip("();,:“”")
            if digits.isdigit() and digits not in counts:
                assert digits in given, line


def test_progress_counts_every_activity_once(report):
    (table,) = [block for block in report.body if isinstance(block, Table)]
    *groups, whole = [row.cells for row in table.rows]
    assert groups == [
        ("Đã hết thời gian thực hiện", "04", "Mục III.1, III.2.c, III.2.d, III.2.e"),
        ("Đang trong thời gian thực hiện", "05", "Mục III.2.a, III.2.b, III.2.đ, III.2.g"),
    ]
    assert whole == ("Tổng số", "09", "")


def test_a_deadline_before_the_end_of_an_activity_is_seen(report):
    found = under(report, "Thời hạn báo cáo")
    assert any("trước ngày 16/10/2024 (mục V.7.c); đã đến hạn." in line for line in found)
    assert any(
        "sớm hơn ngày kết thúc của 05 hoạt động (mục III.2.a, III.2.b, III.2.đ, III.2.g)" in line for line in found
    )


def test_next_steps_and_proposals_follow_from_what_is_missing(report, programme):
    assert under(report, "Nhiệm vụ tiếp theo và kiến nghị")[1] == (
        "Đôn đốc các đơn vị chủ trì báo cáo kết quả 04 hoạt động đã hết thời gian thực hiện nhưng chưa có số liệu (mục "
        "III.1, III.2.c, III.2.d, III.2.e);"
    )
    proposals = under(report, "Kiến nghị")[:-1]
    assert proposals == [
        "Đề nghị Ủy ban nhân dân tỉnh Tiền Giang xác định đơn vị chủ trì đối với 01 hoạt động mà Kế hoạch chưa nêu "
        "(mục III.2.a)."
    ]
    more = msgspec.structs.replace(programme, proposals=("Đề nghị hướng dẫn mẫu báo cáo.",))
    assert under(first_report(more), "Kiến nghị")[-2] == "Đề nghị hướng dẫn mẫu báo cáo."


def test_a_plan_without_number_or_day_is_marked(report, programme):
    assert any("chưa ghi số và ngày ban hành" in line for line in told(report))
    numbered = msgspec.structs.replace(
        programme, plan_number="321/KH-UBND", plan_day=datetime.date(2024, 9, 5)
    )  # fmt: skip
    made = told(first_report(numbered))
    assert not any("chưa ghi" in line for line in made)
    assert made[0].startswith(
        "Thực hiện Kế hoạch số 321/KH-UBND ngày 05/9/2024 của Ủy ban nhân dân tỉnh Tiền Giang về tổ"
    )


def test_a_programme_that_knows_nothing_still_makes_an_honest_report(programme):
    bare = msgspec.structs.replace(
        programme, activities=(), duties=(), reports=(), units=(), funding="", theme="", bases=(), addressees=()
    )
    made = first_report(bare)
    assert made.annexes == ()
    assert "Kế hoạch chưa có hoạt động nào được ghi nhận." in told(made)
    assert "Kế hoạch không nêu nguồn kinh phí." in told(made)
    assert "Kế hoạch không quy định thời hạn báo cáo." in told(made)
    assert "Chưa ghi nhận kiến nghị của các đơn vị." in told(made)


def test_an_activity_added_by_hand_is_named_so(programme):
    added = msgspec.structs.replace(programme, activities=(ActivityLine(ref="", title="Ngày hội công nghệ"),))
    made = told(first_report(added))
    assert "Ngày hội công nghệ (bổ sung ngoài Kế hoạch)" in made
    assert "Tình hình đến hết ngày 16/10/2024: Kế hoạch không ghi thời gian cụ thể." in made
    assert any("xác định thời gian thực hiện đối với 01 hoạt động" in line for line in made)


@pytest.mark.parametrize(
    ("start", "end", "phrase"),
    [
        (None, None, UNDATED),
        ("2024-10-01", "2024-10-10", ENDED),
        ("2024-10-01", "2024-10-16", ENDED),
        ("2024-10-01", "2024-10-17", RUNNING),
        ("2024-10-17", "2024-10-20", AHEAD),
        ("2024-10-16", None, RUNNING),
        (None, "2024-10-30", RUNNING),
        (None, "2024-10-15", ENDED),
    ],
)
def test_the_day_is_set_against_the_days_of_the_plan(start, end, phrase):
    first, last = (day and datetime.date.fromisoformat(day) for day in (start, end))
    assert timing(ActivityLine(ref="I", title="x", start=first, end=last), datetime.date(2024, 10, 16)) == phrase


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2024-10-10", "; còn 06 ngày."),
        ("2024-10-16", "; đã đến hạn."),
        ("2024-10-20", "; đã quá thời hạn 04 ngày."),
    ],
)
def test_a_deadline_is_counted_from_the_day_of_the_report(programme, day, end):
    report = DueReport(to="Sở Y tế", due=datetime.date(2024, 10, 16))
    made = first_report(
        msgspec.structs.replace(programme, reports=(report,), as_of=datetime.date.fromisoformat(day))
    )  # fmt: skip
    assert f"Báo cáo gửi Sở Y tế trước ngày 16/10/2024{end}" in told(made)


@pytest.mark.parametrize(
    ("title", "result"),
    [
        ("Tổ chức ngày hội", "Kết quả tổ chức ngày hội"),
        ("Triển khai chuyển đổi số", "Kết quả triển khai chuyển đổi số"),
        ("Thực hiện Nghị quyết số 57", "Kết quả thực hiện Kế hoạch thực hiện Nghị quyết số 57"),
        ("Chuyển đổi số trong doanh nghiệp", "Kết quả thực hiện Kế hoạch Chuyển đổi số trong doanh nghiệp"),
    ],
)
def test_the_subject_follows_from_the_title_of_the_plan(title, result):
    assert result_title("Kế hoạch", title) == result


def test_a_plan_is_named_with_what_is_known():
    day = datetime.date(2024, 9, 5)
    assert named_plan("Kế hoạch", "1/KH-UBND", day, "Sở Y tế", "Tổ chức thi") == (
        "Kế hoạch số 1/KH-UBND ngày 05/9/2024 của Sở Y tế về tổ chức thi"
    )
    assert named_plan("Kế hoạch", "", None, "", "Phòng cháy") == "Kế hoạch về Phòng cháy"
    assert in_text("TỔ CHỨC") == "TỔ CHỨC"
