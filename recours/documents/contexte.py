"""Tous les champs d'un document, remplis du registre et des règles. Toujours les mêmes : vide plutôt qu'absent."""

from __future__ import annotations

from decimal import Decimal

from recours.documents import regles
from recours.documents.catalogue import AQui
from recours.documents.contexte_fiche import champs_de_la_fiche
from recours.documents.demande import Demande
from recours.documents.rendu import Valeur
from recours.procedure.anonymat import masquer
from recours.procedure.cadre import Personne
from recours.procedure.calendrier import date_courte
from recours.procedure.saisies import ATTESTATIONS, VERSION_ATTESTATION
from recours.procedure.taches import taches_du_dossier
from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Canal, Nature, Role
from recours.registre.resume import PAR_CANAL, resumer

_FONCTIONS = (Role.DIRIGEANT, Role.RESPONSABLE_QUALITE, Role.RESPONSABLE_TECHNIQUE)
_SUSPENSION = (
    "Le délai de notre réponse est suspendu de ce jour à la réception de ces éléments. Sans eux à cette date, nous "
    "vous relancerons, puis nous répondrons en l'état du dossier."
)
MASQUE = poser_insecables("Nom masqué : il n'est pas utile ici")
# Ce qui reste à faire, dit à qui attend ; le reste est notre affaire.
_RESTE = {
    "prendre_en_charge": "Dire de quelle sorte de recours il s'agit",
    "prendre_en_charge_autorite": "Ouvrir le dossier et prévenir notre Direction",
    "proposer": "Établir les faits et leur cause, puis proposer une décision",
    "clarifier": "Établir les circonstances de la prestation",
    "approuver": "Faire examiner la décision par une personne qui n'a pris aucune part à l'inspection",
    "repondre": "Vous répondre",
    "notifier_fin": "Vous dire que le traitement est terminé",
}
_RIEN = "Rien : le traitement est terminé."


def contexte(d: Demande) -> dict[str, Valeur]:
    """Champ → texte ou liste. Les textes saisis passent tels quels ; les nôtres portent leurs espaces insécables."""
    parties = (_organisme, _recours, _traitement, _lettre, _listes, _suites, champs_de_la_fiche)
    rempli: dict[str, Valeur] = {}
    for partie in parties:
        rempli.update(partie(d))
    return rempli


def _organisme(d: Demande) -> dict[str, Valeur]:
    o = d.organisme
    if o is None:
        vides = ("organisme", "organisme_adresse", "organisme_contact", "accreditation", "procedure", "police")
        return dict.fromkeys(vides, "")
    return {
        "organisme": o.nom,
        "organisme_adresse": ", ".join((o.adresse or "").splitlines()),
        "organisme_contact": " · ".join(filter(None, (o.telephone, o.courriel))),
        "accreditation": o.accreditation_numero or "",
        "procedure": f"{o.procedure_reference}, version {o.procedure_version}",
        "police": o.police or "",
    }


def _recours(d: Demande) -> dict[str, Valeur]:
    dossier = d.dossier
    montant, canal = dossier.valeur("montant_demande"), dossier.valeur("canal")
    references = (dossier.valeur("reference_autorite"), dossier.valeur("reference_emetteur"))
    return {
        "titre": d.document.titre,
        "objet": d.objet,
        "numero": dossier.numero,
        "date_du_jour": regles.date_dite(d.jour),
        "nature": str(dossier.nature),
        "nature_dite": regles.NOMS_DES_RECOURS.get(dossier.nature, "recours"),
        "recu_le": regles.date_dite(dossier.date_reception),
        "canal": PAR_CANAL[canal] if isinstance(canal, Canal) else "",
        "recours_dit": regles.nom_du_recours(dossier),
        "emetteur": MASQUE if d.est_masque else str(dossier.valeur("emetteur") or ""),
        "vos_references": " ; ".join(str(r) for r in references if r),
        "prestation": d.texte("prestation"),
        "rapport": str(dossier.valeur("rapport") or ""),
        "expose": d.texte("expose"),
        "demande": d.texte("demande"),
        "montant": _euros(montant) if isinstance(montant, Decimal) else "",
        "acte": _acte(d),
    }


