// Light or dark: as the agent chose, else as the system is, also when that changes at dusk.
import type { Preferences } from "./preferences";

export function followTheme(preferences: Preferences): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { theme } = preferences.getState();
    document.documentElement.dataset.theme = theme === "system" ? (system.matches ? "dark" : "light") : theme;
  };
  apply();
  preferences.subscribe(apply);
  system.addEventListener("change", apply);
}
