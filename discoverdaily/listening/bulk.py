"""Rows by the ten thousand: SQLite's way and PostgreSQL's, behind one function each.

A column is an array or a list with a value for each row; or one number, an empty text or None for all of them. A date
is the number of its day since 1970. What is called in here stands within a transaction.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import psycopg
from django.db import connection, models
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

Ints = NDArray[np.int64]
Column = Ints | Sequence[Any] | int | None
Columns = Mapping[str, Column]
Model = type[models.Model]

AT_ONCE = 100
"""Rows of one statement on SQLite: as quick as more, and even an old one takes so many figures."""
BEGINNING = date(1970, 1, 1).toordinal()
_OF_POSTGRESQL = date(2000, 1, 1).toordinal() - BEGINNING
"""The day that PostgreSQL counts from."""
_WIDTHS = {"bigint": 8, "integer": 4, "smallint": 2, "date": 4}
"""Bytes, of what COPY can be given as an array."""


def insert(model: Model, columns: Columns) -> None:
    """New rows, of which the caller knows that none is there."""
    if _on_postgresql():
        _copy(model, columns) if _kinds(model, columns).keys() <= _WIDTHS.keys() else _unnest(model, columns, _INSERT)
    else:
        _values(model, columns, "")


def add(model: Model, keys: Sequence[str], counters: Sequence[str], columns: Columns) -> None:
    """Adds the counters to those of the row with the same keys, or makes it. None may be negative: see `take`."""
    table = model._meta.db_table
    put(model, keys, columns, ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in counters))


def put(model: Model, keys: Sequence[str], columns: Columns, sets: str) -> None:
    """New rows; where there is one with the same keys, `sets` is written to it instead."""
    conflict = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}"
    if _on_postgresql():
        _unnest(model, columns, _INSERT + conflict)
    else:
        _values(model, columns, conflict)


def take(model: Model, keys: Sequence[str], counters: Sequence[str], columns: Columns) -> None:
    """Adds the counters, of which any may be negative, to rows that are there; deletes those of which the first one
    becomes nothing."""
    sums = ", ".join(f"{name} = {{0}}{name} + {{1}}{name}" for name in counters)
    change(model, keys, columns, sums)
    gone = {name: columns[name] for name in keys}
    if _on_postgresql():
        _unnest(model, gone, f"DELETE FROM {{table}} t USING {{rows}} WHERE {_same(keys)} AND t.{counters[0]} = 0")
    else:
        where = " AND ".join(f"{name} = ?" for name in keys)
        statement = f"DELETE FROM {model._meta.db_table} WHERE {where} AND {counters[0]} = 0"
        _sqlite(lambda raw: raw.executemany(statement, zip(*_lists(model, gone), strict=True)))


def change(model: Model, keys: Sequence[str], columns: Columns, sets: str) -> None:
    """Writes to the rows with these keys. `sets`: as SQL says it, {0} before a column's name for what stands there, {1}
    for what is given."""
    if _on_postgresql():
        _unnest(model, columns, f"UPDATE {{table}} t SET {sets.format('t.', 'u.')} FROM {{rows}} WHERE {_same(keys)}")
        return
    lists = dict(zip(columns, _lists(model, columns), strict=True))
    statement = (
        f"UPDATE {model._meta.db_table} SET {sets.format('', ':')} "
        f"WHERE {' AND '.join(f'{name} = :{name}' for name in keys)}"
    )
    given = [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    _sqlite(lambda raw: raw.executemany(statement, given))


def fetched(sql: str, parameters: Sequence[Any], *, width: int) -> Ints:
    """Whole numbers that a query answers: `width` arrays, one for each column."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        answered = np.fromiter(chain.from_iterable(cursor), dtype=np.int64)
    return answered.reshape(-1, width).T


def listed(values: Iterable[Any], kind: str = "bigint") -> RawSQL:
    """The values as a subquery for `__in`, however many there are; `kind`: bigint or text."""
    subquery, parameters = listed_sql(values, kind)
    return RawSQL(subquery[1:-1], parameters)  # noqa: S611  # the values are its parameter; it sets its own brackets


def listed_sql(values: Iterable[Any], kind: str = "bigint") -> tuple[str, list[Any]]:
    """The same as SQL, with its parameter."""
    values = values.tolist() if isinstance(values, np.ndarray) else list(values)
    if _on_postgresql():
        return f"(SELECT unnest(%s::{kind}[]))", [values]
    return "(SELECT value FROM json_each(%s))", [json.dumps(values)]


def rows_sql(**columns: Sequence[Any] | Ints) -> tuple[str, list[Any]]:
    """Values side by side as a table `r` in SQL, with its parameters: texts where the first is one, else numbers."""
    lists = [column.tolist() if isinstance(column, np.ndarray) else list(column) for column in columns.values()]
    if _on_postgresql():
        kinds = ["text" if each and isinstance(each[0], str) else "bigint" for each in lists]
        return f"unnest({', '.join(f'%s::{kind}[]' for kind in kinds)}) AS r({', '.join(columns)})", lists
    picked = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
    return f"(SELECT {picked} FROM json_each(%s)) r", [json.dumps(list(zip(*lists, strict=True)))]


