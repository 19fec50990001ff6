"""What a model is asked: instructions with the relations of the contract, a page, and the schema of the answer.

The instructions are ``prompt.txt``; relations, types and definitions come from the tables in ``ontology/``.
"""

from functools import cache
from string import Template

from babel import Locale

from loaders.documents import Document
from loaders.extractors.ends import DATATYPES, ends
from loaders.paths import CODE
from loaders.settings import Settings
from loaders.vocabulary import entity_types, relations

_PROMPT = CODE / "extractors" / "model" / "prompt.txt"
_STRING, _OPTION = {"type": "string"}, {"type": ["string", "null"]}


def request_body(settings: Settings, document: Document, text: str) -> dict[str, object]:
    """The body of one request for chat completions. The same arguments give the same body."""
    return {
        "model": settings.model_name,
        "messages": [
            {"role": "system", "content": instructions(document.language)},
            {"role": "user", "content": text},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "statements", "strict": True, "schema": answer_schema()},
        },
        "temperature": 0,
        "seed": 0,
        "max_tokens": settings.model_max_tokens,
    }


@cache
def instructions(language: str) -> str:
    """The instructions for a page in a language (BCP 47)."""
    name = Locale.parse(language).get_display_name("en") or language
    template = Template(_PROMPT.read_text(encoding="utf-8"))
    return template.substitute(language=name, relations="\n".join(map(_relation_line, core_relations())))


def core_relations() -> tuple[str, ...]:
    """The relations that a model is asked for: those that ``samspil extract`` promises."""
    return tuple(relation.name for relation in relations().values() if relation.core)


@cache
def answer_schema() -> dict[str, object]:
    """The JSON Schema of an answer, within what structured outputs allow: every key required, no other keys."""
    entity = _object(type={"type": "string", "enum": list(entity_types())}, name=_STRING)
    value = _object(value=_STRING, datatype={"type": "string", "enum": list(DATATYPES)}, currency=_OPTION)
    statement = _object(
        subject=entity,
        relation={"type": "string", "enum": list(core_relations())},
        object={"anyOf": [entity, value]},
        quote=_STRING,
        before=_STRING,
        role=_OPTION,
        fund=_OPTION,
    )
    return _object(statements={"type": "array", "items": statement})


def _object(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _relation_line(name: str) -> str:
    takes = ends()[name]
    # In the order of the table of types, so that the same request is made every time.
    order = (*entity_types(), *DATATYPES)
    subjects, objects = (", ".join(one for one in order if one in end) for end in (takes.subjects, takes.objects))
    return f"- {name} ({subjects} → {objects}): {takes.definition}"
