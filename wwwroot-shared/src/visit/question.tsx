import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { StaffTongue } from "./staff-words";

interface Props {
  readonly text: string;
  /** The button that does it. */
  readonly yes: string;
  readonly t: StaffTongue;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asked before what others notice, in the place of the buttons. The keyboard lands on the harmless answer; Escape gives it. */
export function Question({ text, yes, t, onYes, onNo }: Props) {
  const no = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => no.current!.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onNo();
  };
  return (
    <div class="call-staff" role="group" aria-labelledby="pane-question" onKeyDown={onKeyDown}>
      <span id="pane-question">{text}</span>
      <button type="button" class="button button-small button-danger" onClick={onYes}>
        {yes}
      </button>
      <button type="button" class="button button-small" ref={no} onClick={onNo}>
        {t("cancel")}
      </button>
    </div>
  );
}

/** Gives the keyboard back to the button that asked (`data-asks`), once its question was answered by no. */
export function useWayBack(asks: string | null): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(asks);
  useLayoutEffect(() => {
    if (asks === null && before.current !== null) place.current?.querySelector<HTMLElement>(`[data-asks="${before.current}"]`)?.focus();
    before.current = asks;
  }, [asks]);
  return place;
}
