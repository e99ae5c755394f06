import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.words.units import begins_unit, expand, is_collective, names_end, split_roles, split_units


def names(text: str) -> list[str]:
    return [p.text for p in split_units(text)]


NAMES = [
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Nông nghiệp và Môi trường",
    "Đài Phát thanh và Truyền hình tỉnh",
    "Báo và Phát thanh, Truyền hình Cà Mau",
    "các sở, ban, ngành, đoàn thể tỉnh",
    "Ủy ban nhân dân các huyện, thị xã, thành phố",
    "UBND các xã, phường, đặc khu",
    "Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh",
    "Văn phòng Đoàn Đại biểu Quốc hội và Hội đồng nhân dân tỉnh",
    "Thường trực HĐND, UBND xã",
    "các doanh nghiệp công nghệ thông tin, bưu chính và viễn thông trên địa bàn tỉnh",
    "Hội Liên hiệp Phụ nữ xã",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh xã",
    "Công an phường",
    "Viettel Cà Mau",
    "Trung tâm Văn hóa - Thể thao và Truyền thanh",
    "Trường THPT Nguyễn Trãi",
    "Phó Hiệu trưởng Trần Văn B",
    "GVCN các lớp",
    "Ban Quản lý Khu kinh tế Năm Căn và các Khu công nghiệp",
]


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True), st.sampled_from(["; ", ", "]))
def test_any_join_of_names_splits_back(parts: list[str], mark: str) -> None:
    text = mark.join(parts)
    pieces = split_units(text)
    assert [p.text for p in pieces] == parts
    assert [text[slice(*p.span)] for p in pieces] == parts


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
def test_the_last_name_may_be_joined_by_and(parts: list[str]) -> None:
    assert names(", ".join(parts[:-1]) + " và " + parts[-1] + ",...") == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Các Sở, ngành, UBND các xã", ["Các Sở, ngành", "UBND các xã"]),
        ("Đề nghị Báo Cà Mau, mời Công an tỉnh", ["Báo Cà Mau", "Công an tỉnh"]),
        ("- Sở Y tế\n- Sở Tài chính;", ["Sở Y tế", "Sở Tài chính"]),
        ("Sở Y tế và các đơn vị liên quan", ["Sở Y tế", "các đơn vị liên quan"]),
        ("Các Đại sứ quán, tổ chức quốc tế", ["Các Đại sứ quán", "tổ chức quốc tế"]),
        ("Văn phòng Ban Chỉ huy, cơ quan, địa phương liên quan",
         ["Văn phòng Ban Chỉ huy", "cơ quan, địa phương liên quan"]),
        ("Sở Nội vụ (Ban Thi đua, Phòng Tổ chức); Sở Y tế", ["Sở Nội vụ (Ban Thi đua, Phòng Tổ chức)", "Sở Y tế"]),
        ("", []),
        ("...", []),
    ],
)  # fmt: skip
def test_lists_as_documents_print_them(text: str, parts: list[str]) -> None:
    assert names(text) == parts


@pytest.mark.parametrize(
    ("text", "leads", "partners"),
    [
        ("Sở Y tế chủ trì, phối hợp với Sở Tài chính, Công an tỉnh", ["Sở Y tế"], ["Sở Tài chính", "Công an tỉnh"]),
        ("Sở Y tế chủ trì phối hợp với các sở, ngành thực hiện việc này.", ["Sở Y tế"], ["các sở, ngành"]),
        ("Giao Sở Y tế chủ trì, phối hợp cùng Công an xã tổ chức hội nghị", ["Sở Y tế"], ["Công an xã"]),
        ("Chủ trì: Sở Y tế; phối hợp: Công an tỉnh và UBND các xã", ["Sở Y tế"], ["Công an tỉnh", "UBND các xã"]),
        ("Cơ quan chủ trì: Sở Y tế. Cơ quan phối hợp: Công an tỉnh.", ["Sở Y tế"], ["Công an tỉnh"]),
        ("Sở Y tế (chủ trì)", ["Sở Y tế"], []),
        ("Phối hợp với Công an tỉnh, Sở Y tế để xử lý", [], ["Công an tỉnh", "Sở Y tế"]),
        ("Sở Y tế, Công an tỉnh", ["Sở Y tế", "Công an tỉnh"], []),
        ("Sở Y tế chủ trì tham mưu kế hoạch; Công an tỉnh chủ động triển khai", ["Sở Y tế", "Công an tỉnh"], []),
    ],
)
def test_roles(text: str, leads: list[str], partners: list[str]) -> None:
    roles = split_roles(text)
    assert [p.text for p in roles.leads] == leads
    assert [p.text for p in roles.partners] == partners
    for piece in (*roles.leads, *roles.partners):
        assert text[slice(*piece.span)] == piece.text


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
    st.sampled_from([" chủ trì, phối hợp với ", " chủ trì phối hợp cùng ", " chủ trì, phối hợp chặt chẽ với "]),
)
def test_leads_and_partners_are_told_apart(leads: list[str], partners: list[str], joint: str) -> None:
    roles = split_roles("; ".join(leads) + joint + "; ".join(partners))
    assert [p.text for p in roles.leads] == leads
    assert [p.text for p in roles.partners] == partners
    assert roles.told


