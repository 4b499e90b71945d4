// The drawings of what can be done with one's own message.
import { Icon } from "./icons";

export const PencilIcon = () => (
  <Icon>
    <path d="m4 16 .8-3.4 8.6-8.6a1.6 1.6 0 0 1 2.3 0l.3.3a1.6 1.6 0 0 1 0 2.3l-8.6 8.6zM11.8 5.6l2.6 2.6" />
  </Icon>
);

export const WithdrawIcon = () => (
  <Icon>
    <path d="M4 6h12M8 6V4.2h4V6M5.5 6l.7 9.2c0 .5.4.8.9.8h5.8c.5 0 .9-.3.9-.8L14.5 6M8.5 9v4M11.5 9v4" />
  </Icon>
);
