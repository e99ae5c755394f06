"""What `make run` brings along: the province of the example, its plan as a programme, demo accounts."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from ngayso.built import Step
from ngayso.core.errors import Refusal
from ngayso.core.origin import is_made_by_run
from ngayso.intake.actions import confirm_draft, read_draft, take_file
from ngayso.intake.models import Draft, State
from ngayso.people.actions import make_demo
from ngayso.people.directory import load_directory
from ngayso.people.models import Province, Role, Unit
from ngayso.plans.models import Plan

FOLDER = settings.ROOT / "examples" / "tien-giang-2024"

# Role, name of the account, code of the unit in which it is held.
DEMO = (
    (Role.FOCAL, "Cán bộ đầu mối (dùng thử)", "tg-so-tttt"),
    (Role.CLERK, "Chuyên viên huyện Cái Bè (dùng thử)", "tg-h-cai-be"),
    (Role.LEADER, "Lãnh đạo tỉnh (dùng thử)", "tg-ubnd"),
    (Role.AUDITOR, "Kiểm tra, thanh tra (dùng thử)", "tg-ubnd"),
    (Role.ADMIN, "Quản trị hệ thống (dùng thử)", "tg-so-tttt"),
)


def load(step: Step) -> None:
    """The directory where there is none yet; the plan where nothing has come in yet."""
    if not Province.objects.exists():
        step("Nạp danh bạ đơn vị tỉnh Tiền Giang (tháng 10/2024)", _load_directory)
    if not Plan.objects.exists() and not Draft.objects.exists():
        step("Đọc kế hoạch ví dụ của tỉnh Tiền Giang và lập chương trình", _load_plan)


def _load_directory() -> None:
    load_directory(FOLDER / "units", province="Tỉnh Tiền Giang", root="tg-ubnd", focal="tg-so-tttt")


def _load_plan() -> None:
    confirm_draft(_read(FOLDER / "plan.docx"), actor=None)


def take_plan(path: Path, step: Step) -> tuple[str, str]:
    """Takes and reads a plan: what to tell of it and the way to it on the page. Raises Refusal when it is turned away."""
    drafts: list[Draft] = []
    step(f"Đọc {path.name}", lambda: drafts.append(_read(path)))
    draft = drafts[0]
    if draft.plan is not None:
        return "Kế hoạch này đã thành chương trình", draft.plan.get_absolute_url()
    return "Kế hoạch đã đọc, chưa soát. Trang soát", draft.get_absolute_url()


def _read(path: Path) -> Draft:
    try:
        draft = take_file(path, name=path.name, actor=None)
    except OSError as error:
        raise Refusal(f"Không mở được tệp {path}; kiểm tra đường dẫn và quyền đọc.", 404) from error
    draft = read_draft(draft.pk)
    if draft.state == State.REFUSED:
        raise Refusal(draft.sentence)
    return draft


def sign_in_links() -> list[tuple[str, str]]:
    """A role and a fresh link that signs in with one click; none where the database is not of our making."""
    if not is_made_by_run():
        return []
    links = []
    for role, name, code in DEMO:
        token = make_demo(role, name=name, unit=Unit.objects.get(code=code))
        links.append((str(role.label), settings.PUBLIC_URL + reverse("people:open_link", args=[token])))
    return links
