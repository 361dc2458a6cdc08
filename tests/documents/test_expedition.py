"""L'envoi par un vrai serveur SMTP local : ce qui part est intact ; ce qui échoue se dit, et rien ne part deux fois."""

from __future__ import annotations

import socket
from datetime import datetime
from pathlib import Path

import pytest

from recours.documents import expedition
from recours.documents.envois import NOM, Envois, Issue
from recours.documents.expedition import VARIABLE, EnvoiRefuse, envoyer, mot_de_passe, preparer
from recours.procedure.tenue import ReglageCourriel, Securite
from recours.registre.horloge import PARIS
from tests.documents.serveur_smtp import SECRET, serveur

INSTANT = datetime(2026, 5, 12, 10, 2, tzinfo=PARIS)
PDF = b"%PDF-1.7 \xe9\n.\n..\n%%EOF"


@pytest.fixture(autouse=True)
def sans_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(expedition, "SECRETS", tmp_path / "secrets.toml")


def partir(reglage: ReglageCourriel, a: str = "marie@exemple.fr", objet: str = "RC-2026-001 : réponse") -> None:
    pieces = [("RC-2026-001-réponse.pdf", PDF)]
    envoyer(reglage, preparer(reglage, a, objet, "Bonjour,\n.\nÉtienne œuvre 😀\n", INSTANT, pieces))


def refus(reglage: ReglageCourriel, **choix: str) -> EnvoiRefuse:
    with pytest.raises(EnvoiRefuse) as leve:
        partir(reglage, **choix)
    return leve.value


def test_ce_qui_part_arrive_intact() -> None:
    with serveur() as (boite, reglage, _):
        partir(reglage)
    (enveloppe,), (recu,) = boite.recus, boite.messages
    assert enveloppe.rcpt_tos == ["marie@exemple.fr"] and enveloppe.mail_from == "recours@cp.exemple.fr"
    assert bytes(enveloppe.content or b"").isascii(), "un serveur sans 8BITMIME le transmet aussi"
    assert recu["Subject"] == "RC-2026-001 : réponse" and recu["Reply-To"] == "qualite@cp.exemple.fr"
    assert recu["Date"].datetime == INSTANT and str(recu["Message-ID"]).endswith("@cp.exemple.fr>")
    corps = recu.get_body()
    assert corps is not None and corps.get_content().replace("\r\n", "\n") == "Bonjour,\n.\nÉtienne œuvre 😀\n"
    (piece,) = recu.iter_attachments()
    assert piece.get_filename() == "RC-2026-001-réponse.pdf" and piece.get_content() == PDF


@pytest.mark.parametrize(
    "a", ["", "marie", "a@b", "a@b.fr, c@d.fr", "Marie <a@b.fr>", "a@b.fr\nBcc: x@y.fr", "é@b.fr", "a@b.fr>"]
)
def test_une_adresse_douteuse_ne_part_pas(a: str) -> None:
    reglage = ReglageCourriel(actif=True, serveur="localhost", expediteur="r@cp.exemple.fr")
    assert "n'est pas une adresse" in str(refus(reglage, a=a))


def test_un_objet_hostile_n_ajoute_pas_d_en_tete() -> None:
    with serveur() as (boite, reglage, _):
        partir(reglage, objet="Réponse\r\nBcc: tous@exemple.fr\r\n\r\nAutre corps")
    (recu,) = boite.messages
    assert recu["Bcc"] is None and "Bcc: tous@exemple.fr" in recu["Subject"] and len(boite.recus[0].rcpt_tos) == 1


def test_un_destinataire_refuse_est_dit_avec_les_mots_du_serveur() -> None:
    with serveur() as (boite, reglage, _):
        boite.refuse = ("marie@exemple.fr",)
        dit = refus(reglage)
    assert "refuse le destinataire marie@exemple.fr" in str(dit) and "550 No such user here" in str(dit)
    assert not dit.incertain and not boite.recus


