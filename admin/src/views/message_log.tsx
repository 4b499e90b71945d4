// The conversation as it scrolls: days, runs of messages, and a position that never jumps.
import { useMemo, useRef } from "preact/hooks";
import { blocksOf } from "../blocks";
import type { Changes } from "../changes";
import type { Find } from "../find";
import { count, say } from "../languages/words";
import type { Mails } from "../mails";
import { followed, withNotes } from "../note_blocks";
import type { Notes } from "../notes";
import type { AgentConversation } from "../open_chats";
import { type Author, layOut, type Run } from "../thread";
import { dayLabel } from "../time";
import { RunOfMessages } from "./bubble";
import type { Composing } from "./composing";
import { useFound } from "./find_marks";
import { DownIcon } from "./icons";
import { NoteInThread } from "./note";
import { useNow, useObserved } from "./observe";
import { useThreadScroll } from "./thread_scroll";

interface MessageLogProps {
  conversation: AgentConversation;
  mails: Mails;
  changes: Changes;
  customer: string;
  agent: Author;
  notes: Notes;
  composing: Composing;
  find: Find;
}

export function MessageLog(props: MessageLogProps) {
  const { conversation, mails, changes, customer, agent, notes, composing, find } = props;
  const { messages, outgoing, hasOlder, loadingOlder, readSeq } = useObserved(conversation);
  const { bySeq } = useObserved(mails);
  const now = useNow();
  const sentHere = useRef(new Set<string>()).current;
  for (const { clientMessageId } of outgoing) sentHere.add(clientMessageId);
  const noted = useObserved(notes);
  const blocks = useMemo(() => {
    const days = layOut(messages, outgoing, agent, sentHere, followed(noted.notes));
    return withNotes(blocksOf(days), noted, { oldest: messages[0]?.seq ?? 0, hasOlder, agent });
  }, [messages, outgoing, agent, sentHere, noted, hasOlder]);
  const scroll = useThreadScroll({
    blocks,
    first: messages[0]?.seq ?? 0,
    last: messages.at(-1)?.seq ?? 0,
    sending: (outgoing.at(-1) ?? noted.outgoing.at(-1))?.clientMessageId ?? null,
    canLoadOlder: hasOlder && !loadingOlder,
    loadOlder: () => void conversation.loadOlder(),
  });

  useFound(find, scroll);

  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={say("conversationWith", { name: customer })}
        aria-busy={loadingOlder}
        // What scrolls into view is not news.
        aria-live={scroll.away ? "off" : "polite"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard too
        tabIndex={0}
        ref={scroll.viewport}
        onScroll={scroll.onScroll}
      >
        {hasOlder && (
          <p class="older">
            <button
              type="button"
              class="button is-quiet"
              // Not "disabled": who came here by keys would lose their place.
              aria-disabled={loadingOlder}
              onClick={() => loadingOlder || void conversation.loadOlder()}
            >
              {say(loadingOlder ? "loadingEarlier" : "loadEarlier")}
            </button>
          </p>
        )}
        <div class="blocks" ref={scroll.column} style={{ paddingBlock: scroll.padding }}>
          {blocks.slice(scroll.range.start, scroll.range.end).map((block) => (
            <div class="block" key={block.key} data-block={block.key}>
              {block.kind === "note" && <NoteInThread note={block.note} actions={composing.notes} />}
              {block.kind === "day" && (
                <h3 class="day-label">
                  <time dateTime={block.at}>{dayLabel(block.at, now)}</time>
                </h3>
              )}
              {block.kind === "run" && (
                <RunOfMessages
                  run={block.run}
                  label={senderLabel(block.run, customer)}
                  continued={block.continued}
                  readSeq={readSeq}
                  mails={bySeq}
                  changes={changes}
                  now={now}
                  actions={composing.replies}
                />
              )}
            </div>
          ))}
        </div>
      </div>
      {scroll.away && (
        <button type="button" class="to-latest" onClick={scroll.toLatest}>
          <DownIcon />
          {scroll.unseen > 0 ? count("newMessages", scroll.unseen) : say("latest")}
        </button>
      )}
    </div>
  );
}

function senderLabel(run: Run, customer: string): string {
  if (run.side === "customer") return customer;
  return run.own ? say("you") : (run.senderName ?? say("support"));
}
