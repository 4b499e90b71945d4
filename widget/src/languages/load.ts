// Fetches the one catalogue that is needed: a chunk per language, English where there is none.
import { isRightToLeft, languageTag } from "./choose";
import type { Texts, Vocabulary } from "./texts";

type Catalogue = () => Promise<{ default: Texts }>;

const english: Catalogue = () => import("./en");

const catalogues: Record<string, Catalogue> = {
  ar: () => import("./ar"),
  de: () => import("./de"),
  es: () => import("./es"),
  fr: () => import("./fr"),
  ja: () => import("./ja"),
  pt: () => import("./pt"),
};

interface Wishes {
  readonly language?: string | undefined;
  /** The page's own words, in place of ours; in a language we do not speak as well. */
  readonly texts?: Partial<Texts> | undefined;
}

export async function loadVocabulary({ language, texts }: Wishes): Promise<Vocabulary> {
  const tag = languageTag(language);
  const own = await catalogues[tag.slice(0, 2)]?.().catch(() => null);
  const spoken = own || texts || tag.startsWith("en") ? tag : "en";
  const { default: catalogue } = own ?? (await english());
  return { texts: { ...catalogue, ...texts }, tag: spoken, rtl: isRightToLeft(spoken) };
}
