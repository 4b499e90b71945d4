// The reports: what customers and agents did in the chosen days, as sentences, charts and tables, and as a file.
import { useEffect, useState } from "preact/hooks";
import { csvOfReport } from "../csv";
import { download } from "../download";
import { count, formatNumber, say } from "../languages/words";
import { type Report, type ReportState, Reports, total } from "../report";
import { half } from "../report_words";
import { AgentsTable } from "./agents_table";
import { AlertIcon } from "./icons";
import { useObserved } from "./observe";
import { ReportsIcon } from "./page_icons";
import type { PageProps } from "./pages";
import { ReportCharts } from "./report_charts";
import { RangeChoice } from "./report_range";

export default function ReportsPage({ desk }: PageProps) {
  const [reports] = useState(() => new Reports(desk.api, Date.now()));
  const state = useObserved(reports);
  useEffect(() => void reports.show(), [reports]);
  return (
    <div class="reports" aria-busy={state.phase === "loading"}>
      <div class="reports-tools">
        <RangeChoice range={state.range} onRange={(range) => void reports.show(range)} />
        <button
          type="button"
          class="button"
          disabled={!state.report || state.phase === "loading"}
          onClick={() => state.report && save(state.report)}
        >
          {say("reportCsv")}
        </button>
      </div>
      <Content state={state} onRetry={() => void reports.show()} />
    </div>
  );
}

function Content({ state, onRetry }: { state: ReportState; onRetry(): void }) {
  const { report, error } = state;
  if (error) {
    return (
      <div class="empty" role="alert">
        <AlertIcon />
        <h3>{say("reportFailed")}</h3>
        <p>{say("reportFailedNote")}</p>
        <button type="button" class="button" onClick={onRetry}>
          {say("tryAgain")}
        </button>
      </div>
    );
  }
  if (!report) {
    return (
      <p class="reports-note" role="status">
        {say("loading")}
      </p>
    );
  }
  const sums = total(report.days);
  if (sums.customer_messages + sums.agent_messages + sums.resolutions.count === 0) {
    return (
      <div class="empty" role="status">
        <ReportsIcon />
        <h3>{say("reportEmpty")}</h3>
        <p>{say("reportEmptyNote")}</p>
      </div>
    );
  }
  return (
    <>
      <dl class="tiles">
        <Tile title={say("conversationsBegun")} value={formatNumber(sums.conversations)}>
          {count("ofMessages", sums.customer_messages + sums.agent_messages)}
        </Tile>
        <Tile title={say("firstReplies")} value={half(sums.first_replies, report.ends.first_replies)}>
          {count("ofReplies", sums.first_replies.count)}
        </Tile>
        <Tile title={say("resolutions")} value={half(sums.resolutions, report.ends.resolutions)}>
          {count("ofResolved", sums.resolutions.count)}
        </Tile>
      </dl>
      <ReportCharts report={report} sums={sums} />
      <AgentsTable report={report} />
      <p class="reports-note">{say("reportsNote")}</p>
    </>
  );
}

function Tile({ title, value, children }: { title: string; value: string; children: string }) {
  return (
    <div class="tile">
      <dt>{title}</dt>
      <dd class="tile-value">{value}</dd>
      <dd class="tile-of">{children}</dd>
    </div>
  );
}

function save(report: Report): void {
  const [first, last] = [report.days[0], report.days.at(-1)];
  download(`support-chat_${first?.date}_${last?.date}.csv`, "text/csv;charset=utf-8", csvOfReport(report));
}
