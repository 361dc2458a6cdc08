"""Une couleur par nature, partout la même : à l'écran, dans Excel et à l'impression (Okabe-Ito)."""

from recours.procedure.vocabulaire import Nature

COULEURS: dict[Nature, str] = {
    Nature.RECLAMATION: "#0072B2",
    Nature.APPEL: "#E69F00",
    Nature.INSATISFACTION: "#009E73",
    Nature.AUTORITE: "#D55E00",
    Nature.JUSTICE: "#CC79A7",
    Nature.NON_QUALIFIE: "#8A94A0",
}
# Ce qui n'est pas une nature n'en prend pas la couleur. Lisibles sur fond clair comme sur fond sombre.
PRINCIPALE = "#1F4E79"  # titres du classeur, toujours sur blanc
BARRE = "#2F6EA5"
SECONDAIRE = "#8499AE"
ALERTE = "#B8520F"
TENU = "#1A8074"
