// Where the customer wrote from, and what their browser says of itself.
import type { CustomerContext } from "@support-chat/widget/core";
import { browserName, languageName, localTime, pageLink } from "../customer";
import { say } from "../languages/words";
import { fullTime } from "../time";
import { useNow } from "./observe";

export function Surroundings({ context }: { context: CustomerContext }) {
  const now = useNow();
  const { page, title, browser, language, time_zone, at } = context;
  const link = page ? pageLink(page) : null;
  const spoken = language ? languageName(language) : null;
  const time = time_zone ? localTime(time_zone, now) : null;
  return (
    <>
      {link && (
        <>
          <dt>{say("page")}</dt>
          <dd title={say("pageNote", { at: fullTime(at) })}>
            <a class="fact-value" href={link.href} target="_blank" rel="noopener noreferrer">
              <bdi>{title?.trim() || link.words}</bdi>
            </a>
            {title?.trim() && <bdi class="fact-note">{link.words}</bdi>}
          </dd>
        </>
      )}
      {browser && (
        <>
          <dt>{say("browser")}</dt>
          <dd title={browser}>
            <bdi class="fact-value">{browserName(browser)}</bdi>
          </dd>
        </>
      )}
      {spoken && (
        <>
          <dt>{say("language")}</dt>
          <dd title={language ?? undefined}>{spoken}</dd>
        </>
      )}
      {time && (
        <>
          <dt>{say("localTime")}</dt>
          <dd title={time_zone ?? undefined}>{time}</dd>
        </>
      )}
    </>
  );
}
