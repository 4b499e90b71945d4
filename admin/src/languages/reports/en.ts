// Reports, and what admins do with a customer's data.
import type { Plural } from "../texts";

export default {
  reportsPage: "Reports",
  reportsShort: "Reports",
  reportsNote:
    "Counted as it happens, by the day in UTC; a time belongs to the day it ended on. “Half within 5 min” says that at least half took 5 minutes or less.",
  reportRange: "Which days",
  reportDays: { one: "{count} day", other: "{count} days" } as Plural,
  reportCustom: "Other days",
  reportFrom: "First day",
  reportTo: "Last day",
  reportShow: "Show",
  reportRangeWrong: "Choose 1 to 92 days, the first one first.",
  reportCsv: "Download as CSV",
  reportFailed: "The report could not be loaded",
  reportFailedNote: "The server cannot be reached, or is busy.",
  reportEmpty: "Nothing happened in these days",
  reportEmptyNote:
    "As soon as customers write and agents reply, it is counted and shown here. Chats from before are not counted afterwards.",
  conversationsBegun: "New conversations",
  conversationsBegunNote: "A customer's first message since the chat was new or archived.",
  messagesCounted: "Messages",
  messagesCountedNote: "Everything that was sent, notes excepted.",
  ofCustomers: "By customers",
  ofAgents: "By agents",
  ofMessages: { one: "{count} message in all", other: "{count} messages in all" } as Plural,
  firstReplies: "Time to the first reply",
  firstRepliesNote: "From the first message of a customer who waits to the reply.",
  firstRepliesColumn: "First replies",
  ofReplies: { one: "of {count} first reply", other: "of {count} first replies" } as Plural,
  resolutions: "Time to the end",
  resolutionsNote: "From a conversation's first message until an agent archived it.",
  resolvedColumn: "Archived",
  ofResolved: {
    one: "of {count} archived conversation",
    other: "of {count} archived conversations",
  } as Plural,
  halfWithin: "Half within {time}",
  halfLater: "Half took longer than {time}",
  noneCounted: "None in these days",
  longerThanAll: "longer",
  chartSummary: "{total} in all, most on {day}: {most}",
  asTable: "As a table",
  dayColumn: "Day",
  howLong: "How long",
  byAgent: "By agent",
  agentColumn: "Agent",
  sentColumn: "Messages sent",

  // A customer's data
  personData: "This customer's data",
  exportData: "Export everything",
  exporting: { one: "{count} entry so far…", other: "{count} entries so far…" } as Plural,
  exported: { one: "Exported: {count} entry", other: "Exported: {count} entries" } as Plural,
  exportFailed: "The export did not finish. No file was made.",
  eraseData: "Erase everything…",
  eraseTitle: "Erase everything about this customer?",
  eraseNote:
    "Messages, notes, records of e-mails, name and address are erased for everybody and for good. E-mails that were sent stay where they are; backups of the table keep the data for up to 35 days.",
  eraseLinked: {
    one: "{count} linked chat of the same person stays. Erase it there.",
    other: "{count} linked chats of the same person stay. Erase them there.",
  } as Plural,
  eraseType: "To confirm, type the customer ID {id}",
  eraseNow: "Erase for good",
  erasing: { one: "{count} entry erased so far…", other: "{count} entries erased so far…" } as Plural,
  eraseFailed:
    "The erasure has not finished. Try again; what has begun is otherwise finished within minutes.",
  eraseRefused: "Nothing was erased: the server refused it.",
  erased: "Everything is erased",
  erasedNote: {
    one: "{count} entry was erased. The receipt names the chat, the time and you, and nothing of the customer.",
    other:
      "{count} entries were erased. The receipt names the chat, the time and you, and nothing of the customer.",
  } as Plural,
  receiptDownload: "Download the receipt",
};
