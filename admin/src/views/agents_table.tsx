// What each agent had of it: a table, with a bar beside each number that can be compared.
import { formatNumber, say } from "../languages/words";
import { byAgent, type Report, type Share } from "../report";
import { half } from "../report_words";

export function AgentsTable({ report }: { report: Report }) {
  const shares = byAgent(report.days);
  if (shares.length === 0) return null;
  const most = {
    messages: Math.max(1, ...shares.map(({ numbers }) => numbers.agent_messages)),
    replies: Math.max(1, ...shares.map(({ numbers }) => numbers.first_replies.count)),
    resolved: Math.max(1, ...shares.map(({ numbers }) => numbers.resolutions.count)),
  };
  return (
    <div class="by-agent">
      <h3 id="by-agent">{say("byAgent")}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no pointer scrolls it by the arrow keys */}
      <section class="table-room" aria-labelledby="by-agent" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say("agentColumn")}</th>
              <th scope="col">{say("sentColumn")}</th>
              <th scope="col">{say("firstRepliesColumn")}</th>
              <th scope="col">{say("firstReplies")}</th>
              <th scope="col">{say("resolvedColumn")}</th>
              <th scope="col">{say("resolutions")}</th>
            </tr>
          </thead>
          <tbody>
            {shares.map((share) => (
              <AgentRow key={share.id} share={share} most={most} ends={report.ends} />
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

interface AgentRowProps {
  share: Share;
  most: { messages: number; replies: number; resolved: number };
  ends: Report["ends"];
}

function AgentRow({ share, most, ends }: AgentRowProps) {
  const { agent_messages: sent, first_replies: replies, resolutions } = share.numbers;
  return (
    <tr>
      <th scope="row">
        <bdi>{share.name}</bdi>
      </th>
      <Compared value={sent} most={most.messages} />
      <Compared value={replies.count} most={most.replies} />
      <td>{half(replies, ends.first_replies)}</td>
      <Compared value={resolutions.count} most={most.resolved} />
      <td>{half(resolutions, ends.resolutions)}</td>
    </tr>
  );
}

function Compared({ value, most }: { value: number; most: number }) {
  return (
    <td class="is-compared">
      <span class="is-number">{formatNumber(value)}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar is-series-0" width={(value / most) * 100} height={10} />
      </svg>
    </td>
  );
}
