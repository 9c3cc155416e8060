"""Names that tense runs of format 1 have for what is called otherwise by now."""

from ...spec import FormerNames

FORMER = FormerNames()