@pytest.mark.parametrize("securite", [Securite.STARTTLS, Securite.TLS])
def test_une_liaison_protegee_demande_un_certificat_reconnu(
    securite: Securite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serveur(securite) as (boite, reglage, autorite):
        assert "certificat" in str(refus(reglage)) and not boite.recus
        autorite.cert_pem.write_to_path(tmp_path / "racine.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "racine.pem"))
        partir(reglage)
    assert len(boite.recus) == 1


@pytest.mark.parametrize(
    ("du_serveur", "du_client", "dit"),
    [(Securite.AUCUNE, Securite.STARTTLS, "ne propose pas STARTTLS"), (Securite.AUCUNE, Securite.TLS, "(TLS)"),
     (Securite.STARTTLS, Securite.AUCUNE, "STARTTLS")],
)  # fmt: skip
def test_une_securite_mal_choisie_se_dit(du_serveur: Securite, du_client: Securite, dit: str) -> None:
    with serveur(du_serveur) as (boite, reglage, _):
        assert dit in str(refus(reglage.model_copy(update={"securite": du_client, "identifiant": None})))
    assert not boite.recus


def test_le_mot_de_passe_vient_de_l_environnement_ou_du_fichier(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serveur(Securite.STARTTLS, identifie=True) as (boite, reglage, autorite):
        autorite.cert_pem.write_to_path(tmp_path / "racine.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "racine.pem"))
        assert VARIABLE in str(refus(reglage)), "sans mot de passe, on dit où le mettre"
        monkeypatch.setenv(VARIABLE, "faux")
        dit = str(refus(reglage))
        assert "refuse l'identifiant ou le mot de passe" in dit and "faux" not in dit
        monkeypatch.setenv(VARIABLE, SECRET)
        partir(reglage)
        monkeypatch.delenv(VARIABLE)
        expedition.SECRETS.write_text(f'[courriel]\nmot_de_passe = "{SECRET}"\n', "utf-8")
        partir(reglage)
    assert len(boite.recus) == 2
    expedition.SECRETS.write_text("[courriel", "utf-8")
    with pytest.raises(EnvoiRefuse, match=r"secrets\.toml"):
        mot_de_passe()


def test_un_identifiant_ne_part_jamais_en_clair() -> None:
    with pytest.raises(ValueError, match="en clair"):
        ReglageCourriel(actif=True, serveur="a.fr", expediteur="a@b.fr", identifiant="moi", securite=Securite.AUCUNE)


def test_un_serveur_eteint_introuvable_ou_muet(monkeypatch: pytest.MonkeyPatch) -> None:
    with serveur() as (_, reglage, _autorite):
        pass
    assert "ne se laisse pas joindre" in str(refus(reglage))
    assert "introuvable" in str(refus(reglage.model_copy(update={"serveur": "serveur.invalid"})))
    monkeypatch.setattr(expedition, "DELAI", 0.2)
    with socket.create_server(("localhost", 0)) as muet:
        au_muet = reglage.model_copy(update={"port": muet.getsockname()[1]})
        assert "n'a pas répondu" in str(refus(au_muet))


def test_coupe_avant_le_message_rien_n_est_parti() -> None:
    with serveur() as (boite, reglage, _):
        boite.coupe_tot = True
        dit = refus(reglage)
    assert not dit.incertain and "coupé la liaison" in str(dit) and not boite.recus


def test_coupe_pendant_le_message_on_ne_sait_pas(tmp_path: Path) -> None:
    envois = Envois(tmp_path)
    with serveur() as (boite, reglage, _):
        boite.coupe = True
        with pytest.raises(EnvoiRefuse, match="peut-être parti") as leve:
            envois.une_fois("k", INSTANT, lambda: partir(reglage))
        assert leve.value.incertain
        boite.coupe = False
        with pytest.raises(EnvoiRefuse, match="12/05/2026"):
            envois.une_fois("k", INSTANT, lambda: partir(reglage))
        assert len(boite.recus) == 1, "dans le doute, on ne recommence pas de soi-même"
        envois.oublier("k")
        assert envois.une_fois("k", INSTANT, lambda: partir(reglage))
    assert len(boite.recus) == 2


def test_un_refus_certain_se_recommence_et_un_envoi_reussi_jamais(tmp_path: Path) -> None:
    envois = Envois(tmp_path)
    partis: list[int] = []

    def echouer() -> None:
        raise EnvoiRefuse("non")

    with pytest.raises(EnvoiRefuse, match="non"):
        envois.une_fois("k", INSTANT, echouer)
    assert envois.lire("k") is None
    assert envois.une_fois("k", INSTANT, lambda: partis.append(1), "a" * 64)
    assert not envois.une_fois("k", INSTANT, lambda: partis.append(2))
    assert partis == [1]
    connu = Envois(tmp_path).lire("k")
    assert connu is not None and (connu.issue, connu.instant, connu.piece) == (Issue.PARTI, INSTANT, "a" * 64)
    envois.oublier("k")
    assert envois.lire("k") is not None, "ce qui est parti ne s'oublie pas"
    assert (tmp_path / NOM).stat().st_mode & 0o077 == 0


def test_un_arret_entre_l_envoi_et_sa_note_ne_le_double_pas(tmp_path: Path) -> None:
    envois = Envois(tmp_path)

    def mourir() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        envois.une_fois("k", INSTANT, mourir)
    connu = envois.lire("k")
    assert connu is not None and connu.issue is Issue.EN_COURS
    with pytest.raises(EnvoiRefuse, match="peut-être parti"):
        envois.une_fois("k", INSTANT, mourir)


def test_sans_pouvoir_le_noter_rien_ne_part(tmp_path: Path) -> None:
    (tmp_path / NOM).write_bytes(b"pas une base" * 200)
    partis: list[int] = []
    with pytest.raises(EnvoiRefuse, match=r"envois\.sqlite"):
        Envois(tmp_path).une_fois("k", INSTANT, lambda: partis.append(1))
    assert not partis
