"""Chaque garde, une par une : ce qu'elle refuse, et que rien d'autre ne le refuserait à sa place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recours.procedure.etape import Garde
from recours.procedure.etapes import ETAPES
from recours.procedure.gardes import REGLES, etapes_possibles, motifs_de_refus
from recours.procedure.vocabulaire import Role
from tests.procedure.monde import Monde, codes

Decor = Callable[[Monde], object]


def jusqu_a(code: str, **ouverture: Any) -> Decor:
    return lambda m: m.jusqu_a(code, **ouverture)


@dataclass(frozen=True)
class Cas:
    """Un décor, une saisie refusée pour `motif`, et ce qui suffit à la faire accepter (`mieux`)."""

    decor: Decor
    qui: str
    etape: str
    motif: str
    dur: bool
    saisie: dict[str, Any] = field(default_factory=dict)
    mieux: dict[str, Any] = field(default_factory=dict)
    mieux_par: str = ""
    remede: Decor | None = None  # ce qu'il faut enregistrer d'abord, quand la saisie n'y est pour rien


def rien(monde: Monde) -> None: ...


def _echange_note(monde: Monde) -> None:
    monde.jusqu_a("ouvrir")
    monde.faire("paul", "noter_echange", date_echange="2026-04-01")


def _option(code: str, decor: Decor, active: bool = True) -> Decor:
    def avec(monde: Monde) -> None:
        monde.faire("dora", "activer_option", code=code, active=active)
        decor(monde)

    return avec


def _action(decor: Decor, realisee: bool = False) -> Decor:
    def avec(monde: Monde) -> None:
        decor(monde)
        monde.faire("claire", "ajouter_action")
        if realisee:
            monde.faire("tom", "realiser_action")

    return avec


def _appel(sans_liste: bool = False, decision: str = "Résultat modifié") -> Decor:
    def avec(monde: Monde) -> None:
        monde.faire("paul", "ouvrir")
        monde.faire("claire", "prendre_en_charge", nature="Appel", rapport="R-1", aucune_inspection=sans_liste)
        monde.faire("claire", "proposer", decision=decision, etendue="un seul rapport")

    return avec


def _autorite(monde: Monde) -> None:
    monde.faire("paul", "ouvrir_autorite")
    monde.faire("claire", "prendre_en_charge_autorite")
    monde.faire("claire", "clarifier")


def _gele(monde: Monde) -> None:
    monde.jusqu_a("clore")
    monde.faire("dora", "geler", motif_gel="Litige annoncé.")


def _deux(monde: Monde) -> None:
    monde.faire("paul", "ouvrir")
    monde.faire("paul", "ouvrir", "second")


def _suspendu(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.attendre(5)
    monde.faire("claire", "suspendre")
    monde.attendre(5)


def _reapprouve(monde: Monde) -> None:
    """L'approbation a été datée d'hier."""
    monde.jusqu_a("proposer")
    monde.attendre(3)
    monde.faire("anne", "approuver", date_approbation=date(2026, 5, 13))


def _an_suivant(monde: Monde) -> None:
    monde.attendre(240)
    monde.jusqu_a("proposer")


def _champ_tournee(monde: Monde) -> None:
    monde.faire("claire", "declarer_champ", code="tournee", titre_champ="Tournée")
    monde.jusqu_a("ouvrir")


def _reserve(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("dora", "reserver")


def _en_cause(qui: str) -> Decor:
    """Mis en cause par le recours, l'approbation externe éteinte pour que rien d'autre ne s'oppose."""

    def avec(monde: Monde) -> None:
        monde.faire("dora", "activer_option", code="approbation_externe", active=False)
        monde.faire("claire", "activer_option", code="personne_en_cause", active=True)
        monde.faire("paul", "ouvrir")
        monde.faire("claire", "prendre_en_charge", personne_en_cause=qui)
        monde.faire("claire", "proposer")

    return avec


