"""A small invented plan and a draft of it under review."""

import textwrap
from pathlib import Path
from typing import Any

import pytest

PLAN = textwrap.dedent(
    """\
    ỦY BAN NHÂN DÂN
    TỈNH TIỀN GIANG

    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Độc lập - Tự do - Hạnh phúc

    Số: 101/KH-UBND

    Tiền Giang, ngày 05 tháng 8 năm 2024

    KẾ HOẠCH

    Tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số năm 2024

    I. MỤC ĐÍCH, YÊU CẦU

    1. Nâng cao nhận thức của người dân.

    II. NỘI DUNG

    1. Tổ chức hội nghị gặp mặt doanh nghiệp số

    - Thời gian: từ ngày 01/10/2024 đến ngày 10/10/2024.

    - Đơn vị chủ trì: Sở Thông tin và Truyền thông.

    - Đơn vị phối hợp: Công an tỉnh; Ủy ban nhân dân các huyện, thị xã, thành phố.

    2. Tổ chức cuộc thi tìm hiểu chuyển đổi số

    - Thời gian: trước ngày 30/10/2024.

    - Đơn vị chủ trì: Sở Văn hóa, Thể thao và Du lịch.

    - Đơn vị phối hợp: Hội Những người yêu máy tính.

    3. Ra quân hướng dẫn người dân dùng dịch vụ công trực tuyến

    - Đơn vị chủ trì: Ủy ban nhân dân thành phố Mỹ Tho.

    III. KINH PHÍ

    Kinh phí bố trí trong dự toán năm 2024 của các đơn vị.

    IV. TỔ CHỨC THỰC HIỆN

    1. Sở Thông tin và Truyền thông

    a) Chủ trì, theo dõi, đôn đốc việc thực hiện Kế hoạch này.

    b) Tổng hợp, báo cáo Ủy ban nhân dân tỉnh trước ngày 20/10/2024.

    2. Công an tỉnh

    Bảo đảm an toàn thông tin trong thời gian diễn ra các hoạt động.

    Nơi nhận:
    - Như trên;
    - Lưu: VT.

    TM. ỦY BAN NHÂN DÂN
    KT. CHỦ TỊCH
    PHÓ CHỦ TỊCH

    Nguyễn Văn Thử
    """
)


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.md"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def draft(focal: Any, plan_file: Path) -> Any:
    """Read and ready for review."""
    from ngayso.intake import actions

    taken = actions.take_file(plan_file, name="ke-hoach.md", actor=focal)
    return actions.read_draft(taken.pk)


@pytest.fixture
def second(province: Any) -> Any:
    """Another focal officer."""
    import datetime as dt

    from ngayso.people.models import Membership, User

    user = User.objects.create_user("dau-moi-2", "mat-khau-thu-nghiem-02", name="Lê Thị Thứ Hai")
    Membership.objects.create(user=user, unit=province.focal, role="focal", since=dt.date(2024, 1, 1))
    return user
