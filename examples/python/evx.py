"""evx for Python, over its C library: no compiler is needed.

    import evx
    reader = evx.Reader()                        # or Reader(packs=["visits.evx"])
    record = reader.extract(text, date="2025-04-12")
    for meeting in record.meetings:
        print(meeting.name, meeting.date and meeting.date.value)

Spans count code points, so that text[span.begin:span.end] is what they say. A Reader may be shared between threads.
The library is looked for in EVX_LIBRARY, then where the system looks for libraries.
"""
from __future__ import annotations

import ctypes
import ctypes.util
import dataclasses
import json
import os
import threading
import typing
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Optional

__all__ = ["Reader", "Error", "version"]


class Span(NamedTuple):
    begin: int
    end: int


# ---- the record ---------------------------------------------------------------------------------------------------
# Fields have the names of the JSON record, where `evx schema` and evx-record(5) say what they mean.


@dataclass(frozen=True)
class Date:
    value: Optional[str] = None
    start: Optional[str] = None
    end: Optional[str] = None
    precision: Optional[str] = None
    basis: Optional[str] = None
    text: Optional[str] = None
    span: Optional[Span] = None
    rule: Optional[str] = None
    confidence: Optional[float] = None


@dataclass(frozen=True)
class Venue:
    name: Optional[str] = None
    span: Optional[Span] = None
    kind: Optional[str] = None
    city: Optional[str] = None
    country: Optional[str] = None
    lat: Optional[float] = None
    lon: Optional[float] = None
    geonames: Optional[int] = None
    rule: Optional[str] = None
    confidence: Optional[float] = None


@dataclass(frozen=True)
class Participant:
    id: str = ""
    name: Optional[str] = None
    kind: Optional[str] = None
    part: Optional[str] = None
    role: Optional[str] = None
    affiliation: Optional[str] = None
    country: Optional[str] = None
    spans: list[Span] = field(default_factory=list)
    rule: Optional[str] = None
    confidence: Optional[float] = None


@dataclass(frozen=True)
class Phrase:
    text: Optional[str] = None
    span: Optional[Span] = None
    ref: Optional[str] = None


@dataclass(frozen=True)
class DecisionDate:
    value: Optional[str] = None
    role: Optional[str] = None
    text: Optional[str] = None
    span: Optional[Span] = None


@dataclass(frozen=True)
class Vote:
    for_: Optional[int] = None
    against: Optional[int] = None
    abstain: Optional[int] = None
    unanimous: Optional[bool] = None
    dissent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Quantity:
    value: Any = None
    unit: Optional[str] = None
    from_: Any = None
    to: Any = None
    span: Optional[Span] = None


@dataclass(frozen=True)
class Decision:
    id: str = ""
    status: Optional[str] = None
    type: Optional[str] = None
    action: Optional[str] = None
    polarity: Optional[str] = None
    modality: Optional[str] = None
    cues: list[Any] = field(default_factory=list)
    actor: Optional[Phrase] = None
    object: Optional[Phrase] = None
    text: Optional[str] = None
    span: Optional[Span] = None
    repeats: list[Span] = field(default_factory=list)
    dates: list[DecisionDate] = field(default_factory=list)
    owner: list[str] = field(default_factory=list)
    due: Optional[Date] = None
    mover: Optional[Phrase] = None
    seconder: Optional[Phrase] = None
    vote: Optional[Vote] = None
    reference: Optional[str] = None
    quantities: list[Quantity] = field(default_factory=list)
    rule: Optional[str] = None
    confidence: Optional[float] = None


@dataclass(frozen=True)
class NextMeeting:
    status: Optional[str] = None
    body: Optional[str] = None
    date: Optional[Date] = None
    venue: Optional[Venue] = None
    text: Optional[str] = None
    span: Optional[Span] = None
    rule: Optional[str] = None
    confidence: Optional[float] = None


@dataclass(frozen=True)
class Meeting:
    id: str = ""
    main: bool = False
    name: Optional[str] = None
    span: Optional[Span] = None
    kind: Optional[str] = None
    ordinal: Optional[int] = None
    body: Optional[str] = None
    status: Optional[str] = None
    rule: Optional[str] = None
    confidence: Optional[float] = None
    date: Optional[Date] = None
    venue: Optional[Venue] = None
    participants: list[Participant] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    next_meetings: list[NextMeeting] = field(default_factory=list)


@dataclass(frozen=True)
class Timex:
    text: Optional[str] = None
    span: Optional[Span] = None
    type: Optional[str] = None
    value: Optional[str] = None
    mod: Optional[str] = None
    basis: Optional[str] = None
    policy: Optional[str] = None
    rule: Optional[str] = None


@dataclass(frozen=True)
class RecordWarning:
    code: str = ""
    message: str = ""
    span: Optional[Span] = None


@dataclass(frozen=True)
class Document:
    id: str = ""
    date: Optional[str] = None
    date_basis: Optional[str] = None
    title: Optional[str] = None
    language: Optional[str] = None
    bytes: int = 0


@dataclass(frozen=True)
class Record:
    document: Document
    meetings: list[Meeting] = field(default_factory=list)
    dates: list[Timex] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)  # of the types that packs declare
    warnings: list[RecordWarning] = field(default_factory=list)


