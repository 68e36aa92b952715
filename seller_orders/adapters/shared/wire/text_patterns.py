r"""Regular expressions of texts in documents, and the rule of each in words.

``(?![\s\S])`` is the end of a text in Python and in JavaScript alike.
"""

from collections.abc import Mapping
from typing import Final

IDENTIFIER: Final = r"^[A-Za-z0-9._-]+(?![\s\S])"
ORDER_ID: Final = r"^(?!bulk$)[A-Za-z0-9._-]+(?![\s\S])"
FOREIGN_IDENTIFIER: Final = r"^[^\x00-\x1f\x7f-\x9f]+(?![\s\S])"
LABEL_KEY: Final = "^[^\x00:]*(?![\\s\\S])"
NO_NUL: Final = "^[^\x00]*$"

RULES: Final[Mapping[str, str]] = {
    IDENTIFIER: "It must consist of letters A-Z and a-z, digits, '.', '_' and '-'.",
    ORDER_ID: "It must consist of letters A-Z and a-z, digits, '.', '_' and '-', and not be bulk.",
    FOREIGN_IDENTIFIER: "It must not contain control characters, such as a tab or a line break.",
    LABEL_KEY: "It must not contain a colon or NUL.",
    NO_NUL: "It must not contain NUL.",
}
"""Details of a text that does not match, by pattern."""
