"""Walking the raw value of a block: what refers to a row of the database is handed to a function that changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.coreutils import resolve_model_string


class BadValueError(ValueError):
    """A value has not the shape that its block stores."""


@dataclass(frozen=True)
class Change:
    """What becomes of references (the model's label, and the raw value), of rich text, and of plain values."""

    reference: Callable[[str, Any], Any]
    text: Callable[[str], str]
    plain: Callable[[blocks.Block, Any], Any] = lambda _block, raw: raw


def changed(block: blocks.Block, raw: Any, change: Change) -> Any:
    """The raw value with its references changed. Raises :class:`BadValueError` for a shape the block does not have."""
    if raw is None:
        return None
    for kind, walk in _WALKS:
        if isinstance(block, kind):
            return walk(block, raw, change)
    return raw


def _reference(block: Any, raw: Any, change: Change) -> Any:
    return change.reference(resolve_model_string(block.target_model)._meta.label, raw)


def _rich_text(block: Any, raw: Any, change: Change) -> str:
    return change.text(_text(raw))


def _stream(block: Any, raw: Any, change: Change) -> list[Any]:
    return [_member(block.child_blocks, each, change) for each in _list(raw)]


def _items(block: Any, raw: Any, change: Change) -> list[Any]:
    return [_item(block.child_block, each, change) for each in _list(raw)]


def _struct(block: Any, raw: Any, change: Change) -> dict[str, Any]:
    children = block.child_blocks
    return {
        name: changed(children[name], value, change) if name in children else value
        for name, value in _dict(raw).items()
    }


def _plain(block: Any, raw: Any, change: Change) -> Any:
    if isinstance(raw, dict):
        raise BadValueError("a plain value is needed here")
    return change.plain(block, raw)


def _member(children: Mapping[str, blocks.Block], raw: Any, change: Change) -> Any:
    """A block of a stream; one of a kind that is not known here stays as it is."""
    block = children.get(str(_dict(raw).get("type")))
    return raw if block is None else {**raw, "value": changed(block, raw.get("value"), change)}


def _item(block: blocks.Block, raw: Any, change: Change) -> Any:
    """An item of a list, which old content keeps without an id."""
    if isinstance(raw, dict) and raw.keys() == {"type", "value", "id"}:
        return {**raw, "value": changed(block, raw["value"], change)}
    return changed(block, raw, change)


def _table(block: TypedTableBlock, raw: Any, change: Change) -> Any:
    columns = [block.child_blocks.get(_dict(column).get("type")) for column in _list(_dict(raw).get("columns", []))]
    rows = [{**_dict(row), "values": _cells(columns, row, change)} for row in _list(raw.get("rows", []))]
    return {**raw, "rows": rows}


def _cells(columns: list[blocks.Block | None], row: Any, change: Change) -> list[Any]:
    values = _list(row.get("values", []))
    if len(values) != len(columns):
        raise BadValueError("a row of a table has another number of cells than the table has columns")
    pairs = zip(columns, values, strict=True)
    return [value if block is None else changed(block, value, change) for block, value in pairs]


def _dict(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadValueError("an object is needed here")
    return raw


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise BadValueError("a list is needed here")
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise BadValueError("a text is needed here")
    return raw


_WALKS: tuple[tuple[type[blocks.Block], Callable[[Any, Any, Change], Any]], ...] = (
    (ChooserBlock, _reference),
    (blocks.RichTextBlock, _rich_text),
    (TypedTableBlock, _table),
    (blocks.StreamBlock, _stream),
    (blocks.ListBlock, _items),
    (blocks.StructBlock, _struct),
    (blocks.FieldBlock, _plain),
)
"""How each kind of block is walked; the first that fits, for some are kinds of others."""
