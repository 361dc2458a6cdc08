"""Les rubriques de la fiche de réclamation, dans l'ordre de la fiche papier ; de quoi est fait un modèle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bloc:
    """Un titre, un texte, une liste, un tableau. `si` : le champ sans lequel le bloc ne paraît pas."""

    genre: str
    texte: str = ""
    si: str = ""
    lignes: tuple[tuple[str, str, str], ...] = ()


FICHE: tuple[Bloc, ...] = (
    Bloc("texte", "Dossier {{ numero }} · {{ nature }} · procédure « {{ procedure }} »"),
    Bloc("fiche", lignes=(
        ("1. Réception", "", "rubrique"), ("Reçu", "{{ fiche_reception }}", ""),
        ("2. Émetteur", "", "rubrique"), ("Nom, qualité", "{{ fiche_emetteur }}", ""),
        ("Coordonnées", "{{ fiche_contact }}", ""),
        ("3. Prestation en cause", "", "rubrique"), ("Inspection, rapport", "{{ fiche_prestation }}", ""),
        ("Domaine", "{{ fiche_domaine }}", ""), ("Personnes impliquées", "{{ fiche_impliquees }}", ""),
        ("4. Exposé, avec les mots de l'émetteur", "", "rubrique"), ("Ce qu'il dit", "{{ expose }}", "1.4"),
        ("Ce qu'il demande", "{{ demande }}", ""), ("Pièces reçues", "{{ fiche_pieces }}", ""),
        ("Date et signature de l'émetteur (recours verbal : exposé relu)", "", "1.3"),
        ("5. Accusé de réception et évaluation", "", "rubrique"), ("Accusé", "{{ fiche_accuse }}", ""),
        ("Évaluation", "{{ fiche_evaluation }}", ""),
        ("6. Investigation", "", "rubrique"), ("Menée par", "{{ fiche_investigateurs }}", ""),
        ("Faits établis", "{{ faits }}{{ circonstances }}", "1"), ("Cause", "{{ cause }}", ""),
        ("7. Décision", "", "rubrique"),
        ("Décision, raisons", "{% if decision %}{{ decision }}. {% endif %}{{ motivation }}", ""),
        ("Solution", "{{ solution }}", ""), ("Examinée et approuvée par", "{{ fiche_examen }}", ""),
        ("8. Réponse", "", "rubrique"), ("Réponse", "{{ fiche_reponse }}", ""),
        ("Fin notifiée", "{{ fiche_fin }}", ""),
        ("9. Suivi et clôture", "", "rubrique"), ("Actions", "{{ fiche_actions }}", ""),
        ("Clôture", "{{ fiche_cloture }}", ""),
        ("Date et visa du responsable qualité", "", "1.3"),
    )),
)  # fmt: skip
