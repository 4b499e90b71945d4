// The page's icon with the number of unseen chats on it.

const BUBBLE = "M9 9h14a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-7l-5 4v-4H9a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3z";
const MOST = 99;

/** Null: the plain icon does. */
export function iconWith(count: number): string | null {
  if (count < 1) return null;
  const shown = count > MOST ? `${MOST}+` : String(count);
  const size = shown.length > 2 ? 11 : shown.length > 1 ? 14 : 16;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4f46e5"/><path d="${BUBBLE}" fill="#fff"/><circle cx="22" cy="10" r="10" fill="#d92d20"/><text x="22" y="${10 + size * 0.36}" font-family="sans-serif" font-weight="700" font-size="${size}" text-anchor="middle" fill="#fff">${shown}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawing)}`;
}

let plain: string | null = null;

export function showInIcon(count: number): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (!link) return;
  plain ??= link.href;
  const wanted = iconWith(count) ?? plain;
  if (link.href !== wanted) link.href = wanted;
}
