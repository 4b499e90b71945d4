// Leaves nothing of anybody in this browser, not even on a page that never knew who it was.

const LOGOUT = "support-chat logout";

export function forgetEverybody(): void {
  try {
    // The other tabs hear of every key that comes, however short it stays.
    localStorage.setItem(LOGOUT, "");
    for (const key of Object.keys(localStorage))
      if (key.startsWith("support-chat ")) localStorage.removeItem(key);
  } catch {
    // Storage is blocked: then nothing was kept.
  }
}

/** Somebody signed out in another tab of this browser. */
export function onForgotten(listener: () => void, signal: AbortSignal): void {
  const heard = ({ key, newValue }: StorageEvent) => key === LOGOUT && newValue !== null && listener();
  addEventListener("storage", heard, { signal });
}
