// Which language: what the page says, or the browser's. Small, because the button needs it before anything else.

const SUPPORTED = /^(ar|de|en|es|fr|ja|pt)\b/i;
const RIGHT_TO_LEFT = /^(ar|fa|he|ps|ur)\b/i;

/** The option, else the document's language, else the first of the browser's that we speak. */
export function languageTag(option?: string): string {
  const { languages } = navigator;
  const said = (option || document.documentElement.lang).replace(/_/g, "-");
  const known = said || languages.find((tag) => SUPPORTED.test(tag)) || "en";
  try {
    // "de" on the page says nothing about the country; the browser may.
    const own = new RegExp(`^${known}-`, "i");
    return Intl.getCanonicalLocales(languages.find((tag) => own.test(tag)) ?? known)[0] ?? "en";
  } catch {
    return "en";
  }
}

export function isRightToLeft(tag: string): boolean {
  return RIGHT_TO_LEFT.test(tag);
}
