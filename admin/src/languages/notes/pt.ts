// Portuguese: notes, and looking for chats and in them.
import type { Plural } from "../texts";

export default {
  reply: "Resposta",
  note: "Nota",
  replyOrNote: "Resposta ou nota",
  noteAbout: "Nota sobre {name}",
  notePlaceholder: "Escrever uma nota à equipe…",
  addNote: "Adicionar nota",
  onlyTeam: "Só a sua equipe vê isto",
  noteBy: "Nota de {name}",
  notesMissing: "Não foi possível carregar as notas. Nova tentativa automática.",
  searchChats: "Procurar em todos os chats",
  searchHint:
    "Encontra nomes, e-mails e IDs pelo início das palavras. O texto das mensagens não é pesquisado.",
  clearSearch: "Limpar a pesquisa",
  searching: "Procurando…",
  tooShort: "Digite pelo menos duas letras.",
  chatsFound: { one: "{count} chat encontrado", other: "{count} chats encontrados" } as Plural,
  firstFound: {
    one: "O primeiro chat encontrado",
    other: "Os primeiros {count} chats encontrados",
  } as Plural,
  moreFound: "Há mais. Outra palavra, ou mais letras, restringem a pesquisa.",
  noChatFound: "Nenhum chat encontrado",
  noChatFoundNote:
    "Pesquisado: o início das palavras de nomes, endereços e IDs, também arquivados. Não pesquisado: o texto das mensagens, nem o meio das palavras.",
  searchFailed: "A pesquisa não funcionou",
  paletteSearches: "Todos os chats são pesquisados, pelo início das palavras do nome, endereço e ID.",
  findInChat: "Procurar neste chat",
  findOlder: "Resultado anterior (mais antigo)",
  findNewer: "Próximo resultado (mais recente)",
  closeFind: "Fechar a procura",
  findCount: "{at} de {count}",
  noMatch: "Nenhum resultado",
  looking: {
    one: "Procurando mais atrás… {count} mensagem até agora",
    other: "Procurando mais atrás… {count} mensagens até agora",
  } as Plural,
  lookFailed: "Não foi possível carregar as mensagens mais antigas.",
};
