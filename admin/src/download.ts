// A file made here, given to whoever sits in front of it.
const KEPT_MS = 60_000;

export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers fetch it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
