// docs/widget.md says what the code does: every option, command, event, part and custom property, and none that is not there.
/// <reference types="vite/client" />
import { describe, expect, it } from "vitest";
import documentation from "../../docs/widget.md?raw";
import contract from "../src/contract.ts?raw";
import { OPTIONS } from "../src/controller/options";

const sources = Object.values(
  import.meta.glob<string>("../src/{loader,controller,panel}/**/*.{ts,tsx,css}", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);

/** What stands in code font in the first column of the table under a heading. */
function documented(heading: string): string[] {
  const [, section = ""] = documentation.split(`\n## ${heading}\n`);
  const rows = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => `${name}`),
  );
}

/** The members of an interface in contract.ts. */
function members(name: string): string[] {
  const [, body = ""] = contract.split(`export interface ${name} {\n`);
  const lines = (body.split("\n}")[0] ?? "").matchAll(/^ {2}(?:readonly )?(\w+)\??[<(:]/gm);
  return [...lines].map(([, member]) => `${member}`);
}

/** Every match's first group, over all sources. */
function found(pattern: RegExp): string[] {
  return sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name]) => `${name}`));
}

function parts(): Set<string> {
  const written = found(/\bpart(?:=|: |", )(?:\{`|")([\w ${}]+)[`"]/g).join(" ");
  const sides = found(/const side = own \? "(\w+)"/g).concat(found(/const side = own \? "\w+" : "(\w+)"/g));
  const added = found(/\.part\.add\("(\w+)"\)/g);
  return new Set([...written.split(" ").filter((name) => /^\w+$/.test(name)), ...sides, ...added]);
}

describe("docs/widget.md", () => {
  it("has every option, and no other", () => {
    expect(documented("Options").sort()).toEqual(Object.keys(OPTIONS).sort());
  });

  it("has every command, and no other", () => {
    expect(members("Commands")).toContain("prefill");
    expect(documented("Commands").sort()).toEqual(members("Commands").sort());
  });

  it("has every event, and no other", () => {
    expect(members("ChatEvents")).toContain("unread");
    expect(documented("Events").sort()).toEqual(members("ChatEvents").sort());
  });

  it("has every part, and no other", () => {
    expect(parts()).toContain("theirs");
    expect(documented("Parts").sort()).toEqual([...parts()].sort());
  });

  it("has every custom property, and no other", () => {
    const used = new Set(found(/var\((--support-chat-[a-z-]+)/g));
    expect(documented("Custom properties").sort()).toEqual([...used].sort());
  });

  it("lists for an option with a choice all that can be chosen", () => {
    for (const [name, kind] of Object.entries(OPTIONS)) {
      if (!/^[a-z]+(\|[a-z]+)+\|?$/.test(kind)) continue;
      const row = documentation.split("\n").find((line) => line.startsWith(`| \`${name}\``));
      for (const choice of kind.split("|").filter(Boolean)) expect(row).toContain(`\`${choice}\``);
    }
  });

  it("has the headings it links to", () => {
    const headings = [...documentation.matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
      `${text}`
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, anchor] of documentation.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
  });
});
