// The realtime library as a chunk of its own: fetched after the panel has painted, never before somebody needs it.
export { PusherClient } from "./client";
