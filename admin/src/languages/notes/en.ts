// English: notes, and looking for chats and in them.
import type { Plural } from "../texts";

export default {
  reply: "Reply",
  note: "Note",
  replyOrNote: "Reply or note",
  noteAbout: "Note about {name}",
  notePlaceholder: "Write a note to your team…",
  addNote: "Add note",
  onlyTeam: "Only your team sees this",
  noteBy: "Note by {name}",
  notesMissing: "Notes could not be loaded. Trying again by itself.",
  searchChats: "Search all chats",
  searchHint:
    "Finds names, e-mail addresses and IDs by how their words begin. Text of messages is not searched.",
  clearSearch: "Clear the search",
  searching: "Searching…",
  tooShort: "Type at least two letters.",
  chatsFound: { one: "{count} chat found", other: "{count} chats found" } as Plural,
  firstFound: { one: "The first {count} chat found", other: "The first {count} chats found" } as Plural,
  moreFound: "There are more. Another word, or more letters, narrow it down.",
  noChatFound: "No chat found",
  noChatFoundNote:
    "Searched: beginnings of words in names, addresses and IDs, archived chats too. Not searched: the text of messages, and the middle of words.",
  searchFailed: "The search did not work",
  paletteSearches: "Chats are found in all of them, by how words of name, address and ID begin.",
  findInChat: "Find in this chat",
  findOlder: "Previous match (older)",
  findNewer: "Next match (newer)",
  closeFind: "Close find",
  findCount: "{at} of {count}",
  noMatch: "No match",
  looking: {
    one: "Looking further back… {count} message so far",
    other: "Looking further back… {count} messages so far",
  } as Plural,
  lookFailed: "Older messages could not be loaded.",
};
