// The dashboard's types and the API's own agree, as in widget/test/wire.ts. Nothing here runs: `npm run typecheck` checks it.
import type * as wire from "../../docs/openapi";
import type { Agree, Read, Sent } from "../../widget/test/wire";
import type { AuditEntry } from "../src/audit";
import type { Version } from "../src/changes";
import type { Counts } from "../src/list_counts";
import type { Mail } from "../src/mails";
import type { Note } from "../src/notes";
import type { Receipt } from "../src/privacy";
import type { Report } from "../src/report";
import type { SavedReply, WrittenReply } from "../src/saved_replies";
import type { Member } from "../src/team";

export type Dashboard = Agree<{
  audit: Read<wire.AuditLine, AuditEntry>;
  version: Read<wire.MessageVersion, Version>;
  counts: Read<wire.Counts, Counts>;
  mail: Read<wire.MailView, Mail>;
  note: Read<wire.Note, Note>;
  receipt: Read<wire.Receipt, Receipt>;
  report: Read<wire.Report, Report>;
  savedReply: Read<wire.SavedReply, SavedReply>;
  writtenReply: Sent<Omit<WrittenReply, "id">, wire.WrittenReply>;
  member: Read<wire.Agent, Member>;
}>;
