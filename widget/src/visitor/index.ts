// What the client loads only where visitors are in play.
export { handOver } from "./hand_over";
export { Visitor } from "./visitor";
