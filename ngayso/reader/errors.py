"""What the reader says when it will not read a file."""


class Refused(Exception):
    """A file that is not read. `str(error)` is one clear Vietnamese sentence that says what to do next.

    `code` is a stable word for tests and logs, such as "pdf.encrypted"; it never holds words of the document.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
