// Stands where the parts of pusher-js that we build refer to parts that are not used here; see bundling.mjs.
const nothing = () => {};

/** What would be logged. */
export default { debug: nothing, warn: nothing, error: nothing, buildLogSuffix: nothing };

/** Errors are told apart by nobody. */
export class HTTPAuthError {}
export class BadEventName extends Error {}
