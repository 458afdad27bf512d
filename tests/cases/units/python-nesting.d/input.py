import os


class Stack(list):
    """A docstring."""

    limit = 10

    def __init__(self, items=(), *, limit: int = 3, **rest):
        self.items = [i for i in items if i]  # for and if: two decisions, no break of the flow

    @property
    def top(self) -> int:
        if not self.items:
            return None
        elif len(self.items) > 3 and self.limit or rest:
            return self.items[-1]
        else:
            for i in self.items:
                while i:
                    i -= 1
        return 1 if self.items else 2

    async def drain(self):
        def inner(n):
            try:
                return n
            except (KeyError, ValueError):
                raise
            except OSError:
                return 0

        match self.items:
            case []:
                return 1
            case [x] | [x, _]:
                return 2
            case _:
                return inner(3)


double = lambda x, y=2: x and y
sorted([], key=lambda k: k or 1)
