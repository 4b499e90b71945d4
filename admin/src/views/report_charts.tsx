// A report's charts: by the day, and how long it took.
import { formatNumber, say } from "../languages/words";
import type { Durations, Numbers, Report } from "../report";
import { dayLabelOf, half, timeOf } from "../report_words";
import { type Bar, Chart } from "./chart";

export function ReportCharts({ report, sums }: { report: Report; sums: Numbers }) {
  const { days, ends } = report;
  const begun = days.map(({ date, team }) => ({ label: dayLabelOf(date), values: [team.conversations] }));
  const messages = days.map(({ date, team }) => ({
    label: dayLabelOf(date),
    values: [team.customer_messages, team.agent_messages],
  }));
  return (
    <div class="charts">
      <Chart
        title={say("conversationsBegun")}
        note={say("conversationsBegunNote")}
        summary={summaryOf(begun)}
        labelled={say("dayColumn")}
        series={[say("conversationsBegun")]}
        bars={begun}
      />
      <Chart
        title={say("messagesCounted")}
        note={say("messagesCountedNote")}
        summary={summaryOf(messages)}
        labelled={say("dayColumn")}
        series={[say("ofCustomers"), say("ofAgents")]}
        bars={messages}
      />
      <Chart
        title={say("firstReplies")}
        note={say("firstRepliesNote")}
        summary={half(sums.first_replies, ends.first_replies)}
        labelled={say("howLong")}
        series={[say("firstRepliesColumn")]}
        bars={barsOf(sums.first_replies, ends.first_replies)}
        everyLabel
      />
      <Chart
        title={say("resolutions")}
        note={say("resolutionsNote")}
        summary={half(sums.resolutions, ends.resolutions)}
        labelled={say("howLong")}
        series={[say("resolvedColumn")]}
        bars={barsOf(sums.resolutions, ends.resolutions)}
        everyLabel
      />
    </div>
  );
}

function barsOf({ histogram }: Durations, ends: readonly number[]): Bar[] {
  const labels = [...ends.map((end) => `≤ ${timeOf(end)}`), say("longerThanAll")];
  return labels.map((label, index) => ({ label, values: [histogram[index] ?? 0] }));
}

function summaryOf(bars: readonly Bar[]): string {
  const sums = bars.map(({ label, values }) => ({
    label,
    sum: values.reduce((one, other) => one + other, 0),
  }));
  const most = sums.reduce((one, other) => (other.sum > one.sum ? other : one));
  const inAll = sums.reduce((so, { sum }) => so + sum, 0);
  if (inAll === 0) return say("noneCounted");
  return say("chartSummary", { total: formatNumber(inAll), day: most.label, most: formatNumber(most.sum) });
}
