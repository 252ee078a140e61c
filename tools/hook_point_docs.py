"""For the documentation: a hook point's text, given as its third argument, becomes its docstring.

mkdocstrings reads the sources without running them, so it sees a call and not the object that the call makes.
"""

import ast
from typing import Any

from griffe import Attribute, Docstring, ExprCall, Extension

KINDS = {"Collect": "Collects answers.", "Veto": "May refuse.", "Notify": "Tells what happened."}


class HookPointDocs(Extension):
    """Loaded by mkdocs.yml."""

    def on_attribute_instance(self, *, attr: Attribute, **kwargs: Any) -> None:
        call = attr.value
        if attr.docstring is not None or not isinstance(call, ExprCall) or len(call.arguments) != 3:
            return
        kind = str(call.function)
        if kind not in KINDS:
            return
        payload, text = str(call.arguments[1]), ast.literal_eval(str(call.arguments[2]))
        attr.docstring = Docstring(f"{KINDS[kind]} Payload: `{payload}`.\n\n{text}", parent=attr)
