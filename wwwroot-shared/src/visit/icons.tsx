/** Icons of a visit's screens, on 24 by 24, stroked, as in styles/icons.svg. */
const paths = {
  microphone: "M12 3.5a2.75 2.75 0 0 0-2.75 2.75v5a2.75 2.75 0 0 0 5.5 0v-5A2.75 2.75 0 0 0 12 3.5M6 11a6 6 0 0 0 12 0M12 17v3.5",
  muted: "M14.75 9V6.25a2.75 2.75 0 0 0-5.4-.75M9.25 9.5v1.75a2.75 2.75 0 0 0 4 2.45M6 11a6 6 0 0 0 9 5.2M18 11a6 6 0 0 1-.6 2.6M12 17v3.5M4 4l16 16",
  camera: "M3.5 6.5h11v11h-11ZM14.5 10.5l6-3.5v10l-6-3.5",
  noCamera: "M9 6.5h5.5V12M14.5 15v2.5h-11v-11H6M14.5 10.5l6-3.5v10l-3-1.7M4 4l16 16",
  screen: "M3.5 5h17v11h-17ZM9 20h6M12 16v4M12 13V8M9.5 10.2 12 7.8l2.5 2.4",
  chat: "M4 5h16v11h-9l-4 3.5V16H4Z",
  more: "M6.5 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0M13 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0M19.5 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0",
  hangUp: "M3.5 14.5c0-3.5 4-5.5 8.5-5.5s8.5 2 8.5 5.5l-4.5.7-.8-3c-2-.6-4.4-.6-6.4 0l-.8 3Z",
  speaker: "M4 9.5h3.5L12 5.5v13l-4.5-4H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  network: "M5 17v.1M9.7 17v-4M14.3 17V9.5M19 17V6",
  ok: "M5 12.5 10 17.5 19 7",
  warn: "M12 4 21.5 20h-19ZM12 10v4.5M12 17.2v.1",
  shrink: "M5 17h14",
  enlarge: "M5 5.5h14v13H5ZM5 9h14",
  lock: "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
} as const;

export type IconName = keyof typeof paths;

export function Sign({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
