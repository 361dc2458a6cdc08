// La session est finie (huit heures sans rien faire, compte désactivé, déconnexion ailleurs) : on va se reconnecter.
// Streamlit, lui, essaierait sans fin de rouvrir son websocket.
(() => {
  const racine = new URL('..', document.currentScript.src);
  const verifier = () =>
    fetch(new URL('connexion/etat', racine), {cache: 'no-store'}).then((reponse) => {
      if (reponse.status !== 401) return;
      const ici = location.pathname + location.search;
      location.replace(new URL(`connexion?fin=1&vers=${encodeURIComponent(ici)}`, racine));
    }, () => {});
  const Ordinaire = window.WebSocket;
  window.WebSocket = class extends Ordinaire {
    constructor(...arguments_) {
      super(...arguments_);
      this.addEventListener('close', verifier);
    }
  };
})();