def _euros(montant: Decimal) -> str:
    return f"{montant:,.2f} €".replace(",", "\u202f").replace(".", ",").replace(" €", "\u00a0€")


def _acte(d: Demande) -> str:
    acte, echeance = d.dossier.valeur("nature_acte"), d.dossier.valeur("echeance_acte")
    if acte is None:
        return ""
    lue = f" ; date lue sur l'acte : {regles.date_dite(echeance)}, à confirmer par l'avocat" if echeance else ""
    return poser_insecables(f"{acte}{lue}")


def _traitement(d: Demande) -> dict[str, Valeur]:
    dossier = d.dossier
    cause = " : ".join(filter(None, (str(dossier.valeur("cause") or ""), d.texte("precision_cause"))))
    solution = _suite(d)
    if regles.est_sans_solution(dossier) and d.document.a_qui is not AQui.EMETTEUR:
        solution = f"Aucune. {solution}"
    modifie = ""
    if dossier.decision is not None and dossier.decision.change_le_resultat and d.rapport_modificatif:
        modifie = f"Le rapport n° {d.rapport_modificatif} annule et remplace le rapport n° {d.rapport_remplace}."
    return {
        "phrase_decision": poser_insecables(regles.phrase_de_decision(dossier)),
        "decision": str(dossier.decision or ""),
        "faits": d.texte("faits"),
        "cause": cause,
        "solution": solution,
        "motivation": d.texte("motivation"),
        "etendue": d.texte("etendue"),
        "circonstances": d.texte("circonstances"),
        "rapport_modifie": modifie,
        "mention_examen": poser_insecables(regles.mention_examen(dossier, d.cadre)),
        "mention_fin": regles.mention_fin(d.met_fin, regles.nom_du_recours(dossier)),
        "repondu_le": regles.date_dite(dossier.date_reponse),
        "motif_irrecevabilite": str(dossier.valeur("motif_irrecevabilite") or ""),
    }


def _suite(d: Demande) -> str:
    suite = regles.suite_a_dire(d.dossier)
    return masquer(suite, d.dossier) if d.est_masque else suite


def _lettre(d: Demande) -> dict[str, Valeur]:
    dossier, signataire, suit = d.dossier, d.signataire, d.interlocuteur
    qui = d.approbateur
    engagement = d.cadre.engagement_valable(qui.identifiant, d.jour) if qui else None
    return {
        "destinataire": destinataire(d),
        "interlocuteur": _joindre(suit),
        "signataire": signataire.nom if signataire else "",
        "signataire_fonction": _fonction(signataire),
        "qualification": poser_insecables(regles.qualification(dossier.nature)),
        "deroulement": poser_insecables(regles.deroulement(dossier, d.cadre)),
        "mention_impartialite": regles.mention_impartialite(dossier),
        "delai": poser_insecables(regles.delai_a_dire(dossier, d.cadre, d.jour)),
        "mention_anonymat": poser_insecables(regles.mention_anonymat(dossier)),
        "mention_donnees": "" if dossier.nature is Nature.AUTORITE else _donnees(d),
        "precisions": d.choix.precisions.strip(),
        "avant_le": regles.date_dite(d.choix.avant_le),
        "suspension": _SUSPENSION,
        "etat_du_dossier": str(dossier.statut).lower(),
        "approbateur": ", ".join(filter(None, (qui.nom, qui.organisme))) if qui else "",
        "attestation_texte": ATTESTATIONS[VERSION_ATTESTATION],
        "engagement_dates": f"du {date_courte(engagement.du)} au {date_courte(engagement.au)}" if engagement else "",
        "direction": d.cadre.nom(str(dossier.valeur("direction_informee") or "")) or _dirigeant(d),
        "reference_conseil": str(dossier.valeur("reference_sinistre") or ""),
    }


