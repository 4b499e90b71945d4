// The pages beside the chats, in the order of the navigation. Each is a chunk of its own, fetched when it is first shown.
import type { ComponentType } from "preact";
import type { Desk } from "../desk";
import type { Word } from "../languages/texts";
import { RepliesIcon } from "./icons";
import { AuditIcon, ReportsIcon } from "./page_icons";

export interface PageProps {
  desk: Desk;
}

export interface Page {
  /** `#<name>` in the address. */
  readonly name: string;
  readonly title: Word;
  /** One word, for the navigation. */
  readonly short: Word;
  readonly Icon: ComponentType;
  readonly adminsOnly: boolean;
  load(): Promise<{ default: ComponentType<PageProps> }>;
}

export const PAGES: readonly Page[] = [
  {
    name: "reports",
    title: "reportsPage",
    short: "reportsShort",
    Icon: ReportsIcon,
    adminsOnly: false,
    load: () => import("./reports_page"),
  },
  {
    name: "replies",
    title: "savedReplies",
    short: "repliesShort",
    Icon: RepliesIcon,
    adminsOnly: false,
    load: () => import("./replies_page"),
  },
  {
    name: "audit",
    title: "auditPage",
    short: "auditShort",
    Icon: AuditIcon,
    adminsOnly: true,
    load: () => import("./audit_page"),
  },
];

export function pageNamed(name: string | null): Page | null {
  return PAGES.find((page) => page.name === name) ?? null;
}
