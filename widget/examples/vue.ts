// The conversation in Vue's hands: a composable, and render functions so that this file needs no compiler of templates.
import { useSupportChat } from "@support-chat/widget/vue";
import { createApp, defineComponent, h, ref, watchEffect } from "vue";

const { siteUrl = "", tokenUrl = "" } = document.body.dataset;

const Chat = defineComponent(() => {
  const { state, chat } = useSupportChat({ siteUrl, tokenUrl });
  const text = ref("");

  watchEffect(() => {
    if (state.value.messages.length > 0) chat.markRead();
  });

  const send = (event: Event) => {
    event.preventDefault();
    if (chat.send(text.value)) text.value = "";
  };
  const write = (event: Event) => {
    text.value = (event.target as HTMLInputElement).value;
    chat.typing();
  };
  return () => {
    const { messages, outgoing, seenSeq, typing, status } = state.value;
    const stored = messages.map(({ id, seq, sender_type, content }) =>
      h("li", { key: id, "data-from": sender_type, "data-seen": seq <= seenSeq }, content),
    );
    const waiting = outgoing.map(({ clientMessageId, state, content }) =>
      h("li", { key: clientMessageId, "data-from": "user", "data-state": state }, content),
    );
    return h("section", { "aria-label": "Chat" }, [
      h("p", { role: "status" }, typing ? "typing" : status),
      h("ol", [...stored, ...waiting]),
      h("form", { onSubmit: send }, [
        h("input", { "aria-label": "Message", value: text.value, onInput: write }),
        h("button", { type: "submit" }, "Send"),
      ]),
    ]);
  };
});

const Page = defineComponent(() => {
  const inside = ref(true);
  const turn = () => {
    inside.value = !inside.value;
  };
  return () => [
    h("button", { type: "button", onClick: turn }, inside.value ? "Leave" : "Enter"),
    inside.value ? h(Chat) : null,
  ];
});

createApp(Page).mount(document.body.appendChild(document.createElement("main")));
