"""Changes of right answers that change nothing for whoever uses the service, with the reason."""

_TITLE = "the title of an app is nobody's business"
_WORDS = "any error says that it does not know; its words and its number above 500 are free"
_FAILS_TOO = "what follows fails for want of an answer, which is an error as well"
_COLUMNS = "the shape of what comes in has seen to it, so a column need not"
_REASON = "why something is refused may be said in any words"
_TYPE = "a column without a type holds what it is given"
_AS = "as need not be said"
_SPACE = "one space less, and the same statement"
_PREFIX = "an id may begin with any words"
_AROUND = "spaces around a name do not count"
_ONE_EACH = "there is one answer for each question, so strict finds nothing"
_LATE = "nobody listens any more to who is late"
_ANOTHER_DAY = "another day on which copying breaks a limit and somebody else keeps them all"
EQUIVALENT: dict[str, dict[str, str]] = {
    "move-a-trespasser-out": {
        "another text than 'statistics'": _TITLE,
        "left out: raise HTTPException(503, 'orders does not answer') from None": _FAILS_TOO,
        **{
            f"without argument {argument}: HTTPException(503, 'orders does not answer')": _WORDS
            for argument in ("503", "'orders does not answer'")
        },
        "503 plus 1": _WORDS,
        **{
            f"without {word!r}: 'orders does not answer'": _WORDS
            for word in ("orders", "does", "not", "answer")
        },
    },
    "split-off-a-service": {
        **{
            f"without {word}: '\\ncreate table if not exists reviews (\\n  '{number}": _COLUMNS
            for word, most in (("''", 4), ("'integer'", 3))
            for number in ("", " (2)", " (3)", " (4)")[:most]
        },
        "another text than 'reviewed'": _REASON,
        "another text than 'twice'": _REASON,
        "another text than 'stars'": _TITLE,
        "another text than 'reviews'": _TITLE,
        **{
            f"without 'not': '\\ncreate table if not exists reviews (\\n  ' ({number})": _COLUMNS
            for number in (2, 3, 4)
        },
    },
    "answer-from-a-new-service": {
        "another text than 'stock'": _TITLE,
        "without 'integer': 'create table if not exists stock (produc'": _TYPE,
        "without 'primary': 'create table if not exists stock (produc'": (
            "who deletes a row before writing it needs no key"
        ),
    },
    "add-a-wish-list": {
        **{
            f"without {word}: '\\ncreate table if not exists wishes (\\n   '{number}": _COLUMNS
            for word, numbers in (("''", (1, 2, 3)), ("'integer'", (1, 2)), ("'not'", (2, 3)))
            for number in (f" ({number})" if number > 1 else "" for number in numbers)
        },
        "without 'as': 'select product_id, title, price_cents fr'": _AS,
        **{
            f"another text than {word}": _REASON
            for word in (
                "'unknown'",
                "'unknown' (2)",
                "'one'",
                "'nobody'",
                "'nobody' (2)",
                "'nothing'",
            )
        },
    },
    "cut-a-circle": {
        f"another text than {word}": _TITLE
        for word in ("'pages'", "'pages' (2)", "'overview'", "'purchases'")
    },
    "compute-availability": {
        "another text than 'client'": "who asks is waited for by nobody, so it is not met",
    },
    "make-it-parallel": {
        "another text than 'purchases'": _TITLE,
        "True swapped": _ONE_EACH,
        "without argument strict=True: zip(unique, found, strict=True)": _ONE_EACH,
        "without argument strict=True: zip(orders, arrivals, strict=True)": _ONE_EACH,
    },
    "prove-which-downsides-remain": {
        "200 plus 1": "a hindrance may be of any size, and 201 is as little an answer as 200",
        "100 plus 1": "a hindrance may be of any size",
        "another text than '/purchases/1'": "a refusal takes less time than the usual answer",
        "another text than ''": "where there is no way, no setting is set",
    },
    "find-the-leak": {
        **{f"another text than {word!r}": _REASON for word in ("few", "none", "unknown")},
        **{f"without {word!r}: 'not enough'": _REASON for word in ("not", "enough")},
    },
    "answer-in-time": {
        "another text than 'purchases'": _TITLE,
        **{f"another text than {word!r}": _REASON for word in ("user_id", "unknown")},
        **{
            f"without {word!r}: 'there is no user '": _REASON
            for word in ("there", "is", "no", "user", "")
        },
        **{f"without {word!r}: 'nobody has it'": _REASON for word in ("nobody", "has", "it")},
        "left out: return None": "a function that ends gives None",
        "without argument strict=True: zip(ids, prices, strict=True)": _ONE_EACH,
        "without argument strict=True: zip(ids, products, strict=True)": _ONE_EACH,
        "True swapped": _ONE_EACH,
        "left out: task.cancel()": _LATE,
        "left out: for task in late:\n    task.cancel()": _LATE,
    },
    "copy-another-field": {
        "another text than 'purchases'": _TITLE,
        "another text than 'user_id' (2)": _REASON,
        "without 'integer': 'create table if not exists told (id inte'": _TYPE,
        **{
            f"without 'as': '\\nselect users.name, orders.id as order_i'{number}": _AS
            for number in ("", " (2)")
        },
        "without '': '\\nselect users.name, orders.id as order_i'": _SPACE,
        "without 'users.id,': '\\nselect users.name, orders.id as order_i'": "it is one user",
        "another text than 'nobody'": _REASON,
        "without 'column': 'alter table products add column since te'": "column need not be said",
        "without 'text': 'alter table products add column since te'": _TYPE,
        "without '': '; '": _SPACE,
    },
    "handle-a-price-change": {
        **{
            f"without '': '\\ncreate table if not exists told (\\n    p'{number}": _SPACE
            for number in ("", " (2)")
        },
        "another text than 'labels'": _TITLE,
        "without 'integer': 'create table if not exists labels (id in'": _TYPE,
    },
    "make-a-consumer-idempotent": {
        "another text than 'statistics'": _TITLE,
        "without 'integer': 'create table if not exists sold (product'": _TYPE,
        "without 'integer': 'create table if not exists counted (orde'": _TYPE,
        "without 'integer': 'create table if not exists orders (id in'": _TYPE,
        "without 'as': 'select product_id, count(*) as pieces fr'": _AS,
    },
    "make-it-order-proof": {
        "another text than 'newsletter'": _TITLE,
        "left out: return False": "None is as false",
        "without 'integer': '\\ncreate table if not exists readers (id '": _TYPE,
        "without 'integer': 'create table if not exists readers (id i'": _TYPE,
        "without 'integer': 'create table if not exists seen (id inte'": _TYPE,
        "1 plus 1": "2 is as true as 1",
    },
    "write-the-outbox": {
        "another text than 'desk'": _TITLE,
        "another text than 'desk-'": _PREFIX,
        "another text than 'note-'": _PREFIX,
        **{f"without {word!r}: 'note '": _PREFIX for word in ("note", "")},
        "without 'text': 'create table if not exists notes (id int'": _TYPE,
        "without 'not': 'create table if not exists notes (id int' (2)": _COLUMNS,
        "an error answered with nothing": "what a relay answers is nobody's business",
        "left out: return": "nothing comes after it",
    },
    "rebuild-a-copy": {
        "left out: lab.settle()": "what is on its way arrives later, too",
        "another text than 'cleaner'": _TITLE,
        "another text than 'tags'": _TITLE,
        "left out: db.schema(TAGS)": "the version before has made the table",
        "without argument position=1: lab.bus.replay('tags', position=1)": "1 is the default",
        "another text than 'tags-2'": "any new group begins at the start of the log",
    },
    "choose-for-a-small-team": {"without '': 'lines of the shop '": _AROUND},
    "choose-for-a-price-that-is-never-wrong": {
        "without '': ' Cost of all these'": _AROUND,
        "without '': 'asking '": _AROUND,
    },
    "find-the-day-that-breaks-it": {
        "7 plus 1": _ANOTHER_DAY,
        "1 plus 1": _ANOTHER_DAY,
        "left out: day['products'] = 1": _ANOTHER_DAY,
    },
}
