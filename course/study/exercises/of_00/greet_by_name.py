"""Notebook 00: the first exercise, to learn how a check speaks."""

from dataclasses import dataclass

from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong, service_opened
from course.study.referee.broken import same
from course.study.referee.run import Run
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Slow, Up

GREETS = "greets you by your name"
STILL_GREETS = "still answers /hello"


@dataclass(frozen=True)
class Greet(Step):
    """You ask for a greeting."""

    name: str = ""

    @property
    def path(self) -> str:
        return f"/hello/{self.name}" if self.name else "/hello"

    @property
    def words(self) -> str:
        return f"you ask for {self.path}"

    def do(self, run: Run) -> None:
        if "greeter" in run.down:
            return
        clause = GREETS if self.name else STILL_GREETS
        expected = f"Hello, {self.name}!" if self.name else "Hello!"
        body = run.answered(clause, run.lab.get(self.path), f"GET {self.path}")
        same(clause, f"the answer to GET {self.path}", body, expected, self.advice(body))

    def advice(self, body: object) -> str:
        """What to say to a greeting that is wrong."""
        if isinstance(body, str) and body.lower() == f"hello, {self.name}!".lower():
            return "Say the name as it came in: not each is written with one large letter."
        return ""


def schedules() -> list[Schedule]:
    ada, bob, nobody = Greet("Ada"), Greet("Bob"), Greet()
    unusual = (Greet("ada"), Greet("McAda"), Greet("Qoxumiv"))
    return [
        (ada,),
        (nobody,),
        (ada, bob, ada, nobody, bob, *unusual),
        (Slow("client", "greeter"), bob, Down("greeter"), Up("greeter"), bob, nobody, ada),
    ]


EXERCISE = Exercise(
    id="greet-by-name",
    notebook="00",
    title="Greet by name",
    task="Let the greeter also answer /hello/Ada with: Hello, Ada!",
    hand_in=("greeter",),
    setup="from fastapi import FastAPI",
    starter="""\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    return app
""",
    hints=(
        "A service may have several routes. Leave the first one, and write a second below it.",
        'The sleeper of this notebook takes a part of its address: "/nap/{seconds}".',
        '@app.get("/hello/{name}"), and below it: async def hello_you(name: str) -> str.',
    ),
    check=Played(service_opened(), schedules),
    solution=Answer(
        """\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    @app.get("/hello/{name}")
    async def hello_you(name: str) -> str:
        return f"Hello, {name}!"

    return app
""",
        "What stands in braces in the address comes in as the parameter of the same name. The "
        "greeter remembers nothing, so it answers everybody alike, also after it was down.",
    ),
    right=(
        Answer("""\
def greeter():
    app = FastAPI()

    @app.get("/hello/{name}")
    @app.get("/hello")
    async def hello(name: str | None = None) -> str:
        return "Hello!" if name is None else "Hello, " + name + "!"

    return app
"""),
        Answer("""\
def greeter():
    app = FastAPI()

    async def hello(who=""):
        return "Hello" + who + "!"

    @app.get("/hello")
    async def plain():
        return await hello()

    @app.get("/hello/{someone}")
    async def named(someone):
        return await hello(", " + someone)

    return app
"""),
    ),
    wrong=(
        Wrong(
            """\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    @app.get("/hello/{name}")
    async def hello_you(name: str) -> str:
        return "Hello, {name}!"

    return app
""",
            GREETS,
            "it was 'Hello, {name}!'",
            1,
        ),
        Wrong(
            """\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    @app.get("/hello/{name}")
    async def hello_you(name: str) -> str:
        return "Hello, Ada!"

    return app
""",
            GREETS,
            "the answer to GET /hello/Bob: 'Hello, Bob!'",
            1,
        ),
        Wrong(
            """\
def greeter():
    app = FastAPI()

    @app.get("/hello/{name}")
    async def hello(name: str) -> str:
        return f"Hello, {name}!"

    return app
""",
            STILL_GREETS,
            "404 came back",
            1,
        ),
        Wrong(
            """\
def greeter():
    app = FastAPI()
    seen = []

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    @app.get("/hello/{name}")
    async def hello_you(name: str) -> str:
        seen.append(name)
        return f"Hello, {seen[0]}!"

    return app
""",
            GREETS,
            "it was 'Hello, Ada!'",
            2,
        ),
        Wrong(
            """\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    @app.get("/hello/{name}")
    async def hello_you(name: str):
        print(f"Hello, {name}!")

    return app
""",
            GREETS,
            "Your code printed:\n    Hello, Ada!",
            1,
        ),
        Wrong(
            """\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    def hello() -> str:
        return "Hello!"

    return app
""",
            "starts",
            "Write async def hello",
        ),
        Wrong(
            """\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    @app.get("/hello/{name}")
    async def hello_you(name: str) -> str:
        return f"Hello, {name.title()}!"

    return app
""",
            GREETS,
            "Say the name as it came in",
            1,
        ),
        Wrong(
            """\
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    for name in ("Ada", "Bob", "Cleo", "Dan", "Eve", "Grace"):

        @app.get(f"/hello/{name}")
        async def hello_you(name: str = name) -> str:
            return f"Hello, {name}!"

    return app
""",
            GREETS,
            "404 came back",
            1,
        ),
    ),
)
