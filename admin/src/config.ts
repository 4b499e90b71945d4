// What the deployment tells the dashboard: where the API, the realtime server and the sign-in are.
import type { PusherConfig } from "@support-chat/widget/core";

export interface OidcConfig {
  authority: string;
  client_id: string;
  scope: string;
  /** Of a provider with a way of its own; empty where the provider itself tells how one signs out. */
  logout_url: string;
  /** What the provider calls those who may come in. */
  agents_group: string;
}

export interface DashboardConfig {
  api_url: string;
  pusher: PusherConfig;
  oidc: OidcConfig;
}

export async function loadConfig(): Promise<DashboardConfig> {
  const response = await fetch("/config.json", { cache: "no-cache", signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  const config: unknown = await response.json();
  if (!isConfig(config)) throw new Error("config.json lacks api_url, pusher or oidc");
  return config;
}

function isConfig(value: unknown): value is DashboardConfig {
  if (!isRecord(value) || typeof value.api_url !== "string") return false;
  const { pusher, oidc } = value;
  if (!isRecord(pusher) || typeof pusher.key !== "string") return false;
  return isRecord(oidc) && typeof oidc.authority === "string" && typeof oidc.client_id === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
