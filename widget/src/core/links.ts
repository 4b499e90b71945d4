// Finds what may be clicked in a message: addresses of the web and of people, and nothing else.

/** A piece of a message; with `href` it is a link. */
export interface Piece {
  readonly text: string;
  readonly href?: string;
}

// Plain characters only: an address in look-alike letters stays text, and so does what follows one without a space, as in Japanese.
const CANDIDATE =
  /\b(?:https?:\/\/|mailto:)[\w\-.~:/?#[\]@!$&'()*+,;=%]+|(?<![\w.+\-/@])[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}\b/gi;
const PROTOCOLS = ["http:", "https:", "mailto:"];
const BRACKETS: Record<string, string> = { ")": "(", "]": "[" };

export function piecesOf(content: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of content.matchAll(CANDIDATE)) {
    const text = withoutSentence(found);
    const href = addressOf(text);
    if (!href) continue;
    if (index > end) pieces.push({ text: content.slice(end, index) });
    pieces.push({ text, href });
    end = index + text.length;
  }
  if (end < content.length) pieces.push({ text: content.slice(end) });
  return pieces;
}

/** Without the full stop or the closing bracket that belongs to the sentence around it. */
function withoutSentence(found: string): string {
  const last = found.at(-1) ?? "";
  const opening = BRACKETS[last];
  const isSentence = opening
    ? found.split(last).length > found.split(opening).length
    : /[.,:;!?'*_~]/.test(last);
  return isSentence ? withoutSentence(found.slice(0, -1)) : found;
}

function addressOf(text: string): string | null {
  try {
    const url = new URL(/^(https?|mailto):/i.test(text) ? text : `mailto:${text}`);
    // "https://bank.example@elsewhere.example" leads elsewhere.
    const honest = PROTOCOLS.includes(url.protocol) && !url.username && !url.password;
    return honest && (url.host || /.@./.test(url.pathname)) ? url.href : null;
  } catch {
    return null;
  }
}