def test_names_end_before_the_work() -> None:
    assert names_end("các sở, ban, ngành tổ chức tuyên truyền") == len("các sở, ban, ngành ")
    assert names_end("các cơ quan, tổ chức, cá nhân") == len("các cơ quan, tổ chức, cá nhân")


def test_what_begins_a_unit() -> None:
    assert begins_unit("Sở Y tế")
    assert begins_unit("Đề nghị Báo Cà Mau")
    assert begins_unit("các doanh nghiệp")
    assert not begins_unit("Báo chí là")
    assert not begins_unit("Hội nghị tổng kết")
    assert not begins_unit("tuyên truyền về")


def test_groups_are_told_from_bodies() -> None:
    assert all(
        map(is_collective, ["các sở, ban, ngành", "UBND các xã", "Cơ quan, địa phương liên quan", "Các doanh nghiệp"])
    )
    assert not any(map(is_collective, ["Sở Y tế", "UBND xã Ba Tri", "Báo Cà Mau", "Ban Chỉ đạo tỉnh"]))


def test_abbreviations_are_written_out() -> None:
    assert expand("Sở TT&TT, UBND xã") == "Sở Thông tin và Truyền thông, Ủy ban nhân dân xã"
    assert expand("Sở VH,TT&DL") == "Sở Văn hóa, Thể thao và Du lịch"
    assert expand("VNPT") == "VNPT"


@given(st.text(alphabet="Sở các và, ;()“”UBND chủ trì phối hợp với Đài\n-"))
def test_no_text_breaks_the_grammar(text: str) -> None:
    roles = split_roles(text)
    for piece in (*split_units(text), *roles.leads, *roles.partners):
        assert text[slice(*piece.span)] == piece.text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Các cơ sở y tế, cơ sở giáo dục", ["Các cơ sở y tế", "cơ sở giáo dục"]),
        ("Các Công ty lâm nghiệp, Vườn quốc gia", ["Các Công ty lâm nghiệp", "Vườn quốc gia"]),
        ("Tổ trưởng chuyên môn, giáo viên dự thi", ["Tổ trưởng chuyên môn", "giáo viên dự thi"]),
        ("các cơ quan, đơn vị trực thuộc", ["các cơ quan, đơn vị trực thuộc"]),
        ("Cán bộ, giáo viên, nhân viên", ["Cán bộ, giáo viên, nhân viên"]),
    ],
)
def test_lists_of_unlike_groups_are_parted(text: str, names: list[str]) -> None:
    assert [piece.text for piece in split_units(text)] == names


def test_who_stands_before_phoi_hop_takes_part() -> None:
    roles = split_roles("Hội Phụ nữ xã chủ trì; Hội Nông dân xã, Đoàn Thanh niên xã phối hợp")
    assert [piece.text for piece in roles.leads] == ["Hội Phụ nữ xã"]
    assert [piece.text for piece in roles.partners] == ["Hội Nông dân xã", "Đoàn Thanh niên xã"]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("viện nghiên cứu, trường đại học, doanh nghiệp", ["viện nghiên cứu", "trường đại học", "doanh nghiệp"]),
        ("các trường đại học, viện nghiên cứu", ["các trường đại học, viện nghiên cứu"]),
        ("các doanh nghiệp, hợp tác xã, hộ kinh doanh", ["các doanh nghiệp, hợp tác xã, hộ kinh doanh"]),
        (
            "Đài Truyền thanh tỉnh, cơ sở đào tạo, doanh nghiệp",
            ["Đài Truyền thanh tỉnh", "cơ sở đào tạo", "doanh nghiệp"],
        ),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Nội vụ (cấp tỉnh); UBND xã (cấp xã)", ["Sở Nội vụ", "UBND xã"]),
    ],
)
def test_unlike_kinds_of_bodies_stand_apart(text: str, want: list[str]) -> None:
    assert [piece.text for piece in split_units(text)] == want


def test_the_last_clause_alone_takes_part() -> None:
    roles = split_roles("Sở Du lịch; các sở, ngành liên quan phối hợp.")
    assert [piece.text for piece in roles.leads] == ["Sở Du lịch"]
    assert [piece.text for piece in roles.partners] == ["các sở, ngành liên quan"]
