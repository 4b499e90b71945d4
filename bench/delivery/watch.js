// Runs in every page before any other script: notes when each message of the bench passes each point, in milliseconds
// since 1970 by the page's own clock. Two pages of one machine can be compared.
{
  const WAIT_MS = 60_000;
  const NAMES = /bench-[a-z]+-\d+/g;
  const seen = { enter: {}, fetch: {}, answer: {}, request: {}, event: {}, paint: {} };
  window.benchSeen = seen;
  const waiting = {};
  // A promise, so that nobody has to look again with each frame: a page that draws for its watcher is no quiet page.
  window.benchReached = (point, name) =>
    name in seen[point] ||
    new Promise((reached, missed) => {
      waiting[`${point} ${name}`] = reached;
      setTimeout(() => missed(new Error(`${name} never came to ${point}`)), WAIT_MS);
    });
  const reach = (point, name, value) => {
    if (name in seen[point]) return;
    seen[point][name] = value;
    waiting[`${point} ${name}`]?.(true);
  };
  const now = () => performance.timeOrigin + performance.now();
  const note = (point, text) => {
    for (const name of String(text).match(NAMES) ?? []) reach(point, name, now());
  };

  addEventListener(
    "keydown",
    (event) => {
      const field = event.composedPath()[0];
      // The moment of the key itself, not that of its first listener.
      if (event.key === "Enter") {
        for (const name of String(field.value).match(NAMES) ?? [])
          seen.enter[name] = performance.timeOrigin + event.timeStamp;
      }
    },
    true,
  );

  const fetchNow = window.fetch;
  window.fetch = async (input, init) => {
    const body = init?.method === "POST" && typeof init.body === "string" ? init.body : "";
    note("fetch", body);
    const answer = await fetchNow(input, init);
    note("answer", body);
    for (const name of body.match(NAMES) ?? []) reach("request", name, answer.headers.get("x-request-id"));
    return answer;
  };

  window.WebSocket = class extends WebSocket {
    constructor(...place) {
      super(...place);
      // Before the product's own listener.
      this.addEventListener("message", ({ data }) => note("event", data));
    }
  };

  // A message is in the document: what follows the next frame's drawing is after its paint.
  const drawn = new WeakSet();
  const look = (root) => {
    for (const element of root.querySelectorAll("[data-state] .text, [data-state] .bubble-text")) {
      const text = element.textContent;
      if (drawn.has(element) || !text.includes("bench-")) continue;
      drawn.add(element);
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => note("paint", text);
        channel.port2.postMessage(null);
      });
    }
  };
  const observe = (root) => {
    new MutationObserver(() => look(root)).observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  };
  observe(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    observe(root);
    return root;
  };
}
