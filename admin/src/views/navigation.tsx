// The way between the chats and the team's pages: a rail beside them, a bar below them on a phone.
import { say } from "../languages/words";
import { hashOfChat, hashOfPage } from "../route";
import type { Team } from "../team";
import { ChatsIcon } from "./icons";
import { useObserved } from "./observe";
import { PAGES, type Page } from "./pages";

export function Navigation({ page, team }: { page: Page | null; team: Team }) {
  const { me } = useObserved(team);
  const shown = PAGES.filter(({ adminsOnly }) => !adminsOnly || me?.role === "admin");
  return (
    <nav class="rail" aria-label={say("pages")}>
      <a href={hashOfChat(null)} aria-current={page ? undefined : "page"}>
        <ChatsIcon />
        <span>{say("chatsPage")}</span>
      </a>
      {shown.map(({ name, title, short, Icon }) => (
        <a key={name} href={hashOfPage(name)} title={say(title)} aria-current={page?.name === name && "page"}>
          <Icon />
          <span>{say(short)}</span>
        </a>
      ))}
    </nav>
  );
}
