// French: notes, and looking for chats and in them.
import type { Plural } from "../texts";

export default {
  reply: "Réponse",
  note: "Note",
  replyOrNote: "Réponse ou note",
  noteAbout: "Note sur {name}",
  notePlaceholder: "Écrire une note à l’équipe…",
  addNote: "Ajouter la note",
  onlyTeam: "Seule votre équipe la voit",
  noteBy: "Note de {name}",
  notesMissing: "Les notes n’ont pas pu être chargées. Nouvel essai automatique.",
  searchChats: "Chercher dans tous les chats",
  searchHint:
    "Trouve noms, adresses e-mail et identifiants par le début de leurs mots. Le texte des messages n’est pas cherché.",
  clearSearch: "Effacer la recherche",
  searching: "Recherche…",
  tooShort: "Saisissez au moins deux lettres.",
  chatsFound: { one: "{count} chat trouvé", other: "{count} chats trouvés" } as Plural,
  firstFound: { one: "Le premier chat trouvé", other: "Les {count} premiers chats trouvés" } as Plural,
  moreFound: "Il y en a d’autres. Un autre mot ou plus de lettres affinent la recherche.",
  noChatFound: "Aucun chat trouvé",
  noChatFoundNote:
    "Cherché : le début des mots des noms, adresses et identifiants, y compris archivés. Pas cherché : le texte des messages, ni le milieu des mots.",
  searchFailed: "La recherche n’a pas fonctionné",
  paletteSearches:
    "Tous les chats sont cherchés, par le début des mots du nom, de l’adresse et de l’identifiant.",
  findInChat: "Chercher dans ce chat",
  findOlder: "Résultat précédent (plus ancien)",
  findNewer: "Résultat suivant (plus récent)",
  closeFind: "Fermer la recherche",
  findCount: "{at} sur {count}",
  noMatch: "Aucun résultat",
  looking: {
    one: "Recherche plus loin… {count} message jusqu’ici",
    other: "Recherche plus loin… {count} messages jusqu’ici",
  } as Plural,
  lookFailed: "Les messages plus anciens n’ont pas pu être chargés.",
};
