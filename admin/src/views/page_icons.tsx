// What stands for each page in the navigation.
import { Icon } from "./icons";

export const AuditIcon = () => (
  <Icon>
    <path d="M5 3.5h10v13H5zM7.8 7h4.4M7.8 10h4.4M7.8 13h2.4" />
  </Icon>
);

export const AssignIcon = () => (
  <Icon>
    <circle cx="8" cy="6.8" r="2.9" />
    <path d="M2.5 16c.6-2.9 2.8-4.4 5.5-4.4 1 0 1.9.2 2.7.6M14.5 11v5M12 13.5h5" />
  </Icon>
);

export const BlockIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6.4" />
    <path d="m5.6 5.6 8.8 8.8" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="m5.5 8 4.5 4.5L14.5 8" />
  </Icon>
);

export const ReportsIcon = () => (
  <Icon>
    <path d="M3.5 3.5v13h13M7 13.5v-4M10.5 13.5v-8M14 13.5v-5.5" />
  </Icon>
);
