// Initials on a quiet colour that stays the same for the same person.
const TONES = 6;

export function Avatar({ name, id, large = false }: { name: string; id: string; large?: boolean }) {
  return (
    <span class={`avatar tone-${toneOf(id)}${large ? " is-large" : ""}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name
    .split("@", 1)
    .join("")
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? "")][0] ?? "",
  );
  return letters.join("").toLocaleUpperCase() || "?";
}

function toneOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % TONES;
}
