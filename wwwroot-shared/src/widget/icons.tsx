/** The few icons of the patient's application, on 24 by 24, stroked; the portal's own are in styles/icons.svg, drawn alike. */
const paths = {
  Pending: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.5l3 1.5",
  Accepted: "M5 12.5 10 17.5 19 7",
  Delivered: "M2 12.5 7 17.5 16 7M11.5 16.5l1 1L22 7",
  Displayed: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5",
  Failed: "M12 4 21.5 20h-19ZM12 10v4.5M12 17.2v.1",
  send: "M4.5 12 4 4.5 20.5 12 4 19.5ZM4.5 12H12",
  back: "M14.5 5.5 8 12l6.5 6.5",
  down: "M12 5v13M6 12.5l6 6 6-6",
  people: "M9 5.75a3.25 3.25 0 1 0 0 6.5 3.25 3.25 0 0 0 0-6.5M2.5 19.5C3.2 16 5.7 14.2 9 14.2s5.8 1.8 6.5 5.3M15.5 6a3.2 3.2 0 0 1 0 6M18 14.8c1.9.7 3.1 2.3 3.5 4.7",
  plus: "M12 5v14M5 12h14",
  file: "M6 3.5h8l4.5 4.5v12.5H6ZM14 3.5V8h4.5",
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  const turns = name === "send" || name === "back" ? " icon-directional" : "";
  return (
    <svg class={"icon" + turns} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
