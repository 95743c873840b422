"""Questions that pages ask over and over with other values: Django composes and compiles each once (docs/adr/0026).

To compose a question of five tables takes Django one to three milliseconds, more than a database takes to answer it,
and a board asks a dozen. Kept is the text of the SQL and where its values stand; each call asks the database anew.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache, partial, update_wrapper
from threading import RLock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, DateField, DateTimeField, DecimalField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.query import ModelIterable, RelatedPopulator, ValuesListIterable
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

from agencies.databases.beforehand import answered
from agencies.databases.planned import Planned

MOST_SHAPES = 64  # of a question: what is None, how long its lists are
LONGEST_LIST = 256  # what has a longer one is composed anew
MOST_KNOWN = 10_000  # values of each kind of column
FIRST = 20_001  # a number that every column of numbers can hold
Values = tuple[Any, ...]
composing = RLock()  # compiling changes a question: the first threads of a process would spoil each other's


class Compiled:
    """A question that is composed once: called with its values it returns the rows as a list."""

    def __init__(self, compose: Callable[..., QuerySet], of_month: bool) -> None:
        update_wrapper(self, compose)
        self.compose = compose
        self.known = lru_cache(MOST_SHAPES)(
            lambda shape, **which: _Question(partial(compose, **which), shape, of_month)
        )

    def __call__(self, *values: Any, **which: Any) -> list:
        if any(isinstance(value, list) and len(value) > LONGEST_LIST for value in values):
            return list(self.compose(*values, **which))
        question, values = self._of(values, which)
        return question.asked(values)

    def told(self, *values: Any, **which: Any) -> "Told":
        """The rows of a question for models as the database gives them."""
        question, values = self._of(values, which)
        return question.told(values)

    def _of(self, values: Values, which: dict[str, Any]) -> tuple["_Question", Values]:
        values = tuple(_padded(value) if isinstance(value, list) else value for value in values)
        return self.known(tuple(map(_shape, values)), **which), values


def compiled(compose: Callable[..., QuerySet], *, of_month: bool = False) -> Compiled:
    """A function of the same values that returns the rows of `compose(*values, **which)` as a list.

    Values are int, str, days, moments, None, or lists of int or str, among which something is; the question holds them
    as they are: for one that computes with them ValueError is raised. `which` are words of a few kinds, each a question
    of its own. It rests on these alone: on no language, and on none of today's rows. What is asked `of_month` is found
    beside a closed one's rows (agencies/databases/beforehand.py); such a question is of plain columns.
    """
    return Compiled(compose, of_month)


of_month = partial(compiled, of_month=True)


class _Question:
    """A question as it was composed with values that stand for others; compiled once for each engine."""

    def __init__(self, compose: Callable[..., QuerySet], shape: Values, of_month: bool) -> None:
        self.shape, self.of_month = shape, of_month
        with composing:
            self.rows, self.others = (compose(*_standing_for(shape, turn)) for turn in (0, 1))
        self.compiled: dict[tuple[str, str], tuple[SQLCompiler, str, list, dict]] = {}

    def asked(self, values: Values) -> list:
        compiler, text, params = self._ready(values)
        name = self.rows.db
        if issubclass(self.rows._iterable_class, ModelIterable):
            return list(_instances(compiler, name, _plain(compiler)))
        if self.rows._iterable_class is ValuesListIterable:
            found = answered(text, params, partial(_plain, compiler)) if self.of_month else _plain(compiler)
            return list(compiler.results_iter([found], tuple_expected=True))
        query = copy(self.rows.query)
        query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign,assignment]
        return list(self.rows._iterable_class(QuerySet(self.rows.model, query, name)))  # type: ignore[call-overload,attr-defined]

    def told(self, values: Values) -> "Told":
        compiler, _text, _params = self._ready(values)
        return Told(compiler, self.rows.db)

    def _ready(self, values: Values) -> tuple[SQLCompiler, str, Values]:
        """A compiler that says the text with these values, and both."""
        name = self.rows.db
        engine = connections[name].vendor, connections[name].timezone_name
        kept, text, places, converters = self.compiled.get(engine) or self._first(engine, name)
        given = _flat(values)
        params = tuple(fixed if place is None else written(given[place]) for place, written, fixed in places)
        compiler = copy(kept)
        compiler.using, compiler.connection = name, connections[name]
        compiler.as_sql = lambda *args, **kwargs: (text, params)  # type: ignore[method-assign]
        compiler.get_converters = lambda expressions: converters  # type: ignore[method-assign]
        compiler.apply_converters = partial(_converted, compiler)  # type: ignore[method-assign]
        return compiler, text, params

    def _first(self, engine: tuple[str, str], name: str) -> tuple[SQLCompiler, str, list, dict]:
        with composing:
            if engine not in self.compiled:
                self.compiled[engine] = self._compiled(name)
            return self.compiled[engine]

    def _compiled(self, name: str) -> tuple[SQLCompiler, str, list, dict]:
        compiler, second = (rows.query.get_compiler(name) for rows in (self.rows, self.others))
        try:
            (text, params), (same, others) = compiler.as_sql(), second.as_sql()
        except EmptyResultSet:
            return compiler, "", [], {}
        if text != same:
            raise ValueError(f"This asks by more than its values: {text}")
        standing = list(zip(*(_flat(_standing_for(self.shape, turn)) for turn in (0, 1)), strict=True))
        moment = compiler.connection.ops.adapt_datetimefield_value
        places = [_place(pair, standing, moment) for pair in zip(params, others, strict=True)]
        if compiler.connection.vendor == "postgresql":
            kinds = [type(one) for one, _other in standing]
            given = {n: kinds[place] for n, (place, *_how) in enumerate(places) if place is not None}
            text = Planned(text, params, given)
        return compiler, text, places, _converters(compiler)


class Told:
    """What the database said, before anything is made of it: equal rows make equal models.

    `rows` are tuples as the engine writes them, to be compared and looked into by `at`; `made` makes models of some.
    """

    def __init__(self, compiler: SQLCompiler, name: str) -> None:
        self.compiler, self.name = compiler, name
        self.rows: list[tuple] = _plain(compiler)

    def at(self, column: str) -> int:
        """Where in a row a column of the model itself, or an annotation, stands."""
        return self._places[column]

    @cached_property
    def _places(self) -> dict[str, int]:
        info: Any = self.compiler.klass_info
        select: Any = self.compiler.select
        own = {select[place][0].target.attname: place for place in info["select_fields"]}
        return own | (self.compiler.annotation_col_map or {})

    def made(self, rows: list[tuple]) -> list[Any]:
        return list(_instances(self.compiler, self.name, rows))


def _plain(compiler: SQLCompiler) -> list:
    """The rows as the database gives them, without the generators that Django reads them through."""
    text, values = compiler.as_sql()
    if not text:
        return []
    with compiler.connection.cursor() as cursor:
        cursor.execute(text, values)
        rows = cursor.fetchall()
    return [row[: compiler.col_count] for row in rows] if compiler.has_extra_select else rows


class _Known(dict):
    """What SQLite holds of a column → the exact number, the day, the moment, the truth that it stands for.

    To make a number takes 0.9 µs, to find it 0.05: a list of two hundred items has a thousand, and the next reader the
    same.
    """

    def __init__(self, convert: Callable, expression: Any) -> None:
        super().__init__()
        self.convert, self.expression = convert, expression

    def __missing__(self, value: Any) -> Any:
        if len(self) >= MOST_KNOWN:
            self.clear()
        self[value] = made = self.convert(value, self.expression, None)
        return made


_known: dict[Values, _Known] = {}  # by the kind of column, on which they rest alone


def _converters(compiler: SQLCompiler) -> dict[int, tuple[list[Callable], Any]]:
    """Django's of the columns; on SQLite a _Known in the place of those that make the same of the same."""
    selected: Any = compiler.select
    found: dict[int, Any] = compiler.get_converters([column for column, _sql, _alias in selected[: compiler.col_count]])
    for place, (converters, expression) in found.items() if compiler.connection.vendor == "sqlite" else ():
        kind = _kind_of(expression, compiler.connection.timezone_name)
        if kind and len(converters) == 1:
            found[place] = _known.setdefault(kind, _Known(converters[0], expression)), expression
    return found


