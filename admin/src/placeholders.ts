// The gaps in a saved reply, `{{name}}` or `{{name|there}}`, filled from the customer and the agent. No DOM.
import type { InboxRow } from "@support-chat/widget/core";
import type { Agent } from "./session";

/** What may stand between the braces, and what it becomes; "" where it is not known. */
export type Filling = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

export const PLACEHOLDERS = ["name", "first_name", "email", "agent"] as const;

export interface Gap {
  readonly start: number;
  readonly end: number;
}

const PLACEHOLDER = /\{\{([^{}|]*)(?:\|([^{}]*))?\}\}/g;

/** A visitor without a name has none: "Visitor 3f2a1c" is our word for them, not theirs. */
export function fillingFor(
  customer: Pick<InboxRow, "user_name" | "user_email"> | null,
  agent: Pick<Agent, "name">,
): Filling {
  const name = customer?.user_name?.trim() ?? "";
  return {
    name,
    first_name: name.split(/\s+/, 1).join(""),
    email: customer?.user_email ?? "",
    // An agent without a name is shown by their address, which is nobody's but the team's.
    agent: agent.name.includes("@") ? "" : agent.name,
  };
}

/** The text with what can be filled. In one pass: what a customer is called is never read as a placeholder. */
export function filled(content: string, filling: Filling): string {
  return content.replace(PLACEHOLDER, (whole, name: string, otherwise?: string) => {
    const known = PLACEHOLDERS.find((placeholder) => placeholder === name.trim().toLowerCase());
    if (!known) return whole;
    return filling[known] || (otherwise?.trim() ?? whole);
  });
}

/** Where something is still to be filled in, the first of it; half a placeholder counts. */
export function gapIn(text: string): Gap | null {
  const start = text.indexOf("{{");
  if (start < 0) return null;
  const end = text.indexOf("}}", start);
  return { start, end: end < 0 ? start + 2 : end + 2 };
}

/** Everything that is still to be filled in, each once. */
export function gapsIn(text: string): string[] {
  const found = [...text.matchAll(/\{\{.*?\}\}/gs)].map(([gap]) => gap);
  return [...new Set(found)];
}
