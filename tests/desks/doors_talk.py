"""What the doors of questions and hand-overs answer."""

from typing import Any

DOORS: dict[str, tuple[str, str, str, str]] = {
    "desks:questions": ("sxooooo", "mmmmmmm", "", ""),
    "desks:question": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "desks:answer": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxbb"),
    "desks:ask": ("sxoxxoo", "xxbxxbb", "sxxxxoo", "xxxxxbb"),
    "desks:hand_overs": ("sxooooo", "mmmmmmm", "", ""),
    "desks:hand_over": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "desks:decide_hand_over": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxbb"),
    "desks:withdraw_hand_over": ("mmmmmmm", "xxrxxrr", "mmmmmmm", "xxxxxrr"),
    "desks:ask_hand_over": ("sxoxxoo", "xxbxxbb", "sxxxxoo", "xxxxxbb"),
}


def words(plan: Any, own: Any, other: Any, people: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The words of each address (reverse kwargs) with objects of one's own unit, and of another's."""
    from ngayso.core.ids import uuid7
    from ngayso.desks.hand_overs import Piece, ask_hand_over
    from ngayso.desks.questions import ask_question
    from ngayso.people.models import Unit

    activity, focal = plan.activities.get(key="a2"), people["focal"]

    def of(unit: Any, taker: str) -> dict[str, dict[str, Any]]:
        question = ask_question(plan, unit, key=uuid7(), text="Hỏi?", activity=activity, actor=focal)
        to = Unit.objects.get(code=taker)
        move = ask_hand_over(Piece(plan, unit, activity=activity), key=uuid7(), to=to, reason="Vì", actor=focal)
        desk = {"plan_id": plan.pk, "unit_id": unit.pk}
        return {
            "desks:questions": {},
            "desks:question": {"question_id": question.pk},
            "desks:answer": {"question_id": question.pk},
            "desks:ask": desk,
            "desks:hand_overs": {},
            "desks:hand_over": {"hand_over_id": move.pk},
            "desks:decide_hand_over": {"hand_over_id": move.pk},
            "desks:withdraw_hand_over": {"hand_over_id": move.pk},
            "desks:ask_hand_over": desk | {"sort": "hoat-dong", "thing": str(activity.pk)},
        }

    return of(own, "yte"), of(other, "vhttdl")