def _kind_of(expression: Any, timezone: str) -> Values | None:
    """What a column's values are made by, if by nothing else: a computed number is not rounded as a column's is."""
    field = expression.output_field
    if type(field) is DecimalField:
        return (field.decimal_places, field.max_digits) if isinstance(expression, Col) else None
    return (type(field), timezone) if type(field) in (DateField, DateTimeField, BooleanField) else None


def _converted(compiler: SQLCompiler, rows: Iterable, converters: dict[int, Any]) -> Iterator[list]:
    """What Django's `apply_converters` makes of the rows."""
    known = [(place, how) for place, (how, _column) in converters.items() if isinstance(how, _Known)]
    rest = [(place, *how) for place, how in converters.items() if not isinstance(how[0], _Known)]
    for row in map(list, rows):
        for place, made in known:
            row[place] = made[row[place]]
        for place, steps, expression in rest:
            for step in steps:
                row[place] = step(row[place], expression, compiler.connection)
        yield row


class _Shared(RelatedPopulator):
    """Makes a row that others lead to once, however many they are: a hundred items are of one agency."""

    def __init__(self, info: dict, select: list, name: str) -> None:
        super().__init__(info, select, name)  # type: ignore[call-arg]  # the stubs are of a later Django
        self.related_populators = [_Shared(one, select, name) for one in info.get("related_klass_infos", ())]
        self.known: dict[Any, Any] = {None: None}
        self.make = maker(info["model"], name, self.init_list)

    def populate(self, row: Any, from_obj: Any) -> None:
        key = row[self.cols_start + self.pk_idx]
        if key not in self.known:
            self.known[key] = made = self.make(row[self.cols_start : self.cols_end])
            for one in self.related_populators:
                one.populate(row, made)
            self.remote_setter(made, from_obj)
        self.local_setter(from_obj, self.known[key])


