// The theme of the portal: the system's, or the person's own choice, kept in a cookie so that the server draws it from the start.
export type Theme = "auto" | "light" | "dark";

const cookie = "portal-theme";

export function current(): Theme {
  const value = document.documentElement.dataset["theme"];
  return value === "light" || value === "dark" ? value : "auto";
}

/** Applies a theme and remembers it for a year; "auto" forgets it. */
export function set(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  const age = theme === "auto" ? 0 : 365 * 24 * 60 * 60;
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${cookie}=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
}
