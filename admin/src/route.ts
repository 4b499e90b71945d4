// The address after `#`: which chat is open, or which page. Links in mails and notes to colleagues rely on it.
const CHAT = /^#\/chats\/([0-9A-Za-z-]{1,64})$/;
const PAGE = /^#([a-z]{1,32})(?=$|[/?])/;

export function chatInHash(hash: string): string | null {
  return CHAT.exec(hash)?.[1] ?? null;
}

export function hashOfChat(chatId: string | null): string {
  return chatId ? `#/chats/${chatId}` : "#/";
}

/** The name of a page, whether or not there is one of that name. */
export function pageInHash(hash: string): string | null {
  return PAGE.exec(hash)?.[1] ?? null;
}

export function hashOfPage(name: string): string {
  return `#${name}`;
}
