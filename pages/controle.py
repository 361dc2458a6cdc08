"""Contrôle : le registre est-il entier, et que relèverait un évaluateur ?"""

from recours.acces.droits import Export
from recours.acces.vue import pour_les_listes
from recours.ihm import controle_vue, lectures_vue, retouches_vue, validation_vue
from recours.ihm.composants import entete
from recours.ihm.session import droits, etat, etat_complet, exiger_session, repertoire

exiger_session()
entete("Contrôle", "Le registre est-il entier, son classeur à jour, et que relèverait un évaluateur ?")

entier = droits().emporte(Export.CLASSEUR)  # le classeur, et ce qu'on y retouche, sont au responsable qualité
if entier:
    retouches_vue.bandeau(repertoire())
controle_vue.verification(repertoire(), etat())
if entier:
    retouches_vue.section(repertoire(), etat_complet())
controle_vue.anomalies(etat())
if droits().ouvre_des_dossiers:
    controle_vue.constats(pour_les_listes(etat()))
validation_vue.section(repertoire(), etat_complet())
lectures_vue.section()
