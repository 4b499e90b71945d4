// What the visitors' chunk is built from. Handed to it and not imported there: what two chunks import
// the bundler puts into a third, which everybody would have to fetch.
import { ApiClient, ApiError } from "../core/api";
import { Backoff } from "../core/backoff";
import { Alarm } from "../core/clock";
import { customerEndpoints } from "../core/endpoints";
import { Outbox } from "../core/outbox";
import { KeptOutbox, KeptText, memoryStorage } from "../core/outbox_storage";
import { Turns } from "../core/turns";
import { visitorKey, visitorOwner } from "./left_behind";

export const parts = {
  Alarm,
  ApiClient,
  ApiError,
  Backoff,
  KeptOutbox,
  KeptText,
  memoryStorage,
  Outbox,
  Turns,
  customerEndpoints,
  visitorKey,
  visitorOwner,
};

export type Parts = typeof parts;
