"""What an action says when it will not do it."""


class Refusal(Exception):
    """A request turned away. `str(refusal)` is one clear Vietnamese sentence that says what to do next.

    `status`: 400 the words given are wrong, 403 not your right, 404 not there or not yours to see, 409 somebody was
    first or the state has moved on, 413 too much, 429 too often. `field` names the field of a form that it speaks of.
    """

    def __init__(
        self, sentence: str, status: int = 400, *, field: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.field = field
        self.retry_after = retry_after
