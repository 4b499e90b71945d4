/** @jsxImportSource . */
// The panel's few drawings.

const icon = (path: string) => () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" class="icon">
    <path d={path} />
  </svg>
);

export const MinimizeIcon = icon("M6 9.5l6 6 6-6");
export const SendIcon = icon("M12 19V5M6 11l6-6 6 6");
export const DownIcon = icon("M12 5v14M6 13l6 6 6-6");
export const BellIcon = icon("M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4");

export const GreetingIcon = () => (
  <svg viewBox="0 0 48 48" aria-hidden="true" class="greeting-icon">
    <path class="back" d="M40 18a12 12 0 0 1-12 12H15l2-5a12 12 0 1 1 23-7z" />
    <path class="front" d="M6 29a9 9 0 0 0 9 9h10l-1.6-3.6A9 9 0 1 0 6 29z" />
    <path class="dots" d="M11.5 29h.01M15.5 29h.01M19.5 29h.01" />
  </svg>
);
