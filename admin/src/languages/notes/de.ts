// German: notes, and looking for chats and in them.
import type { Plural } from "../texts";

export default {
  reply: "Antwort",
  note: "Notiz",
  replyOrNote: "Antwort oder Notiz",
  noteAbout: "Notiz zu {name}",
  notePlaceholder: "Notiz ans Team schreiben…",
  addNote: "Notiz hinzufügen",
  onlyTeam: "Nur Ihr Team sieht das",
  noteBy: "Notiz von {name}",
  notesMissing: "Die Notizen konnten nicht geladen werden. Es wird von selbst erneut versucht.",
  searchChats: "Alle Chats durchsuchen",
  searchHint:
    "Findet Namen, E-Mail-Adressen und IDs am Anfang ihrer Wörter. Der Text von Nachrichten wird nicht durchsucht.",
  clearSearch: "Suche leeren",
  searching: "Suche läuft…",
  tooShort: "Mindestens zwei Buchstaben eingeben.",
  chatsFound: { one: "{count} Chat gefunden", other: "{count} Chats gefunden" } as Plural,
  firstFound: { one: "Der erste gefundene Chat", other: "Die ersten {count} gefundenen Chats" } as Plural,
  moreFound: "Es gibt weitere. Ein zweites Wort oder mehr Buchstaben grenzen ein.",
  noChatFound: "Kein Chat gefunden",
  noChatFoundNote:
    "Durchsucht: Wortanfänge in Namen, Adressen und IDs, auch archivierter Chats. Nicht durchsucht: der Text von Nachrichten und das Innere von Wörtern.",
  searchFailed: "Die Suche ist fehlgeschlagen",
  paletteSearches: "Gefunden werden alle Chats, an Wortanfängen von Name, Adresse und ID.",
  findInChat: "In diesem Chat suchen",
  findOlder: "Vorheriger Treffer (älter)",
  findNewer: "Nächster Treffer (neuer)",
  closeFind: "Suche schließen",
  findCount: "{at} von {count}",
  noMatch: "Kein Treffer",
  looking: {
    one: "Ältere Nachrichten werden durchsucht… bisher {count}",
    other: "Ältere Nachrichten werden durchsucht… bisher {count}",
  } as Plural,
  lookFailed: "Ältere Nachrichten konnten nicht geladen werden.",
};
