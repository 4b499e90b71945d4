// Holds the person's token between requests and fetches a fresh one once, however many requests ask.

/** `fresh` asks for a new token because the last one was refused. */
export type GetToken = (fresh?: boolean) => Promise<string>;

export function tokenSource(load: () => Promise<string>): GetToken {
  return remembered(async () => {
    const token = await load();
    if (token) return token;
    // Hosts also say so by an empty answer; asking again by itself will not help.
    throw Object.assign(new Error("nobody is signed in"), { status: 401 });
  });
}

/** Asked once, however many want to know, until somebody wants it fresh. */
export function remembered<T>(load: () => Promise<T>): (fresh?: boolean) => Promise<T> {
  let current: Promise<T> | null = null;
  let loading = false;
  return (fresh = false) => {
    if (current !== null && (loading || !fresh)) return current;
    loading = true;
    const attempt = load().finally(() => {
      loading = false;
    });
    current = attempt;
    // A failed load is not remembered: the next request asks again.
    attempt.catch(() => {
      if (current === attempt) current = null;
    });
    return attempt;
  };
}
