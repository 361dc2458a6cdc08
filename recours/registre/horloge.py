"""L'heure de l'organisme : le jour change à minuit à Paris, où que soit le serveur."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def maintenant() -> datetime:
    """L'instant présent, à l'heure de Paris."""
    return datetime.now(PARIS)


def aujourdhui() -> date:
    """La date d'aujourd'hui à Paris."""
    return maintenant().date()


def ecrire_instant(instant: datetime) -> str:
    """La forme du journal : UTC, à la milliseconde."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lire_instant(texte: str) -> datetime:
    """L'inverse, à l'heure de Paris. ValueError si le texte n'est pas un instant."""
    return datetime.fromisoformat(texte).astimezone(PARIS)
