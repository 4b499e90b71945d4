// What somebody wrote: text nodes, and links to the web and to addresses of people. Never markup.
import { piecesOf } from "@support-chat/widget/core";

export function MessageText({ content }: { content: string }) {
  return (
    <>
      {piecesOf(content).map(({ text, href }) =>
        href ? (
          // By itself in both directions: an address in an Arabic sentence stays in one piece.
          <a class="message-link" href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
            {text}
          </a>
        ) : (
          text
        ),
      )}
    </>
  );
}