def answers(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a query answers, as rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def keys_reserve(model: Model, count: int) -> Iterable[int]:
    """So many keys for new rows of a model. On SQLite nobody else writes before the transaction ends."""
    table = model._meta.db_table
    if _on_postgresql():
        sql = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)"
        return [key for (key,) in answers(sql, [count])]
    last = answers("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    first = last[0][0] + 1 if last else 1
    return range(first, first + count)


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _kinds(model: Model, columns: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(_kind(model, name) for name in columns)


def _kind(model: Model, name: str) -> str:
    return str(model._meta.get_field(name).db_type(connection))


def _literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    return "''" if value == "" else str(int(value))


def _many(columns: Columns) -> dict[str, Any]:
    return {name: column for name, column in columns.items() if isinstance(column, np.ndarray | list)}


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _values(model: Model, columns: Columns, conflict: str) -> None:
    """Many rows a statement. FAIL spares SQLite the copies it would undo half a statement with: ours is undone with
    its transaction."""
    many = _many(columns)
    one = f"({', '.join('?' if name in many else _literal(column) for name, column in columns.items())})"
    head = f"INSERT OR FAIL INTO {model._meta.db_table} ({', '.join(columns)}) VALUES "
    flat = list(chain.from_iterable(zip(*_lists(model, many), strict=True)))
    step = AT_ONCE * len(many)
    whole = len(flat) // step * step

    def write(raw: Any) -> None:
        statement = head + ", ".join([one] * AT_ONCE) + conflict
        for start in range(0, whole, step):
            raw.execute(statement, flat[start : start + step])
        if whole < len(flat):
            raw.execute(head + ", ".join([one] * ((len(flat) - whole) // len(many))) + conflict, flat[whole:])

    _sqlite(write)


def _sqlite(write: Callable[[Any], object]) -> None:
    """Past Django's cursor, which looks through every statement for its parameters."""
    with connection.wrap_database_errors:
        write(connection.connection)


def _lists(model: Model, columns: Columns) -> list[list[Any]]:
    length = max(len(column) for column in _many(columns).values())
    return [
        _days(column) if _kind(model, name) == "date" else _list(column, length) for name, column in columns.items()
    ]


def _list(column: Any, length: int) -> list[Any]:
    if isinstance(column, np.ndarray):
        return column.tolist()  # type: ignore[no-any-return]  # a list it is
    return column if isinstance(column, list) else [column] * length


def _days(column: Any) -> list[str]:
    days, which = np.unique(column, return_inverse=True)
    names = [date.fromordinal(BEGINNING + day).isoformat() for day in days.tolist()]
    return [names[place] for place in which.tolist()]


# --- PostgreSQL ------------------------------------------------------------------------------------------------------

_INSERT = "INSERT INTO {table} ({names}) SELECT {values} FROM {rows}"


def _same(keys: Sequence[str]) -> str:
    return " AND ".join(f"t.{name} = u.{name}" for name in keys)


def _copy(model: Model, columns: Columns) -> None:
    """In the binary form of COPY, in which a row of numbers is an array's row."""
    present = {name: column for name, column in columns.items() if column is not None}
    kinds = [_kind(model, name) for name in present]
    fields = [
        part for n, kind in enumerate(kinds) for part in ((f"width{n}", ">i4"), (f"value{n}", f">i{_WIDTHS[kind]}"))
    ]
    rows = np.empty(len(next(iter(_many(columns).values()))), dtype=[("fields", ">i2"), *fields])
    rows["fields"] = len(kinds)
    for n, (kind, column) in enumerate(zip(kinds, present.values(), strict=True)):
        rows[f"width{n}"] = _WIDTHS[kind]
        rows[f"value{n}"] = column - _OF_POSTGRESQL if kind == "date" else column  # type: ignore[operator]
    statement = f"COPY {model._meta.db_table} ({', '.join(present)}) FROM STDIN (FORMAT BINARY)"
    with connection.wrap_database_errors, _cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        copy.write(rows.tobytes())
        copy.write(b"\xff\xff")


def _unnest(model: Model, columns: Columns, statement: str) -> None:
    """A statement on {rows}, which are the columns as arrays side by side."""
    many = _many(columns)
    kinds = {name: _kind(model, name) for name in columns}
    arrays = [f"%b::{'bigint' if kinds[name] in _WIDTHS else kinds[name]}[]" for name in many]
    values = [
        f"{_cast(f'r.{name}' if name in many else _literal(column), kinds[name])} AS {name}"
        for name, column in columns.items()
    ]
    told = statement.format(
        table=model._meta.db_table,
        names=", ".join(columns),
        values=", ".join(f"u.{name}" for name in columns),
        rows=f"(SELECT {', '.join(values)} FROM unnest({', '.join(arrays)}) r({', '.join(many)})) u",
    )
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(told, [_array(column, kinds[name]) for name, column in many.items()])


def _cast(value: str, kind: str) -> str:
    return f"DATE '1970-01-01' + {value}::integer" if kind == "date" else f"{value}::{kind}"


def _array(column: Any, kind: str) -> Any:
    return np.asarray(column, dtype=np.int64) if kind in _WIDTHS else list(column)


class _Numbers(Dumper):
    """An array of whole numbers as PostgreSQL takes a bigint[]."""

    format = Format.BINARY
    oid = 1016

    def dump(self, obj: Ints) -> bytes:
        head = np.array([1, 0, 20, len(obj), 1], dtype=">i4")  # dimensions, no nulls, bigint; length, first index
        values = np.empty(len(obj), dtype=[("width", ">i4"), ("value", ">i8")])
        values["width"], values["value"] = 8, obj
        return head.tobytes() + values.tobytes()


def _cursor() -> Any:
    """A cursor whose parameters travel beside the statement; Django's writes them into it."""
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_dumper(np.ndarray, _Numbers)
    return cursor
