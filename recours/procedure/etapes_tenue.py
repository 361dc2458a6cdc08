"""La table, fin : la tenue du logiciel, que règlent le responsable qualité et le Dirigeant."""

from recours.procedure import tenue as t
from recours.procedure.champs import Saisie
from recours.procedure.etape import RQ_DIR, Etape, Garde, Genre


def _tenue(code: str, libelle: str, bouton: str, fait: str, saisie: type[Saisie], *source: str,
           exige: tuple[Garde, ...] = ()) -> Etape:  # fmt: skip
    return Etape(code, libelle, bouton, fait, saisie, Genre.REGLAGE, RQ_DIR, exige=exige, source=source, unique=False)


_D_P = (Garde.DATES, Garde.PERSONNES_CONNUES)

# fmt: off
TENUE: tuple[Etape, ...] = (
    _tenue("deposer_logigramme", "Déposer le logigramme de l'organisme", "Déposer le logigramme", "Logigramme déposé",
           t.LogigrammeDepose, "P19", exige=(Garde.PREUVE,)),
    _tenue("noter_ecarts", "Noter les écarts entre la procédure et le logiciel", "Enregistrer les écarts",
           "Écarts avec le logiciel notés", t.EcartsNotes, "P19", "C02"),
    _tenue("constater_restauration", "Constater la restauration d'une sauvegarde", "Enregistrer la restauration",
           "Restauration constatée", t.RestaurationEprouvee, "C02", exige=_D_P),
    _tenue("valider_logiciel", "Valider le logiciel", "Enregistrer la validation", "Logiciel validé",
           t.ValidationDuLogiciel, "C02", exige=(*_D_P, Garde.PREUVE)),
    _tenue("configurer_courriel", "Régler l'envoi des courriels", "Enregistrer l'envoi", "Envoi des courriels réglé",
           t.ReglageCourriel, "P06", "P11"),
)
# fmt: on
