"""The endpoint described: as OpenAPI 3.1 for programs, and as a page for people."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from core.intake.limits import Limits
from core.messages import CATALOGUE
from core.version import VERSION
from ui.api.body import FIELD
from ui.api.rate import PER_MINUTE

_ERRORS = {
    "400": "api.no_photo",
    "401": "api.wrong_key",
    "403": "api.foreign_page",
    "404": "api.no_such_model",
    "413": "api.too_large",
    "429": "api.too_often",
    "503": "api.busy",
}
_TEXT = {"type": "string"}
_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;"
    "margin:2rem auto;padding:0 1rem}code,pre{font-size:.9em}pre{padding:1rem;overflow:auto;"
    "border:1px solid #8886;border-radius:.75rem}td,th{text-align:left;padding:.25rem 1rem .25rem 0;"
    "vertical-align:top}h2{margin-top:2.5rem}"
)


def description(base: str) -> dict[str, Any]:
    """The endpoint as an OpenAPI 3.1 document.

    Args:
        base: where the routes are, from the root of the server.
    """
    model_id = {
        "name": "model_id", "in": "path", "required": True, "schema": {"type": "string"},
        "description": "Stands on the model's Test page.",
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Foldersight",
            "version": VERSION,
            "description": "Ask a model of this Foldersight which class a photo is. Every request "
            f"needs the model's key. At most {PER_MINUTE} requests a minute and model, and "
            f"{Limits.default().file_mb} MB for a photo.",
        },
        "paths": {
            f"{base}/models/{{model_id}}/predict": {
                "post": {
                    "summary": "A photo in, an answer out",
                    "parameters": [model_id],
                    "requestBody": _photo(),
                    "responses": _responses("The answer", "Answer"),
                }
            },
            f"{base}/models/{{model_id}}": {
                "get": {
                    "summary": "What the model can answer",
                    "parameters": [model_id],
                    "responses": _responses("The model", "Model", ("400", "413", "503")),
                }
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
        "security": [{"key": []}],
    }


def _photo() -> dict[str, Any]:
    """What a request brings."""
    binary = {"type": "string", "format": "binary"}
    form = {"type": "object", "required": [FIELD], "properties": {FIELD: binary}}
    return {
        "required": True,
        "description": "The bytes of one photo (JPEG, PNG, WebP, GIF, BMP, TIFF, "
        f"AVIF or HEIC), or a form with the photo in the field “{FIELD}”.",
        "content": {
            "application/octet-stream": {"schema": binary},
            "image/*": {"schema": binary},
            "multipart/form-data": {"schema": form},
        },
    }


def description_page(document: Mapping[str, Any]) -> str:
    """The document as an HTML page that fetches nothing from anywhere."""
    parts = [f"<h1>{_text(document['info']['title'])}: the endpoint</h1>"]
    parts.append(f"<p>{_text(document['info']['description'])}</p>")
    parts.append('<p>The key goes into a header: <code>Authorization: Bearer KEY</code>. <a href="')
    parts.append('openapi.json">openapi.json</a> says all this to programs.</p>')
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts.append(f"<h2><code>{method.upper()} {_text(path)}</code></h2>")
            parts.append(_operation(operation))
    parts.append("<h2>What comes back</h2>")
    parts += [_schema(name, each) for name, each in document["components"]["schemas"].items()]
    body = "\n".join(parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Foldersight: the endpoint</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _operation(operation: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{status}</th><td>{_text(each['description'])}</td></tr>"
        for status, each in operation["responses"].items()
    )
    body = operation.get("requestBody", {}).get("description", "")
    return f"<p>{_text(operation['summary'])}. {_text(body)}</p><table>{rows}</table>"


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope='row'><code>{_text(field)}</code></th>"
        f"<td>{_text(each.get('description', ''))}</td></tr>"
        for field, each in schema["properties"].items()
    )
    return f"<h3>{_text(name)}</h3><table>{rows}</table>"


def _responses(title: str, schema: str, errors_left_out: Sequence[str] = ()) -> dict[str, Any]:
    def content(name: str) -> dict[str, Any]:
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}

    errors = {
        status: {"description": CATALOGUE[code].title, "content": content("Error")}
        for status, code in _ERRORS.items()
        if status not in errors_left_out
    }
    return {"200": {"description": title, "content": content(schema)}, **errors}


def _schemas() -> dict[str, Any]:
    return {
        "Answer": {"type": "object", "properties": _of_an_answer()},
        "Model": {"type": "object", "properties": _of_a_model()},
        "Error": {"type": "object", "properties": {"error": _of_an_error()}},
    }


def _of_an_answer() -> dict[str, Any]:
    share = {"type": "number", "minimum": 0, "maximum": 1}
    ranked = {"type": "object", "properties": {"name": _TEXT, "confidence": share}}
    return {
        "model": {**_TEXT, "description": "Its id."},
        "answer": {**_TEXT, "description": "The class that the model answers."},
        "confidence": {
            **share,
            "description": "How sure it is, 0 to 1: of 100 answers with 0.9, about 90 are right.",
        },
        "verdict": {
            **_TEXT,
            "enum": ["surely", "probably", "between", "unfamiliar"],
            "description": "surely, probably; between: the second class is nearly as likely; "
            "unfamiliar: the photo is unlike all that it learned from. The last two mean: not sure.",
        },
        "strangeness": {
            "type": "number",
            "description": "How unlike the photo is; from 1 on it is unfamiliar.",
        },
        "classes": {
            "type": "array",
            "items": ranked,
            "description": "All classes with their confidences, the surest first.",
        },
    }


def _of_a_model() -> dict[str, Any]:
    return {
        "model": {**_TEXT, "description": "Its id."},
        "classes": {"type": "array", "items": _TEXT, "description": "What it can answer."},
        "backbone": {**_TEXT, "description": "The ready-made network beneath it."},
        "created_at": {"type": "number", "description": "Seconds since 1970."},
    }


def _of_an_error() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "code for programs; title, detail and fix for people.",
        "properties": dict.fromkeys(("code", "title", "detail", "fix"), _TEXT),
    }


def _text(value: object) -> str:
    return html.escape(str(value))
