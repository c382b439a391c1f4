"""What each grammar calls what matters here, as data. The names are those of the tree-sitter grammars."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Language:
    """How to read a grammar's tree.

    `comments`: nodes that are comments. `atoms`: nodes whose text is kept as it stands. `lines`: what a new line means:
    "go" and "js" insert semicolons, "c" ends a preprocessor line. `commas`: nodes in which a last comma says nothing.
    `imports`: nodes that may change places with their like; `lists`: nodes in which they stand, where not at the top.
    `structure`: whether the tree itself is a part of the form, which it has to be where tokens are left out.
    """

    name: str
    comments: frozenset[str]
    atoms: frozenset[str]
    lines: str = ""
    commas: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    structure: bool = False
    verbatim_docs: bool = False


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _script(grammar: str) -> Language:
    """JavaScript and what is written on top of it."""
    return Language(
        grammar,
        comments=_set("comment"),
        atoms=_set("template_string regex hash_bang_line html_comment template_literal_type"),
        lines="js",
        commas=_set(
            "object array arguments formal_parameters named_imports export_clause object_pattern"
            " type_arguments type_parameters enum_body tuple_type"
        ),
        imports=_set("import_specifier"),
        lists=_set("named_imports"),
        structure=True,
    )


JAVASCRIPT = _script("javascript")
TYPESCRIPT = _script("typescript")
TSX = _script("tsx")
JAVA = Language(
    "java",
    comments=_set("line_comment block_comment"),
    atoms=_set("string_literal character_literal"),
    imports=_set("import_declaration"),
    lists=_set("program"),
)
GO = Language(
    "go",
    comments=_set("comment"),
    atoms=_set("interpreted_string_literal raw_string_literal rune_literal"),
    lines="go",
    imports=_set("import_spec"),
    lists=_set("import_spec_list"),
)
C = Language(
    "c",
    comments=_set("comment"),
    atoms=_set(
        "string_literal char_literal system_lib_string preproc_arg"
        " preproc_def preproc_function_def preproc_call preproc_include"
    ),
    lines="c",
)
RUST = Language(
    "rust",
    comments=_set("line_comment block_comment"),
    atoms=_set("string_literal raw_string_literal char_literal byte_string_literal"),
    commas=_set(
        "arguments parameters array_expression field_initializer_list field_declaration_list"
        " ordered_field_declaration_list enum_variant_list use_list type_arguments type_parameters"
        " struct_pattern"
    ),
    imports=_set("use_declaration"),
    lists=_set("source_file declaration_list block use_list"),
    structure=True,
    verbatim_docs=True,
)

_ENDINGS = {
    "js jsx mjs cjs": JAVASCRIPT,
    "ts mts cts": TYPESCRIPT,
    "tsx": TSX,
    "java": JAVA,
    "go": GO,
    "c h": C,
    "rs": RUST,
}
BY_ENDING = {ending: one for endings, one in _ENDINGS.items() for ending in endings.split()}
PYTHON_ENDINGS = frozenset(("py", "pyi"))


def ending(path: str) -> str:
    """What follows the last dot of a path's name; empty without one."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[1].lower() if "." in name else ""
