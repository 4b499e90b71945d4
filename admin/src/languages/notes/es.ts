// Spanish: notes, and looking for chats and in them.
import type { Plural } from "../texts";

export default {
  reply: "Respuesta",
  note: "Nota",
  replyOrNote: "Respuesta o nota",
  noteAbout: "Nota sobre {name}",
  notePlaceholder: "Escribir una nota al equipo…",
  addNote: "Añadir nota",
  onlyTeam: "Solo la ve su equipo",
  noteBy: "Nota de {name}",
  notesMissing: "No se pudieron cargar las notas. Se reintenta automáticamente.",
  searchChats: "Buscar en todos los chats",
  searchHint:
    "Encuentra nombres, correos e identificadores por el comienzo de sus palabras. No busca en el texto de los mensajes.",
  clearSearch: "Borrar la búsqueda",
  searching: "Buscando…",
  tooShort: "Escriba al menos dos letras.",
  chatsFound: { one: "{count} chat encontrado", other: "{count} chats encontrados" } as Plural,
  firstFound: { one: "El primer chat encontrado", other: "Los primeros {count} chats encontrados" } as Plural,
  moreFound: "Hay más. Otra palabra, o más letras, acotan la búsqueda.",
  noChatFound: "Ningún chat encontrado",
  noChatFoundNote:
    "Se busca: el comienzo de las palabras de nombres, direcciones e identificadores, también archivados. No se busca: el texto de los mensajes ni el medio de las palabras.",
  searchFailed: "La búsqueda no funcionó",
  paletteSearches:
    "Se busca en todos los chats, por el comienzo de las palabras de nombre, dirección e identificador.",
  findInChat: "Buscar en este chat",
  findOlder: "Resultado anterior (más antiguo)",
  findNewer: "Resultado siguiente (más reciente)",
  closeFind: "Cerrar la búsqueda",
  findCount: "{at} de {count}",
  noMatch: "Sin resultados",
  looking: {
    one: "Buscando más atrás… {count} mensaje hasta ahora",
    other: "Buscando más atrás… {count} mensajes hasta ahora",
  } as Plural,
  lookFailed: "No se pudieron cargar los mensajes anteriores.",
};