def _instances(compiler: SQLCompiler, name: str, told: list) -> Iterator[Any]:
    """What Django's ModelIterable makes of the rows `told`, with what they share made once."""
    info: Any = compiler.klass_info
    select: Any = compiler.select
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    make = maker(info["model"], name, [column.target.attname for column, _sql, _alias in select[first:last]])
    related = [_Shared(one, select, name) for one in info.get("related_klass_infos", ())]
    rows: Any = compiler.results_iter([told])
    for row in rows:
        made = make(row[first:last])
        for one in related:
            one.populate(row, made)
        for attribute, place in (compiler.annotation_col_map or {}).items():
            setattr(made, attribute, row[place])
        yield made


def maker(model: type[Model], name: str | None, columns: list[str]) -> Callable[[Any], Model]:
    """What Django's `from_db` makes of a row, without `__init__`, which goes through all columns of the table.

    An indicator at 200 agencies, which are 1 000 rows of six tables, is read in 6.7 ms, and in 10.5 by way of it. A
    model that makes its rows in its own way, or that is listened to, is asked.
    """
    is_plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined,misc]
    if not is_plain or pre_init.has_listeners(model) or post_init.has_listeners(model):
        return partial(model.from_db, name, columns)

    def make(row: Any) -> Model:
        made = model.__new__(model)
        holds = made.__dict__
        holds.update(zip(columns, row, strict=True))
        state = holds["_state"] = ModelState()
        state.adding, state.db = False, name
        return made

    return make


def _place(pair: tuple, standing: list[tuple], moment: Callable) -> tuple[int | None, Callable, Any]:
    """Which of the values stands here and how the engine wants it written, or what always stands here."""
    if pair[0] == pair[1]:
        return None, _as_is, pair[0]
    for place, (one, other) in enumerate(standing):
        for written in (_as_is, moment if isinstance(one, datetime) else str):
            if pair == (written(one), written(other)):
                return place, written, None
    raise ValueError(f"This computes with its values: {pair}")


def _as_is(value: Any) -> Any:
    return value


def _padded(values: list) -> list:
    """As long as the next power of two: the last value is asked for several times, and few lengths are compiled."""
    return [*values, *values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))] if values else values


def _shape(value: Any) -> Any:
    """What of a value changes the text of the question."""
    if isinstance(value, list):
        return _shape(value[0]) if value else None, len(value)
    if value is None:
        return None
    if isinstance(value, bool):
        raise TypeError(f"No value of a compiled question: {value!r}")
    return next(kind for kind in (int, str, datetime, date) if isinstance(value, kind))


def _standing_for(shape: Values, turn: int) -> Values:
    """Values of these kinds, each of its own, that nobody gives; others at the other `turn`."""
    count, found = 0, []
    for kind in shape:
        one, many = kind if isinstance(kind, tuple) else (kind, 1)
        values = [_stand_in(one, count + n, turn) for n in range(many)]
        found.append(values if isinstance(kind, tuple) else values[0])
        count += many
    return tuple(found)


def _stand_in(kind: type | None, place: int, turn: int) -> Any:
    if kind is None:
        return None
    if kind is datetime:
        return datetime(1801 + place, 1, 1 + turn, tzinfo=UTC)
    if kind is date:
        return date(1801 + place, 1, 1 + turn)
    number = FIRST + 2 * place + turn
    return number if kind is int else f"<{number}>"


def _flat(values: Values) -> list:
    return [one for value in values for one in (value if isinstance(value, list) else [value])]
