// The few drawings of the dashboard. All are decoration: the words are on the controls that carry them.
import type { ComponentChildren } from "preact";

export function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const ArchiveIcon = () => (
  <Icon>
    <path d="M3 4.5h14v3H3zM4.2 7.5v7.3c0 .7.5 1.2 1.2 1.2h9.2c.7 0 1.2-.5 1.2-1.2V7.5M8 10.7h4" />
  </Icon>
);

export const RepliesIcon = () => (
  <Icon>
    <path d="M3.5 4.5h13v8.5h-7l-3.5 3v-3H3.5zM11.2 6.5 8.8 11" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M10 4v12M4 10h12" />
  </Icon>
);

export const BinIcon = () => (
  <Icon>
    <path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5" />
  </Icon>
);

export const FlagIcon = () => (
  <Icon>
    <path d="M5.5 17V3.5h9.2l-2.2 3.7 2.2 3.7H5.5" />
  </Icon>
);

export const RestoreIcon = () => (
  <Icon>
    <path d="M4 8.5h8a4 4 0 0 1 0 8H8M7 5 3.5 8.5 7 12" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path class="mirrored" d="M12 4.5 6.5 10l5.5 5.5" />
  </Icon>
);

export const PanelIcon = () => (
  <Icon>
    <circle cx="10" cy="6.8" r="3.1" />
    <path d="M3.8 16.5c.8-3 3.3-4.6 6.2-4.6s5.4 1.6 6.2 4.6" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const SendIcon = () => (
  <Icon>
    <path d="M10 16V4.5M5 9.2 10 4.2l5 5" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M10 4v12M5 11l5 5 5-5" />
  </Icon>
);

export const SignOutIcon = () => (
  <Icon>
    <path d="M8 4H5.2C4.5 4 4 4.5 4 5.2v9.6c0 .7.5 1.2 1.2 1.2H8M12.5 6.5 16 10l-3.5 3.5M16 10H8" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="7" y="7" width="9" height="9" rx="1.8" />
    <path d="M4 12.5V5.8C4 4.8 4.8 4 5.8 4h6.7" />
  </Icon>
);

export const TickIcon = () => (
  <Icon>
    <path d="m4.5 10.5 3.7 3.7 7.3-8" />
  </Icon>
);

export const EyeIcon = () => (
  <Icon>
    <path d="M2.5 10c1.7-3.2 4.3-4.8 7.5-4.8s5.8 1.6 7.5 4.8c-1.7 3.2-4.3 4.8-7.5 4.8S4.2 13.2 2.5 10z" />
    <circle cx="10" cy="10" r="2.2" />
  </Icon>
);

export const MailIcon = () => (
  <Icon>
    <rect x="3" y="5" width="14" height="10.5" rx="1.8" />
    <path d="m3.6 6.3 6.4 4.9 6.4-4.9" />
  </Icon>
);

export const NoMailIcon = () => (
  <Icon>
    <path d="M8.2 5h7c1 0 1.8.8 1.8 1.8v6.6M13.4 15.5H4.8c-1 0-1.8-.8-1.8-1.8V6.8c0-.5.2-1 .6-1.3M3.2 3.2l13.6 13.6" />
  </Icon>
);

export const AlertIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6.5v4M10 13.4v.1" />
  </Icon>
);

export const ChatsIcon = () => (
  <Icon>
    <path d="M4.8 4h10.4c1 0 1.8.8 1.8 1.8v6.4c0 1-.8 1.8-1.8 1.8H10l-3.6 3v-3H4.8c-1 0-1.8-.8-1.8-1.8V5.8C3 4.8 3.8 4 4.8 4z" />
  </Icon>
);

export const BellIcon = () => (
  <Icon>
    <path d="M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.5 1.5H4zM8.4 17a1.8 1.8 0 0 0 3.2 0" />
  </Icon>
);

export const NoBellIcon = () => (
  <Icon>
    <path d="M5.5 13.5V9c0-.9.3-1.8.7-2.5M8.2 4.9A4.5 4.5 0 0 1 14.5 9v2.8M13 15H4l1.5-1.5M8.4 17a1.8 1.8 0 0 0 3.2 0M3.5 3.5l13 13" />
  </Icon>
);

export const SoundIcon = () => (
  <Icon>
    <path d="M3.5 8v4h2.7L10 15.2V4.8L6.2 8zM12.8 7.6a3.4 3.4 0 0 1 0 4.8M15 5.4a6.5 6.5 0 0 1 0 9.2" />
  </Icon>
);

export const NoSoundIcon = () => (
  <Icon>
    <path d="M3.5 8v4h2.7L10 15.2V4.8L6.2 8zM13 8l4 4M17 8l-4 4" />
  </Icon>
);

export const KeysIcon = () => (
  <Icon>
    <path d="M3.8 5.5h12.4c.7 0 1.3.6 1.3 1.3v6.4c0 .7-.6 1.3-1.3 1.3H3.8c-.7 0-1.3-.6-1.3-1.3V6.8c0-.7.6-1.3 1.3-1.3zM5.5 8.3h.1M8.5 8.3h.1M11.5 8.3h.1M14.5 8.3h.1M7 11.7h6" />
  </Icon>
);

export const NoteIcon = () => (
  <Icon>
    <path d="M5 3.5h10c.8 0 1.5.7 1.5 1.5v7l-4.5 4.5H5c-.8 0-1.5-.7-1.5-1.5V5c0-.8.7-1.5 1.5-1.5zM16.5 12H12v4.5M6.5 7.5h7M6.5 10.5h4" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="8.8" cy="8.8" r="5.3" />
    <path d="m12.8 12.8 3.7 3.7" />
  </Icon>
);

export const UpIcon = () => (
  <Icon>
    <path d="M10 16V4M5 9l5-5 5 5" />
  </Icon>
);
