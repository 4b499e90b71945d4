/** @jsxImportSource . */
// The whole panel: head, conversation or what stands in its place, and the composer.
import type { ChatState } from "../client/chat_client";
import { OUTBOX_LIMIT } from "../core/outbox";
import type { Composer } from "./composer";
import { Header } from "./header";
import { GreetingIcon } from "./icons";
import type { Children, Ref } from "./jsx-runtime";
import type { Language } from "./language";
import type { MessageList } from "./message_list";

export interface PanelProps {
  readonly state: ChatState;
  readonly language: Language;
  readonly shown: boolean;
  /** The panel covers the page. */
  readonly modal: boolean;
  readonly title: string | undefined;
  readonly greeting: string | undefined;
  readonly theme: string | undefined;
  readonly frame: Ref<HTMLElement>;
  readonly list: MessageList;
  readonly composer: Composer;
  /** To be said now: the other side is writing. */
  readonly typing: boolean;
  /** Where something may be asked of the person, above the composer. */
  readonly question: Ref<HTMLElement>;
  readonly onNotify: (() => void) | null;
  readonly onMinimize: () => void;
  readonly onTryAgain: () => void;
}

export function Panel(props: PanelProps): Children {
  const { state, language, shown, modal, composer } = props;
  const { texts } = language;
  const { phase } = state;
  const welcome = state.identity !== "nobody";
  return (
    <section
      class="panel"
      part="panel"
      role="dialog"
      aria-modal={modal && shown && "true"}
      aria-labelledby="title"
      lang={language.tag}
      dir={language.dir}
      data-theme={props.theme}
      tabindex="-1"
      hidden={!shown}
      ref={props.frame}
    >
      <Header
        language={language}
        title={props.title ?? texts.title}
        status={phase === "refused" || phase === "idle" ? null : state.status}
        replyTime={state.replyTime}
        onNotify={props.onNotify}
        onMinimize={props.onMinimize}
      />
      {content(props, welcome)}
      <p class="unseen" role="status">
        {props.typing && texts.typing}
      </p>
      <div aria-live="polite" ref={props.question} />
      {/* Before anything was shown nobody was signed in; afterwards the session has ended. */}
      {welcome && phase === "refused" && (
        <div class="notice" part="notice" role="alert">
          <p>{state.chat ? texts.refused : texts.signedOut}</p>
          <button type="button" class="plain" onclick={props.onTryAgain}>
            {texts.tryAgain}
          </button>
        </div>
      )}
      {/* Stays when a session has ended: what was being written is not lost with it. */}
      {welcome && composer.view(state.outgoing.length >= OUTBOX_LIMIT)}
    </section>
  );
}

function content({ state, language, greeting, list }: PanelProps, welcome: boolean): Children {
  const { texts } = language;
  if (state.messages.length + state.outgoing.length > 0) return list.view(state);
  if (state.phase === "loading") {
    return (
      <div class="blank" role="status" key="loading">
        {state.problem ? <p>{texts.unreachable}</p> : skeleton(texts.loading)}
      </div>
    );
  }
  return (
    <div class="blank">
      <GreetingIcon />
      <h3>{greeting ?? texts.greeting}</h3>
      <p>{welcome ? texts.greetingNote : texts.signedOut}</p>
    </div>
  );
}

const skeleton = (label: string) => [
  <span class="unseen">{label}</span>,
  <div class="skeleton" aria-hidden="true">
    <i />
    <i />
    <i />
  </div>,
];