def _made(kind: Any, value: Any) -> Any:
    """The value as the type says. Keys that this module does not know are left out: newer libraries may have more."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if value is None or kind is Any:
        return value
    if origin is typing.Union:
        return _made(arguments[0], value)
    if origin is list:
        return [_made(arguments[0], item) for item in value]
    if kind is Span:
        return Span(*value)
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _made(hint, value[name.rstrip("_")]) for name, hint in hints.items()
                       if name.rstrip("_") in value})
    return value


_known: dict[type, dict[str, Any]] = {}


def _hints(kind: type) -> dict[str, Any]:
    if kind not in _known:
        _known[kind] = typing.get_type_hints(kind)
    return _known[kind]


# ---- the library --------------------------------------------------------------------------------------------------


class Error(Exception):
    """What evx answered, in a sentence; for packs with mistakes, one line for each."""


class _Options(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("flags", ctypes.c_uint32), ("id", ctypes.c_char_p),
                ("reference", ctypes.c_char_p), ("max_records", ctypes.c_uint32), ("keep_going", ctypes.c_void_p),
                ("user", ctypes.c_void_p), ("order", ctypes.c_int), ("file_name", ctypes.c_char_p),
                ("modified", ctypes.c_char_p)]


class _Diag(ctypes.Structure):
    _fields_ = [("severity", ctypes.c_int), ("code", ctypes.c_char_p), ("source", ctypes.c_char_p),
                ("line", ctypes.c_size_t), ("column", ctypes.c_size_t), ("offset", ctypes.c_size_t),
                ("length", ctypes.c_size_t), ("message", ctypes.c_char_p), ("hint", ctypes.c_char_p),
                ("excerpt", ctypes.c_char_p)]


def _load() -> ctypes.CDLL:
    name = os.environ.get("EVX_LIBRARY") or ctypes.util.find_library("evx") or "libevx.so.0"
    library = ctypes.CDLL(name)
    handle, out, text, size = ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p, ctypes.c_size_t
    status = ctypes.c_int
    for function, result, arguments in [
            ("evx_version_string", text, []), ("evx_status_message", text, [status]),
            ("evx_builder_new", status, [handle, out]), ("evx_builder_free", None, [handle]),
            ("evx_builder_add_builtin", status, [handle, text]), ("evx_builder_add_file", status, [handle, text]),
            ("evx_builder_finish", status, [handle, out]), ("evx_builder_diag_count", size, [handle]),
            ("evx_builder_diag", ctypes.POINTER(_Diag), [handle, size]), ("evx_engine_free", None, [handle]),
            ("evx_worker_new", status, [handle, out]), ("evx_worker_free", None, [handle]),
            ("evx_extract", status, [handle, text, size, ctypes.POINTER(_Options), out]),
            ("evx_result_free", None, [handle]),
            ("evx_result_to_json", status, [handle, status, status, out, ctypes.POINTER(size)]),
            ("evx_string_free", None, [handle])]:
        f = getattr(library, function)
        f.restype, f.argtypes = result, arguments
    return library


_evx = _load()
_LINE, _CODEPOINT, _ERROR = 0, 1, 3


def version() -> str:
    return _evx.evx_version_string().decode()


def _check(status: int) -> None:
    if status != 0:
        raise Error(_evx.evx_status_message(status).decode())


class _Worker:
    """Of one thread. Keeps its engine alive."""

    def __init__(self, engine: ctypes.c_void_p) -> None:
        self.handle = ctypes.c_void_p()
        _check(_evx.evx_worker_new(engine, ctypes.byref(self.handle)))

    def __del__(self, free=_evx.evx_worker_free) -> None:
        free(self.handle)


class Reader:
    """Compiled rule packs. Raises Error, with their mistakes, where packs do not compile."""

    def __init__(self, packs: typing.Iterable[str | os.PathLike[str]] = (), builtin: Optional[str] = "en") -> None:
        self._engine, self._workers = ctypes.c_void_p(), threading.local()
        builder = ctypes.c_void_p()
        _check(_evx.evx_builder_new(None, ctypes.byref(builder)))
        try:
            if builtin:
                _evx.evx_builder_add_builtin(builder, builtin.encode())
            for pack in packs:
                _evx.evx_builder_add_file(builder, os.fsencode(pack))
            if _evx.evx_builder_finish(builder, ctypes.byref(self._engine)) != 0:
                raise Error(_mistakes(builder))
        finally:
            _evx.evx_builder_free(builder)

    def __del__(self, free=_evx.evx_engine_free) -> None:
        free(self._engine)

    def extract_json(self, text: str, date: Optional[str] = None, id: str = "") -> str:
        """The record as evx writes it, spans in code points."""
        if not hasattr(self._workers, "worker"):
            self._workers.worker = _Worker(self._engine)
        given = text.encode("utf-8", "replace")  # a lone surrogate is a '?', and still one code point
        options = _Options(size=ctypes.sizeof(_Options), id=id.encode(), reference=date.encode() if date else None)
        result, json_text, length = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_size_t()
        _check(_evx.evx_extract(self._workers.worker.handle, given, len(given), ctypes.byref(options),
                                ctypes.byref(result)))
        try:
            _check(_evx.evx_result_to_json(result, _LINE, _CODEPOINT, ctypes.byref(json_text), ctypes.byref(length)))
            return ctypes.string_at(json_text, length.value).decode()
        finally:
            _evx.evx_string_free(json_text)
            _evx.evx_result_free(result)

    def extract(self, text: str, date: Optional[str] = None, id: str = "") -> Record:
        return _made(Record, json.loads(self.extract_json(text, date, id)))


def _mistakes(builder: ctypes.c_void_p) -> str:
    lines = []
    for i in range(_evx.evx_builder_diag_count(builder)):
        d = _evx.evx_builder_diag(builder, i).contents
        if d.severity == _ERROR:
            hint = f" ({d.hint.decode()})" if d.hint else ""
            lines.append(f"{(d.source or b'evx').decode()}:{d.line}:{d.column}: {d.message.decode()}{hint}")
    return "\n".join(lines) or "the packs do not compile"
