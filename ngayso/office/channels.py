"""Channel: a way by which a message leaves the house. What a channel must tell apart is whether it went out."""

from typing import Protocol

from ngayso.office.models import ChannelName, Delivery


class NotSent(Exception):
    """It surely did not go out. `sentence` says why, in Vietnamese.

    `permanent`: the address or the message will never do. `down`: the channel itself does not work now, so that other
    messages need not be tried for a while.
    """

    def __init__(self, sentence: str, *, permanent: bool = False, down: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent
        self.down = down


class Uncertain(Exception):
    """It may have gone out: the answer never came, or cannot be understood."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Channel(Protocol):
    name: ChannelName

    def is_configured(self) -> bool:
        """Whether this place has what it takes to send by it."""

    def send(self, delivery: Delivery) -> str:
        """Sends it and gives the provider's id of it ("" when there is none). Raises NotSent or Uncertain."""


def channels() -> dict[str, Channel]:
    """The channels that send by themselves, by name; a letter is none of them."""
    from ngayso.office.email import Email
    from ngayso.office.sms import Sms
    from ngayso.office.zalo import Zalo

    return {channel.name: channel for channel in (Email(), Zalo(), Sms())}


def is_configured(name: str) -> bool:
    """Whether messages of that channel are sent here; others are held in the outbox."""
    found = channels().get(name)
    return found is not None and found.is_configured()
