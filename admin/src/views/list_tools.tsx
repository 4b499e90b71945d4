// Above the list: which chats to show, how many there are, and in which order.
import type { Word } from "../languages/texts";
import { formatNumber, say } from "../languages/words";
import type { Count, Counts } from "../list_counts";
import { FILTERS, type Filter, hasOrder, ORDERS, type Order } from "../lists";

const FILTER_NAMES: Record<Filter, Word> = {
  all: "all",
  unseen: "unseen",
  waiting: "waitingFilter",
  unread: "markedFilter",
  mine: "mineFilter",
};

interface ListToolsProps {
  filter: Filter;
  order: Order;
  /** Null until the server has counted. */
  counts: Counts | null;
  onFilter(filter: Filter): void;
  onOrder(order: Order): void;
}

export function ListTools({ filter, order, counts, onFilter, onOrder }: ListToolsProps) {
  return (
    <div class="tools">
      <fieldset class="filters" aria-label={say("show")}>
        {FILTERS.map((name) => (
          <button
            key={name}
            type="button"
            class="chip"
            data-filter={name}
            aria-pressed={name === filter}
            title={name === "unread" ? say("markedUnread") : undefined}
            onClick={() => onFilter(name)}
          >
            {say(FILTER_NAMES[name])}
            {name !== "all" && counts && <FilterCount {...counts[name]} />}
          </button>
        ))}
      </fieldset>
      {hasOrder(filter) && (
        <select
          class="sort"
          aria-label={say("order")}
          value={order}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onOrder(ORDERS.find((known) => known === value) ?? order);
          }}
        >
          {ORDERS.map((name) => (
            <option key={name} value={name}>
              {say(name === "newest" ? "newest" : filter === "waiting" ? "longest" : "oldest")}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function FilterCount({ count, capped }: Count) {
  if (count === 0) return null;
  const shown = formatNumber(count);
  if (!capped) return <span class="chip-count">{shown}</span>;
  return (
    <span class="chip-count">
      <span aria-hidden="true">{shown}+</span>
      <span class="hidden-text">{say("atLeast", { count: shown })}</span>
    </span>
  );
}
