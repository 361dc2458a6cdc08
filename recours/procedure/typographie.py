"""Les espaces insécables de nos propres phrases ; jamais de celles que l'on a saisies."""

import re


def poser_insecables(texte: str) -> str:
    """Devant « : ; ? ! € », à l'intérieur des guillemets, après « n° »."""
    return re.sub(r"(«|n°) ", "\\1\u00a0", re.sub(r" ([:;?!»€])", "\u00a0\\1", texte))
