// One page of the team: its heading, and its content as soon as it is there, or why it is not.
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { say } from "../languages/words";
import { AlertIcon } from "./icons";
import { useObserved } from "./observe";
import type { Page, PageProps } from "./pages";

export function PageFrame({ page, desk }: { page: Page; desk: Desk }) {
  const { me } = useObserved(desk.team);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <section class="page" aria-labelledby="page-title">
      <header class="page-head">
        <h2 id="page-title" tabIndex={-1} ref={heading}>
          {say(page.title)}
        </h2>
      </header>
      {page.adminsOnly && me?.role === "agent" ? (
        <AdminsOnly />
      ) : page.adminsOnly && !me ? (
        <Loading />
      ) : (
        <Content page={page} desk={desk} />
      )}
    </section>
  );
}

function Content({ page, desk }: { page: Page; desk: Desk }) {
  const [View, setView] = useState<ComponentType<PageProps> | "missing" | null>(null);
  useEffect(() => {
    let shown = true;
    page.load().then(
      (loaded) => shown && setView(() => loaded.default),
      () => shown && setView("missing"),
    );
    return () => {
      shown = false;
    };
  }, [page]);
  if (View === "missing") {
    return (
      <div class="empty" role="alert">
        <AlertIcon />
        <h3>{say("pageFailed")}</h3>
        <p>{say("pageFailedNote")}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {say("reload")}
        </button>
      </div>
    );
  }
  return View ? <View desk={desk} /> : <Loading />;
}

function Loading() {
  return (
    <p class="page-loading" role="status">
      {say("loading")}
    </p>
  );
}

export function AdminsOnly() {
  return (
    <div class="empty">
      <AlertIcon />
      <h3>{say("adminsOnly")}</h3>
      <p>{say("adminsOnlyNote")}</p>
    </div>
  );
}
