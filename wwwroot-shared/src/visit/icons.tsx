/** Icons of a call, on 24 by 24, stroked, as in styles/icons.svg. Those of a single screen stand there. */
export const icons = {
  microphone: "M12 3.5a2.75 2.75 0 0 0-2.75 2.75v5a2.75 2.75 0 0 0 5.5 0v-5A2.75 2.75 0 0 0 12 3.5M6 11a6 6 0 0 0 12 0M12 17v3.5",
  muted: "M14.75 9V6.25a2.75 2.75 0 0 0-5.4-.75M9.25 9.5v1.75a2.75 2.75 0 0 0 4 2.45M6 11a6 6 0 0 0 9 5.2M18 11a6 6 0 0 1-.6 2.6M12 17v3.5M4 4l16 16",
  camera: "M3.5 6.5h11v11h-11ZM14.5 10.5l6-3.5v10l-6-3.5",
  noCamera: "M9 6.5h5.5V12M14.5 15v2.5h-11v-11H6M14.5 10.5l6-3.5v10l-3-1.7M4 4l16 16",
  screen: "M3.5 5h17v11h-17ZM9 20h6M12 16v4M12 13V8M9.5 10.2 12 7.8l2.5 2.4",
  chat: "M4 5h16v11h-9l-4 3.5V16H4Z",
  more: "M5.5 12h.1M12 12h.1M18.5 12h.1",
  hangUp: "M3.5 14.5c0-3.5 4-5.5 8.5-5.5s8.5 2 8.5 5.5l-4.5.7-.8-3c-2-.6-4.4-.6-6.4 0l-.8 3Z",
} as const;

/** `path`: one of `icons`, or of the screen's own. */
export function Sign({ path }: { readonly path: string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