def _donnees(d: Demande) -> str:
    return poser_insecables(regles.mention_donnees(d.cadre, d.jour))


def _joindre(personne: Personne | None) -> str:
    if personne is None:
        return ""
    telephone = personne.telephone.replace(" ", "\u00a0")  # un numéro ne se coupe pas
    return ", ".join(filter(None, (personne.nom, telephone, personne.courriel)))


def _fonction(personne: Personne | None) -> str:
    return next((str(r) for r in _FONCTIONS if personne and r in personne.roles), "")


def _dirigeant(d: Demande) -> str:
    return ", ".join(p.nom for p in d.cadre.ayant_role(Role.DIRIGEANT))


def destinataire(d: Demande) -> str:
    """Le bloc d'adresse, une ligne par élément."""
    match d.document.a_qui:
        case AQui.EMETTEUR:
            return "\n".join(str(v) for n in ("emetteur", "contact") if (v := d.dossier.valeur(n)))
        case AQui.APPROBATEUR:
            qui = d.approbateur
            return "\n".join(filter(None, (qui.nom, qui.organisme, qui.courriel))) if qui else ""
        case AQui.DIRECTION:
            return _dirigeant(d) or "La Direction"
        case AQui.CONSEIL:
            return d.conseil
    return ""


def _listes(d: Demande) -> dict[str, Valeur]:
    dossier, nom = d.dossier, d.cadre.nom
    actions = [f"{x.quoi} ({nom(x.qui)}, pour le {date_courte(x.pour)})" for x in dossier.actions if not x.annulee]
    if d.document.a_qui is AQui.EMETTEUR:  # ni nom ni date interne dans une lettre
        actions = [x.quoi for x in dossier.actions if not x.annulee]
    impliquees = [f"{nom(i.personne)}, {i.role.lower()}" for i in dossier.implications]
    projet = [regles.phrase_de_decision(dossier), d.texte("motivation"), _suite(d)]
    projet += [" ".join(regles.voies_de_recours(dossier, d.cadre)), regles.mention_fin(True)]
    return {
        "actions": actions,
        "voies": [poser_insecables(v) for v in regles.voies_de_recours(dossier, d.cadre)],
        "impliquees": impliquees or ["Aucune inspection n'est en cause."],
        "projet_reponse": [poser_insecables(p) for p in projet if p] if dossier.decision else [],
    }


def _suites(d: Demande) -> dict[str, Valeur]:
    dossier, cadre = d.dossier, d.cadre
    taches = [t for t in taches_du_dossier(dossier, cadre, d.jour) if not t.est_facultative]
    return {
        "reste_a_faire": [_RESTE[t.etape] for t in taches if t.etape in _RESTE] or [poser_insecables(_RIEN)],
        "echeances": [
            poser_insecables(f"{t.libelle} : {date_courte(t.echeance.jour)} ({t.echeance.statut.lower()})")
            for t in taches
            if t.echeance
        ]
        or ["Aucune échéance ouverte."],
        "chronologie": [
            {
                "jour": date_courte(e.horodatage.date()),
                "quoi": masquer(resumer(e, cadre), dossier) if d.est_masque else resumer(e, cadre),
                "qui": cadre.nom(e.auteur),
            }
            for e in dossier.evenements
        ],
        "pieces": [
            {"rang": str(rang), "nom": nom, "jour": jour, "etape": etape}
            for rang, (nom, jour, etape) in enumerate(_pieces(d), 1)
        ],
    }


def _pieces(d: Demande) -> list[tuple[str, str, str]]:
    dossier = d.dossier
    return [
        (p.nom, date_courte(e.horodatage.date()), str(p.genre or "Pièce"))
        for e in dossier.evenements
        for p in dossier.saisie_de(e).pieces
        if (e.version, p.empreinte) not in dossier.pieces_effacees
    ]