def _echu(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.attendre(60)


def _approuvee(monde: Monde) -> None:
    monde.faire("claire", "geler_synthese")
    monde.faire("dora", "approuver_synthese")


_ANCIEN = {"reference_origine": "2024-17", "source_reprise": "a" * 64, "date_reception": date(2024, 3, 4)}
_ANNEE_SUIVANTE = {"debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}
HIER, DEMAIN = date(2026, 5, 10), date(2026, 5, 12)
_CIRCUIT = {"code": "circuit", "titre_champ": "Circuit"}
CAS: dict[Garde, list[Cas]] = {
    Garde.DATES: [
        Cas(rien, "paul", "ouvrir", "date_future", True, {"date_reception": DEMAIN}, {"date_reception": HIER}),
        Cas(jusqu_a("proposer"), "anne", "approuver", "date_anterieure", True, {"date_approbation": HIER},
            {"date_approbation": "aujourd'hui"}),
        Cas(jusqu_a("ouvrir"), "paul", "noter_echange", "date_future", True, {"date_echange": DEMAIN},
            {"date_echange": HIER}),
    ],
    Garde.PERSONNES_CONNUES: [
        Cas(rien, "paul", "ouvrir", "personne_inconnue", True, {"recu_par": "inconnu"}, {"recu_par": "marc"}),
        Cas(jusqu_a("prendre_en_charge"), "tom", "impliquer", "personne_inconnue", True,
            {"implications": [{"personne": "inconnu"}]}, {"implications": [{"personne": "marc"}]}),
    ],
    Garde.HORS_INSPECTION: [
        Cas(_option("approbation_externe", jusqu_a("proposer"), active=False), "claire", "approuver",
            "hors_inspection", True, {"approbateur": "paul"}, {"approbateur": "ines"}),
        Cas(jusqu_a("proposer"), "dora", "deroger", "hors_inspection", True, {"beneficiaire": "paul"},
            {"beneficiaire": "ines"}),
    ],
    Garde.PROPOSITION_A_JOUR: [
        Cas(jusqu_a("proposer"), "anne", "approuver", "proposition_changee", True, {"proposition": "v2"},
            {"proposition": "proposition"}),
        Cas(jusqu_a("proposer"), "anne", "approuver", "proposition_changee", True, {"proposition": ...},
            {"proposition": "proposition"}),
    ],
    Garde.DECISION_DU_TYPE: [
        Cas(jusqu_a("prendre_en_charge"), "claire", "proposer", "decision_du_type", True,
            {"decision": "Résultat maintenu"}, {"decision": "Non fondé"}),
    ],
    Garde.SANS_EFFET: [
        Cas(rien, "paul", "ouvrir_insatisfaction", "sans_effet", True, {"resultat_change": True},
            {"resultat_change": False}),
    ],
    Garde.NATURE_NOUVELLE: [
        Cas(jusqu_a("prendre_en_charge"), "claire", "requalifier", "nature_nouvelle", True,
            {"nature_nouvelle": "Réclamation"}, {"nature_nouvelle": "Appel"}),
        Cas(jusqu_a("prendre_en_charge"), "claire", "requalifier", "nature_nouvelle", True,
            {"nature_nouvelle": "À qualifier"}, {"nature_nouvelle": "Appel"}),
        Cas(jusqu_a("ouvrir"), "claire", "prendre_en_charge", "nature_nouvelle", True, {"nature": "À qualifier"},
            {"nature": "Réclamation"}),
    ],
    Garde.ACTION_OUVERTE: [
        Cas(_action(jusqu_a("prendre_en_charge")), "tom", "realiser_action", "action", True, {"action": "A2"},
            {"action": "A1"}),
        Cas(_action(_action(jusqu_a("prendre_en_charge"), realisee=True)), "tom", "realiser_action", "action", True,
            {"action": "A1"}, {"action": "A2"}),
    ],
    Garde.DOSSIER_CONNU: [
        Cas(_deux, "claire", "lier", "dossier", True, {"dossier_lie": "RC-2026-099"}, {"dossier_lie": "@second"}),
        Cas(_deux, "claire", "lier", "dossier", True, {"dossier_lie": "@premier"}, {"dossier_lie": "@second"}),
    ],
    Garde.DONNEE_RECTIFIABLE: [
        Cas(jusqu_a("approuver"), "claire", "rectifier", "rectifier", True, {"champ": "approbateur", "valeur": "ines",
            "texte": ...}, {"champ": "contact", "texte": "07", "valeur": ...}),
    ],
    Garde.ENTREE_CORRIGEABLE: [
        Cas(_echange_note, "claire", "corriger_entree", "corriger", True,
            {"version_visee": 14, "champ": "date_echange", "valeur": "hier", "texte": ...},
            {"version_visee": 14, "champ": "avec", "texte": "M. Petit", "valeur": ...}),
        Cas(_echange_note, "claire", "corriger_entree", "date_future", True,
            {"version_visee": 14, "champ": "date_echange", "valeur": "2100-01-01", "texte": ...},
            {"version_visee": 14, "champ": "date_echange", "valeur": "2026-05-01", "texte": ...}),
        Cas(_echange_note, "claire", "corriger_entree", "corriger", True,
            {"version_visee": 13, "champ": "contact", "texte": "07", "valeur": ...},
            {"version_visee": 14, "champ": "avec", "texte": "M. Petit", "valeur": ...}),
    ],
    Garde.CONSERVATION: [
        Cas(jusqu_a("repondre"), "claire", "anonymiser", "conservation", True, {"motif_anonymisation": "Durée passée."},
            remede=lambda m: m.faire("claire", "clore")),
        Cas(_gele, "claire", "anonymiser", "gel", True, {"motif_anonymisation": "Durée passée."},
            remede=lambda m: m.faire("dora", "degeler", motif_levee="Litige éteint.")),
    ],
    Garde.VERSION_OCCULTABLE: [
        Cas(jusqu_a("ouvrir"), "claire", "occulter", "occulter", True, {"version_visee": 1},
            {"version_visee": 13, "champs_occultes": ["contact"]}),
        Cas(jusqu_a("ouvrir"), "claire", "occulter", "occulter", True,
            {"version_visee": 13, "champs_occultes": ["faits"]}, {"version_visee": 13, "champs_occultes": ["contact"]}),
    ],
    Garde.IDENTIFIANT_LIBRE: [
        Cas(rien, "claire", "enregistrer_personne", "homonyme", True, {"nom": "LENOIR Anne"}, {"nom": "Anne Dupont"}),
        Cas(rien, "claire", "enregistrer_personne", "nom", True, {"nom": "M. ?"}, {"nom": "M. Dupont"}),
    ],
    Garde.RESPONSABLE_PRESENT: [
        Cas(rien, "claire", "enregistrer_personne", "responsable", True,
            {"identifiant": "claire", "nom": "Claire Martin", "active": False, "roles": ["Responsable qualité"]},
            {"active": True}),
    ],
    Garde.ROLES_COMPATIBLES: [
        Cas(rien, "claire", "enregistrer_personne", "roles", True,
            {"roles": ["Collaborateur", "Approbateur externe"]}, {"roles": ["Approbateur externe"]}),
        Cas(rien, "claire", "enregistrer_personne", "roles", True,
            {"identifiant": "claire", "nom": "Claire Martin", "roles": ["Responsable qualité", "Dirigeant"]},
            {"roles": ["Responsable qualité", "Responsable technique"]}),
    ],
    Garde.REGLE_DU_DIRIGEANT: [
        Cas(rien, "claire", "activer_option", "role", True, {"code": "approbation_externe", "active": False},
            mieux_par="dora"),
    ],
    Garde.PERIODE: [
        Cas(rien, "claire", "engager_externe", "periode", True, {"du": date(2027, 1, 1), "au": date(2026, 1, 1)},
            {"au": date(2027, 1, 1)}),
        Cas(_suspendu, "claire", "reprendre", "periode", True, {"repris_le": date(2026, 5, 15)},
            {"repris_le": date(2026, 5, 16)}),
        Cas(jusqu_a("prendre_en_charge"), "claire", "prolonger", "periode", True, {"nouvelle_echeance": HIER},
            {"nouvelle_echeance": date(2026, 12, 1)}),
    ],
    Garde.LISTE_COHERENTE: [
        Cas(jusqu_a("ouvrir"), "claire", "prendre_en_charge", "liste", True,
            {"aucune_inspection": True, "implications": [{"personne": "paul"}]},
            {"aucune_inspection": False}),
        Cas(jusqu_a("prendre_en_charge"), "claire", "impliquer", "liste", True, {"aucune_inspection": True},
            {"aucune_inspection": False, "implications": [{"personne": "tom"}]}),
        Cas(jusqu_a("prendre_en_charge"), "claire", "retirer_impliquee", "liste", True, {"impliquee": "anne"},
            {"impliquee": "paul"}),
    ],
    Garde.EXAMEN_EN_SON_NOM: [
        Cas(jusqu_a("proposer"), "anne", "approuver", "role", True, {"approbateur": "dora"},
            {"approbateur": "anne"}, mieux_par="claire"),
        Cas(jusqu_a("proposer"), "claire", "approuver", "attestation_d_autrui", True,
            {"approbateur": "anne", "attestation": True}, {"attestation": False}),
    ],
    Garde.PREUVE: [
        Cas(jusqu_a("approuver"), "claire", "repondre", "preuve", False, {"preuve_reponse": ...},
            {"preuve_reponse": "classeur R"}),
        Cas(jusqu_a("approuver"), "claire", "repondre", "preuve", False, {"preuve_reponse": ...},
            {"pieces": [{"nom": "lettre.pdf", "empreinte": "ab" * 32, "taille": 9}]}),
        Cas(rien, "claire", "engager_externe", "preuve", True, {"preuve_engagement": ...},
            {"preuve_engagement": "classeur E"}),
        Cas(jusqu_a("ouvrir", canal="Courriel"), "claire", "prendre_en_charge", "preuve", False,
            {"date_accuse": "aujourd'hui"}, {"preuve_accuse": "courriel"}),
    ],
    Garde.RELEVE_DES_ACTIVITES: [
        Cas(jusqu_a("ouvrir"), "claire", "prendre_en_charge", "activites", True, {"releve_activites": False},
            {"releve_activites": True}),
    ],
    Garde.RAPPORT_IDENTIFIE: [
        Cas(jusqu_a("ouvrir"), "claire", "prendre_en_charge", "rapport", False, {"nature": "Appel"},
            {"rapport": "R-1"}),
    ],
    Garde.IMPLICATIONS_CONNUES: [
        Cas(_appel(sans_liste=True, decision="Résultat maintenu"), "anne", "approuver", "implications", False),
        Cas(lambda m: (m.jusqu_a("proposer"), m.faire("claire", "retirer_impliquee")), "anne", "approuver",
            "implications", False),
    ],
    Garde.APPROBATEUR_HABILITE: [
        Cas(_option("approbation_externe", jusqu_a("proposer"), active=False), "claire", "approuver", "habilite",
            False, {"approbateur": "marc"}, {"approbateur": "ines"}),
        Cas(jusqu_a("proposer"), "dora", "deroger", "habilite", False, {"beneficiaire": "marc"},
            {"beneficiaire": "ines"}),
    ],
    Garde.APPROBATEUR_EXTERNE: [
        Cas(jusqu_a("proposer"), "claire", "approuver", "externe", False, {"approbateur": "ines"},
            {"approbateur": "anne"}),
    ],
    Garde.ENGAGEMENT_VALIDE: [
        Cas(_an_suivant, "claire", "approuver", "engagement", False, {"approbateur": "anne"}),
        Cas(_an_suivant, "claire", "soumettre", "engagement", False, {"soumis_a": "anne"}),
    ],
    Garde.ATTESTATION: [
        Cas(jusqu_a("proposer"), "anne", "approuver", "attestation", False, {"attestation": False},
            {"attestation": True}),
        # Une pièce jointe par l'approbateur lui-même n'est pas une attestation.
        Cas(jusqu_a("proposer"), "anne", "approuver", "attestation", False,
            {"attestation": False, "pieces": [{"nom": "avis.pdf", "empreinte": "ab" * 32, "taille": 9}]},
            {"attestation": True}),
        Cas(jusqu_a("proposer"), "claire", "approuver", "attestation", False,
            {"approbateur": "anne", "preuve_attestation": ...}, {"preuve_attestation": "classeur C"}),
    ],
    Garde.INVESTIGATEUR_DISTINCT: [
        Cas(_option("investigateur_distinct", _option("approbation_externe", jusqu_a("proposer"), active=False)),
            "claire", "approuver", "investigateur", False, {"approbateur": "claire"},
            {"approbateur": "ines", "attestation": False, "preuve_attestation": "classeur C"}),
    ],
    Garde.APPROBATION_ANTERIEURE: [
        Cas(_reapprouve, "claire", "repondre", "avant:approuver", False, {"date_reponse": date(2026, 5, 12)},
            {"date_reponse": date(2026, 5, 13)}),
    ],
    Garde.PROLONGE_A_TEMPS: [
        Cas(_echu, "claire", "prolonger", "prolonge_tard", False, {}, {"informe_le": date(2026, 6, 10)}),
    ],
    Garde.ACCUSE_ENVOYE: [
        Cas(jusqu_a("approuver", canal="Courriel"), "claire", "repondre", "accuse", False),
        Cas(_option("accuse_verbal", jusqu_a("approuver")), "claire", "repondre", "accuse", False),
        Cas(_option("accuse_autorite", _autorite), "claire", "repondre", "accuse", False, {"signataire": "dora"}),
    ],
    Garde.SIGNE_PAR_LE_DIRIGEANT: [
        Cas(_autorite, "claire", "repondre", "dirigeant", False, {"signataire": "claire"}, {"signataire": "dora"}),
        Cas(_autorite, "claire", "repondre", "ecrite", False,
            {"signataire": "dora", "mode_reponse": "De vive voix", "a_qui": "x", "substance_reponse": "y"},
            {"mode_reponse": "Courriel"}),
    ],
    Garde.RAPPORT_REMPLACE: [
        Cas(lambda m: (_appel()(m), m.faire("anne", "approuver")), "claire", "repondre", "rapport_remplace", False,
            {"rapport_modificatif": "R-2"}, {"rapport_remplace": "R-1"}),
        Cas(lambda m: (_appel()(m), m.faire("anne", "approuver"),
                       m.faire("claire", "repondre", motif_ecart="le rapport suit")),
            "claire", "clore", "rapport_remplace", False),
    ],
    Garde.ACTIONS_SOLDEES: [
        Cas(_action(jusqu_a("repondre")), "claire", "clore", "actions", False),
        Cas(_action(jusqu_a("repondre"), realisee=True), "claire", "clore", "actions", False),
    ],
    Garde.PERIODE_DE_LA_SYNTHESE: [
        Cas(rien, "claire", "ecrire_synthese", "periode", True,
            {"fin": date(2024, 12, 31)}, {"fin": date(2025, 6, 30)}),
        Cas(rien, "claire", "geler_synthese", "periode", True,
            {"debut": date(2026, 6, 1), "fin": date(2026, 12, 31)}, {"debut": date(2026, 1, 1)}),
    ],
    Garde.SYNTHESE_OUVERTE: [
        Cas(_approuvee, "claire", code, "approuvee", True, {}, _ANNEE_SUIVANTE)
        for code in ("ecrire_synthese", "demander_decision", "geler_synthese")
    ],
    Garde.DECISION_CONNUE: [
        Cas(lambda m: m.faire("claire", "demander_decision"), "claire", "demander_decision", "repere", True, {},
            {"repere": "D2025-2"}),
        Cas(rien, "claire", "suivre_decision", "repere", True,
            remede=lambda m: m.faire("claire", "demander_decision")),
    ],
    Garde.VISA_DU_DIRIGEANT: [
        Cas(_approuvee, "dora", "approuver_synthese", "approuvee", True, mieux=_ANNEE_SUIVANTE,
            remede=lambda m: m.faire("claire", "geler_synthese", **_ANNEE_SUIVANTE)),
        Cas(rien, "dora", "approuver_synthese", "gel", True, remede=lambda m: m.faire("claire", "geler_synthese")),
        Cas(lambda m: m.faire("claire", "geler_synthese"), "dora", "approuver_synthese", "gel", True,
            {"empreinte_classeur": "d" * 64}, {"empreinte_classeur": "c" * 64}),
        Cas(lambda m: m.faire("claire", "geler_synthese"), "dora", "approuver_synthese", "visa", True,
            {"approuvee_par": "claire", "preuve_visa": "classeur 2"}, {"approuvee_par": "dora"}),
        Cas(lambda m: m.faire("claire", "geler_synthese"), "dora", "approuver_synthese", "visa", True,
            {"approuvee_le": date(2026, 5, 10)}, {"approuvee_le": date(2026, 5, 11)}),
        Cas(lambda m: m.faire("claire", "geler_synthese"), "claire", "approuver_synthese", "visa", True,
            {"approuvee_par": "dora"}, {"preuve_visa": "exemplaire signé, classeur 2"}),
    ],
    Garde.HISTOIRE: [
        Cas(rien, "claire", "reprendre_dossier", "chronologie", False, _ANCIEN | {"date_reponse": date(2024, 3, 1)}),
        Cas(rien, "claire", "reprendre_dossier", "date_future", True, _ANCIEN | {"date_reponse": date(2027, 1, 4)},
            {"date_reponse": date(2024, 4, 1)}),
    ],
    Garde.CHAMP_COHERENT: [
        Cas(rien, "claire", "declarer_champ", "liste", True, _CIRCUIT | {"forme_champ": "Liste"},
            {"valeurs_champ": ("Nord", "Sud")}),
        Cas(lambda m: m.faire("claire", "declarer_champ", **_CIRCUIT), "claire", "declarer_champ", "titre", True,
            _CIRCUIT | {"code": "autre"}, {"titre_champ": "Tournée"}),
        Cas(lambda m: m.faire("claire", "declarer_champ", **_CIRCUIT), "claire", "declarer_champ", "forme", True,
            _CIRCUIT | {"forme_champ": "Date"}, {"forme_champ": "Texte"}),
    ],
    Garde.CHAMPS_DECLARES: [
        Cas(_champ_tournee, "claire", "renseigner_champs", "champ", True,
            {"champs_renseignes": ({"champ": "circuit", "texte": "541"},)},
            remede=lambda m: m.faire("claire", "declarer_champ", **_CIRCUIT)),
    ],
    Garde.DOSSIER_OUVERT: [
        Cas(jusqu_a("prendre_en_charge"), "ines", "joindre", "acces", True, mieux_par="paul"),
        Cas(_reserve, "tom", "noter_echange", "acces", True,
            remede=lambda m: m.faire("claire", "nommer", acces=["tom"])),
        Cas(_an_suivant, "anne", "approuver", "acces", True,
            remede=lambda m: m.faire("claire", "engager_externe", du=date(2027, 1, 1), au=date(2027, 12, 31))),
    ],
    Garde.MISE_EN_CAUSE: [
        Cas(_en_cause("tom"), "tom", "noter_echange", "mise_en_cause", False, mieux_par="claire"),
        Cas(_en_cause("dora"), "claire", "approuver", "mise_en_cause", False, {"approbateur": "dora"},
            {"approbateur": "anne"}),
    ],
    Garde.VERIFICATEUR_DISTINCT: [
        Cas(_option("verificateur_distinct", _action(jusqu_a("prendre_en_charge"), realisee=True)), "tom",
            "verifier_action", "verificateur", False, mieux_par="claire"),
    ],
}  # fmt: skip
TOUS = [pytest.param(g, c, id=f"{g.name}-{i}") for g, cas in CAS.items() for i, c in enumerate(cas)]


def test_chaque_garde_a_son_cas() -> None:
    assert set(CAS) == set(Garde)


@pytest.mark.parametrize(("garde", "cas"), TOUS)
def test_la_garde_refuse_et_elle_seule(garde: Garde, cas: Cas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monde = Monde(tmp_path)
    cas.decor(monde)
    refus = monde.refus(cas.qui, cas.etape, **cas.saisie)
    motif = next((m for m in refus.motifs if m.code == cas.motif), None)
    assert motif is not None, f"{cas.motif} attendu : {refus}"
    assert motif.dur == cas.dur and motif.phrase and motif.remede
    if cas.mieux or cas.mieux_par or cas.remede:
        (cas.remede or rien)(monde)
        monde.faire(cas.mieux_par or cas.qui, cas.etape, **{**cas.saisie, **cas.mieux})
    else:  # ce refus cède devant un écart, qui reste écrit
        ecrit = monde.faire(cas.qui, cas.etape, **cas.saisie, motif_ecart="C'est arrivé ainsi.")
        assert cas.motif in ecrit.saisie.gardes_ecartees
        assert monde.dossier().ecarts[-1].motif == "C'est arrivé ainsi."
    # Sa règle ôtée, plus rien ne refuse pour cette raison.
    autre = Monde(tmp_path / "sans")
    cas.decor(autre)
    monkeypatch.setitem(REGLES, garde, lambda x: [])
    try:
        autre.faire(cas.qui, cas.etape, **cas.saisie)
    except Exception as erreur:  # une autre raison peut demeurer ; pas celle-ci
        assert cas.motif not in {m.code for m in getattr(erreur, "motifs", ())}


def test_un_ecart_ne_passe_jamais_une_garde_dure(tmp_path: Path) -> None:
    for cas in (c for liste in CAS.values() for c in liste if c.dur):
        monde = Monde(tmp_path / f"{len(list(tmp_path.iterdir()))}")
        cas.decor(monde)
        refus = monde.refus(cas.qui, cas.etape, **cas.saisie, motif_ecart="Je le veux.")
        assert not refus.admet_un_ecart and cas.motif in codes(refus)


# Les places : rôle, nature, ordre, fermeture.


def test_les_refus_de_place_sont_durs_et_se_lisent(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.jusqu_a("repondre")
    for qui, etape, motif in (
        ("paul", "clore", "role"), ("claire", "transmettre", "nature"), ("claire", "proposer", "exclue"),
        ("claire", "prendre_en_charge", "faite"), ("claire", "reprendre", "sans objet"), ("louis", "joindre", "role"),
    ):  # fmt: skip
        refus = monde.refus(qui, etape, motif_ecart="Je le veux.")
        assert codes(refus) == {motif} and not refus.admet_un_ecart
    monde.faire("claire", "clore")
    assert codes(monde.refus("claire", "requalifier")) == {"ferme"}


def test_une_personne_desactivee_n_ecrit_plus(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    assert codes(monde.refus("marc", "ouvrir")) == {"role"}
    assert "role" in codes(monde.refus("inconnu", "ouvrir"))


def test_tous_les_motifs_sont_dits_d_un_coup(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.jusqu_a("proposer")
    refus = monde.refus("dora", "approuver", attestation=False, date_approbation=DEMAIN, proposition="v1")
    assert codes(refus) == {"date_future", "proposition_changee", "externe", "attestation"}


def test_le_juge_est_le_meme_pour_la_page_et_pour_la_porte(tmp_path: Path) -> None:
    """`motifs_de_refus` : tout sans écart, le dur seul avec un écart motivé."""
    monde = Monde(tmp_path)
    monde.jusqu_a("proposer")
    for qui, ecart, attendus in (
        ("ines", ..., {"externe"}),
        ("ines", "Seule présente.", set()),
        ("paul", "Seul présent.", {"hors_inspection"}),
    ):
        saisie = monde.saisie("approuver", "claire", approbateur=qui, motif_ecart=ecart)
        refus = motifs_de_refus(ETAPES["approuver"], monde.dossier(), "claire", saisie, monde.cadre, monde.jour)
        assert {m.code for m in refus} == attendus


def test_une_occultation_dit_tout_ce_qu_elle_garde(tmp_path: Path) -> None:
    """Toute la ligne s'efface du journal : un texte dont on ne dit rien serait perdu. La porte complète d'elle-même."""
    monde = Monde(tmp_path)
    monde.faire("paul", "ouvrir")
    saisie = monde.saisie("occulter", "claire", version_visee=monde.dossier().version)
    refus = motifs_de_refus(ETAPES["occulter"], monde.dossier(), "claire", saisie, monde.cadre, monde.jour)
    assert [m.champ for m in refus] == ["restes"]
    monde.presenter("claire", "occulter", saisie)


def test_nommer_un_second_dirigeant_revient_a_un_autre_que_lui(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.faire("claire", "enregistrer_personne", roles=["Dirigeant"])
    assert {p.identifiant for p in monde.cadre.ayant_role(Role.DIRIGEANT)} == {"dora", "nadia"}


def test_ce_que_la_page_grise_est_ce_que_la_porte_refuse(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.jusqu_a("proposer")
    possibles = {p.etape.code: p for p in etapes_possibles(monde.dossier(), "claire", monde.cadre, monde.jour)}
    assert possibles["approuver"].est_permise and possibles["rectifier"].est_permise
    assert possibles["repondre"].est_ouvrable and not possibles["repondre"].est_permise
    assert not possibles["deroger"].est_ouvrable
    assert Role.DIRIGEANT in possibles["deroger"].etape.roles
