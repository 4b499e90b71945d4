// Bars, drawn by ourselves: an image with a sentence for whoever cannot see it, and the same numbers as a table.
import type { ComponentChildren } from "preact";
import { formatNumber, say } from "../languages/words";

export interface Bar {
  /** What the bar is about: a day, a duration. */
  readonly label: string;
  /** One number for each series, drawn on top of each other. */
  readonly values: readonly number[];
}

interface ChartProps {
  title: string;
  note: string;
  /** What the bars say in one sentence. */
  summary: string;
  /** What stands in the table above the labels, and above the numbers. */
  labelled: string;
  series: readonly string[];
  bars: readonly Bar[];
  /** Under each bar, where there are few; else the first, the middle and the last. */
  everyLabel?: boolean;
}

const HEIGHT = 100;

export function Chart(props: ChartProps) {
  const { title, note, summary, series, bars, everyLabel } = props;
  const most = Math.max(1, ...bars.map(({ values }) => sum(values)));
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <p class="chart-summary">{summary}</p>
        <p class="chart-note">{note}</p>
        {series.length > 1 && <Legend series={series} />}
      </figcaption>
      <div class="chart-plot">
        <span class="chart-most" aria-hidden="true">
          {formatNumber(most)}
        </span>
        <svg
          class="bars"
          role="img"
          aria-label={`${title}: ${summary}`}
          viewBox={`0 0 ${bars.length} ${HEIGHT}`}
          preserveAspectRatio="none"
        >
          {bars.map((bar, index) => (
            <Column key={bar.label} bar={bar} at={index} most={most} series={series} />
          ))}
        </svg>
        <ul class={everyLabel ? "chart-labels is-every" : "chart-labels"} aria-hidden="true">
          {(everyLabel ? bars : edges(bars)).map(({ label }) => (
            <li key={label}>{label}</li>
          ))}
        </ul>
      </div>
      <Table {...props} />
    </figure>
  );
}

function Column({
  bar,
  at,
  most,
  series,
}: {
  bar: Bar;
  at: number;
  most: number;
  series: readonly string[];
}) {
  let top = HEIGHT;
  const told = bar.values.map((value, index) => `${series[index]}: ${formatNumber(value)}`).join(", ");
  return (
    <g>
      <title>{`${bar.label}: ${told}`}</title>
      {/* The whole column answers the pointer, also where it is empty. */}
      <rect class="bar-room" x={at} y={0} width={1} height={HEIGHT} />
      {bar.values.map((value, index) => {
        const height = (value / most) * HEIGHT;
        top -= height;
        return value ? (
          <rect class={`bar is-series-${index}`} x={at + 0.14} y={top} width={0.72} height={height} />
        ) : null;
      })}
    </g>
  );
}

function Legend({ series }: { series: readonly string[] }) {
  return (
    <ul class="chart-legend">
      {series.map((name, index) => (
        <li key={name}>
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <rect class={`bar is-series-${index}`} width={10} height={10} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

function Table({ title, labelled, series, bars }: ChartProps): ComponentChildren {
  return (
    <details class="chart-table">
      <summary>{say("asTable")}</summary>
      <div class="table-room">
        <table>
          <caption class="hidden-text">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{labelled}</th>
              {series.map((name) => (
                <th scope="col" class="is-number" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, values }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {values.map((value, index) => (
                  <td class="is-number" key={series[index]}>
                    {formatNumber(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}

function edges(bars: readonly Bar[]): Bar[] {
  const wanted = [0, Math.floor((bars.length - 1) / 2), bars.length - 1];
  return [...new Set(wanted)].flatMap((index) => bars[index] ?? []);
}
