"""Contrôle : le registre est-il entier, et que relèverait un évaluateur ?"""

from recours.ihm import controle_vue, retouches_vue, validation_vue
from recours.ihm.composants import entete
from recours.ihm.session import etat, exiger_session, repertoire

exiger_session()
entete("Contrôle", "Le registre est-il entier, son classeur à jour, et que relèverait un évaluateur ?")

retouches_vue.bandeau(repertoire())
controle_vue.verification(repertoire(), etat())
retouches_vue.section(repertoire(), etat())
controle_vue.anomalies(etat())
controle_vue.constats(etat())
validation_vue.section(repertoire(), etat())
