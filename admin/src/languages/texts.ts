// Every word the dashboard says. A catalogue that lacks one, or has one too many, does not compile.
import type english from "./en";

/** One text per plural category of the language, as Intl.PluralRules names them; "{count}" is the number. */
export type Plural = { readonly other: string } & { readonly [category in Intl.LDMLPluralRule]?: string };

export type Texts = { readonly [word in keyof typeof english]: (typeof english)[word] };

export type Word = { [word in keyof Texts]: Texts[word] extends string ? word : never }[keyof Texts];
export type Counted = Exclude<keyof Texts, Word>;
