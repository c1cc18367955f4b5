import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { CallState } from "../call";
import type { Tongue, VisitWord } from "./words";

const titles: Readonly<Record<string, VisitWord>> = { left: "left", ended: "over", cancelled: "cancelled", elsewhere: "elsewhere", removed: "removed", returned: "waiting", access: "access" };

interface Props {
  readonly state: CallState;
  readonly t: Tongue;
  readonly telephone: string | undefined;
  readonly onAgain: () => void;
  readonly children?: ComponentChildren;
}

/** A call that is over while its visit is not: why, and the way back where there is one. */
export function CallOver({ state: { over }, t, telephone, onAgain, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current!.focus(), []);
  const goesOn = over !== "ended" && over !== "cancelled" && over !== "access";
  return (
    <div class="visit-card">
      <h2 tabIndex={-1} ref={heading}>
        {t(titles[over ?? ""] ?? "notIn")}
      </h2>
      {telephone && goesOn && over !== "left" && <p>{t("telephone", { number: telephone })}</p>}
      <div class="wait-acts">
        {goesOn && (
          <button type="button" class="button button-primary" onClick={onAgain}>
            {t(over === "elsewhere" ? "here" : over === "left" ? "joinAgain" : "retry")}
          </button>
        )}
        {children}
      </div>
    </div>
  );
}
