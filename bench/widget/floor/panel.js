// The least that one can write into.
const panel = document.createElement("section");
panel.innerHTML = `<style>section{all:initial;position:fixed;right:20px;bottom:90px;display:grid;grid-template-rows:auto 1fr auto;width:360px;height:480px;border-radius:12px;background:#fff;box-shadow:0 8px 32px #0004;font:15px system-ui}section[hidden]{display:none}header{padding:16px}textarea{font:inherit;margin:12px}</style><header>Chat with us</header><div role="log"></div><textarea aria-label="Message" rows="2"></textarea>`;
panel.hidden = true;

export function toggle(root, button) {
  if (!panel.isConnected) root.append(panel);
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", `${!panel.hidden}`);
  if (!panel.hidden) panel.querySelector("textarea").focus();
}
