// What pusher-js's connection asks its platform for. The connection around it (core/realtime.ts) watches the network
// itself, and stops watching when it ends.
export default { getNetwork: () => ({ bind: () => {} }) };
