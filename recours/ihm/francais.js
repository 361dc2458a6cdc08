// Met en français ce que Streamlit écrit lui-même ; les traductions viennent de francais.py.
(() => {
  document.documentElement.lang = 'fr';
  if (window.registreEnFrancais) return;
  window.registreEnFrancais = true;
  const phrases = new Map(Object.entries(PHRASES));
  const motifs = MOTIFS.map(([motif, texte]) => [new RegExp(motif, 's'), texte]);
  const attributs = ['aria-label', 'aria-valuetext', 'placeholder', 'title', 'alt'];
  const essai = (nom) => `[data-testid="${nom}"]`;
  // Ce qui appartient aux personnes, et les noms d'icônes, qui sont du texte pour la police.
  const intouchable = ['stMarkdownContainer', 'stText', 'stCode', 'stFileChipName', 'stIconMaterial',
    'stPlotlyChart', 'stGraphVizChart', 'stTable'].map(essai).join() + ',canvas,textarea,script,style';
  // … sauf là où Streamlit compose ses propres libellés avec son Markdown.
  const siens = ['stFileUploaderDropzone', 'stStatusWidget', 'stTooltipContent'].map(essai).join();
  const champDate = /FieldsScroller$|TimeInputTimeDisplay$|PopoverTime$/;
  const gabarits = new Map([['dd', 'jj'], ['yyyy', 'aaaa'], ['HH', 'hh']]);
  const moisAnglais = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
    'September', 'October', 'November', 'December'];
  const moisFrancais = (nom) =>
    new Date(2000, moisAnglais.indexOf(nom), 1).toLocaleDateString('fr-FR', {month: 'long'});

  const traduire = (brut) => {
    const net = brut.trim();
    if (!net || net.length > 240) return null;
    if (phrases.has(net)) return brut.replace(net, () => phrases.get(net));
    const date = net.match(/^Selected Date: (\w+) 0?(\d+), (\d+)$/);
    if (date) return `Date choisie\u00a0: ${date[2]} ${moisFrancais(date[1])} ${date[3]}`;
    const mois = net.match(/^(\d\d – )(\w+)$/);
    if (mois && moisAnglais.includes(mois[2])) return mois[1] + moisFrancais(mois[2]);
    for (const [motif, texte] of motifs) {
      if (motif.test(net)) return net.replace(motif, texte).replace(/(\d)\.(\d+\u00a0[kMG]?o)/g, '$1,$2');
    }
    return null;
  };
  // Typographie : l'espace d'avant ; : ? ! » et d'après « ne se coupe pas. Affichage seul, rien n'est enregistré ainsi.
  const sansTypographie = ['stText', 'stCode'].map(essai).join() + ',canvas,textarea,script,style';
  const insecable = (texte) => texte.replace(/ (?=[;:?!»])/g, '\u00a0').replace(/« /g, '«\u00a0');
  const traduireTexte = (noeud) => {
    const parent = noeud.parentElement;
    if (!parent) return;
    const soigne = insecable(noeud.data);
    if (soigne !== noeud.data && !parent.closest(sansTypographie)) noeud.data = soigne;
    const gabarit = gabarits.get(noeud.data);
    if (gabarit) {
      const champ = parent.closest('[data-testid]');
      if (champ && champDate.test(champ.dataset.testid)) noeud.data = gabarit;
      return;
    }
    const francais = traduire(noeud.data);
    if (francais === null || francais === noeud.data) return;
    if (parent.closest(intouchable) && !parent.closest(siens)) return;
    noeud.data = francais;
  };
  const traduireAttribut = (element, nom) => {
    const francais = traduire(element.getAttribute(nom) ?? '');
    if (francais !== null && francais !== element.getAttribute(nom)) element.setAttribute(nom, francais);
  };
  const parcourir = (racine) => {
    if (racine.nodeType === Node.TEXT_NODE) return traduireTexte(racine);
    if (racine.nodeType !== Node.ELEMENT_NODE) return;
    const marche = document.createTreeWalker(racine, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let noeud = racine; noeud; noeud = marche.nextNode()) {
      if (noeud.nodeType === Node.TEXT_NODE) traduireTexte(noeud);
      else for (const nom of attributs) if (noeud.hasAttribute(nom)) traduireAttribut(noeud, nom);
    }
  };
  new MutationObserver((changements) => {
    for (const c of changements) {
      if (c.type === 'childList') c.addedNodes.forEach(parcourir);
      else if (c.type === 'characterData') traduireTexte(c.target);
      else traduireAttribut(c.target, c.attributeName);
    }
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributeFilter: attributs,
  });
  parcourir(document.body);
})();
