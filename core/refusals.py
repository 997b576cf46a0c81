"""What every service says when it does not do what was asked."""


class Refused(Exception):
    """Nothing was written; the text says in Chinese what is wrong and how to mend it.

    `field` names the field of the form that the refusal belongs to, empty for the form as a whole. Pages answer
    it through `core.editing`; a subclass stands only where a caller tells it apart.
    """

    def __init__(self, message: str = "", field: str = ""):
        super().__init__(message)
        self.field = field
