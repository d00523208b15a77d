"""XPath 1.0 as ODK forms use it, parsed once into plain lists that Python and the page both run.

["n", 12.0]                      a number
["s", "car"]                     a text
["-", x]                         minus
["b", "<=", x, y]                an operation between two
["c", "selected", [x, y]]        a call
["p", start, [[name, [x…]]…]]    a path: start is "/", "." or a list above; a step may be "..", "." or "*"
"""

import re

OPERATORS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
UNARY = 7
DEEPEST = 60  # brackets within brackets; a formula that people wrote has five
LONGEST = 20_000
TOKEN = re.compile(
    r"""(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
    | (?P<sign>\.\.|::|//|!=|<=|>=|[()\[\]/.,*+\-=<>|@])
    )""",
    re.VERBOSE,
)

BLANK = re.compile(r"\s*")


class XPathError(ValueError):
    """What is wrong with an expression, in French, and where: `at` is the rank of the character."""

    def __init__(self, message: str, at: int):
        super().__init__(message)
        self.at = at


def parse(expression: str) -> list:
    """The expression as lists. Raises `XPathError`."""
    if len(expression) > LONGEST:
        raise XPathError("elle est trop longue", LONGEST)
    parser = Parser(expression)
    found = parser.expression(0)
    if parser.kind != "end":
        raise XPathError(f"« {parser.value} » n’est pas attendu ici", parser.at)
    return found


class Parser:
    def __init__(self, text: str):
        self.text, self.next_at = text, 0
        self.kind, self.value, self.at = "start", "", 0
        self.depth = 0
        self.step()

    def step(self) -> None:
        """Move to the next token; a name or a star is an operator wherever an operand has just ended."""
        follows_operand = self.kind in {"number", "text", "name", "star"} or self.value in {
            ")",
            "]",
            "..",
            ".",
        }
        at = BLANK.match(self.text, self.next_at).end()
        if at == len(self.text):
            self.kind, self.value, self.at = "end", "la fin", at
            return
        found = TOKEN.match(self.text, at)
        if not found:
            raise XPathError(f"le signe « {self.text[at]} » n’est pas compris", at)
        self.at, self.next_at = found.start(found.lastgroup), found.end()
        self.kind, self.value = found.lastgroup, found.group(found.lastgroup)
        if self.kind == "sign":
            is_operator = self.value in OPERATORS and (follows_operand or self.value != "*")
            self.kind = "operator" if is_operator else "star" if self.value == "*" else "sign"
        elif self.kind == "name" and follows_operand and self.value in OPERATORS:
            self.kind = "operator"

    def take(self, value: str) -> bool:
        if self.kind in {"sign", "operator"} and self.value == value:
            self.step()
            return True
        return False

    def expect(self, value: str) -> None:
        if not self.take(value):
            raise XPathError(f"il manque « {value} » avant {self.value}", self.at)

    def expression(self, power: int) -> list:
        self.depth += 1
        if self.depth > DEEPEST:
            raise XPathError("elle est trop imbriquée", self.at)
        left = self.operand()
        while self.kind == "operator" and OPERATORS[self.value] > power:
            sign, strength = self.value, OPERATORS[self.value]
            self.step()
            left = ["b", sign, left, self.expression(strength)]
        self.depth -= 1
        return left

    def operand(self) -> list:
        if self.take("-"):
            return ["-", self.expression(UNARY)]
        if self.kind == "number":
            return ["n", float(self.shift())]
        if self.kind == "text":
            return ["s", self.shift()[1:-1]]
        if self.take("("):
            found = self.expression(0)
            self.expect(")")
            return self.path_after(found)
        if self.kind == "name" and self.text.startswith("(", BLANK.match(self.text, self.next_at).end()):
            return self.path_after(self.call())
        return self.path()

    def shift(self) -> str:
        value = self.value
        self.step()
        return value

    def call(self) -> list:
        name = self.shift()
        self.expect("(")
        arguments = []
        while not self.take(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.expression(0))
        return ["c", name, arguments]

    def path_after(self, start: list) -> list:
        """A path that begins at what an expression found: instance('x')/root/item[…]."""
        predicates = self.predicates()
        if not predicates and not (self.kind == "sign" and self.value == "/"):
            return start
        steps = [[".", predicates]] if predicates else []
        while self.take("/"):
            steps.append(self.one_step())
        return ["p", start, steps]

    def path(self) -> list:
        start = "."
        steps = []
        if self.take("/"):
            start = "/"
        steps.append(self.one_step())
        while self.take("/"):
            steps.append(self.one_step())
        return ["p", start, steps]

    def one_step(self) -> list:
        if self.kind == "sign" and self.value in {"..", "."}:
            return [self.shift(), self.predicates()]
        if self.kind in {"name", "star"}:
            name = self.shift()
            if self.kind == "sign" and self.value == "::":
                raise XPathError(f"l’axe « {name}:: » n’est pas connu : écrivez un chemin simple", self.at)
            return [name, self.predicates()]
        if self.kind == "sign" and self.value in {"//", "@"}:
            raise XPathError(f"« {self.value} » n’est pas connu dans un questionnaire", self.at)
        raise XPathError(f"il manque quelque chose avant {self.value}", self.at)

    def predicates(self) -> list:
        found = []
        while self.take("["):
            found.append(self.expression(0))
            self.expect("]")
        return found
